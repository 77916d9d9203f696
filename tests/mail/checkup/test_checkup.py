"""The doctor's look at mail, against servers that are there and that are not."""

import asyncio
import socket
import threading
from pathlib import Path

from aiosmtpd.controller import Controller
from pydantic import SecretStr

from core.context import Context
from core.settings import Settings
from mail.checkup import check_mail
from mail.smtp import run_smtp


class Sink:
    """A relay that takes nothing."""


def states(settings: Settings) -> dict[str, str]:
    return {finding.check: finding.state for finding in check_mail(settings)}


def test_without_settings_everything_is_said_and_nothing_is_bad(tmp_path: Path) -> None:
    quiet = Settings(data=tmp_path, smtp_listen="", imap_url="", mail_trust="")
    assert states(quiet) == {"mail trust": "note", "relay": "note"}


def test_a_relay_that_answers_is_good_and_one_that_is_away_is_bad(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    controller = Controller(Sink(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        settings = Settings(data=tmp_path, smtp_listen="", relay_url=SecretStr(f"smtp://127.0.0.1:{port}"))
        assert states(settings)["relay"] == "good"
    finally:
        controller.stop()
    assert states(settings)["relay"] == "bad"


def test_the_door_answers_while_it_runs(context: Context) -> None:
    opened, done, found = threading.Event(), threading.Event(), list[str]()

    async def run() -> None:
        stop = asyncio.Event()

        def ready(_kind: str, address: str) -> None:
            found.append(address)
            opened.set()

        serving = asyncio.create_task(run_smtp(context, stop, ready=ready))
        await asyncio.to_thread(done.wait, 20)
        stop.set()
        await serving

    settings = context.settings.model_copy(update={"smtp_listen": "127.0.0.1:0"})
    object.__setattr__(context, "settings", settings)
    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    assert opened.wait(10)
    try:
        assert states(settings.model_copy(update={"smtp_listen": found[0]}))["smtp door"] == "good"
    finally:
        done.set()
        thread.join(20)
    assert states(settings.model_copy(update={"smtp_listen": found[0]}))["smtp door"] == "note"
