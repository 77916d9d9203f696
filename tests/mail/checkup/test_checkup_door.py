"""The doctor at our own door for mail: ours and well, ours and in trouble, or somebody else's."""

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from core.context import Context
from core.municipalities import Place
from core.settings import Settings
from core.store.engine import make_engine
from mail.checkup_door import check_doors
from tests.mail.door.talking import TO, running, taken
from tests.mail.room.relaying import Handler, make_certificate, serving


def codes(settings: Settings, known: str = TO, now: datetime | None = None) -> list[str]:
    return [finding.code for finding in check_doors(settings, known, now)]


def there(context: Context, ports: dict[str, int]) -> Settings:
    listening = {f"{kind}_listen": f"127.0.0.1:{port}" for kind, port in ports.items()}
    return context.settings.model_copy(update={"smtp_listen": "", "lmtp_listen": "", **listening})


def test_both_doors_take_what_is_ours_and_nothing_else_and_nothing_arrives(context: Context, place: Place) -> None:
    with running(context) as door:
        settings = there(context, door.ports)
        assert codes(settings) == ["good-door", "good-door"]
        assert codes(settings, "") == ["door-half", "door-half"]
        assert codes(settings, "nergens@signaal.localhost") == ["door-known", "door-known"]
        assert taken(context) == []
    assert codes(settings) == ["door-away", "door-away"]
    assert codes(settings.model_copy(update={"smtp_listen": "", "lmtp_listen": ""})) == []


def test_a_database_that_is_away_is_told_as_such(context: Context, place: Place) -> None:
    engine = make_engine(context.store.url, size=1, role=None)
    with engine.begin() as owner:
        owner.execute(text("revoke select (id, slug, name, settings) on municipality from signaal_door"))
    try:
        with running(context, lmtp_listen="") as door:
            assert codes(there(context, door.ports)) == ["door-later"]
    finally:
        with engine.begin() as owner:
            owner.execute(text("grant select (id, slug, name, settings) on municipality to signaal_door"))
        engine.dispose()


def test_starttls_is_tried_and_the_certificate_is_read(context: Context, place: Place, tmp_path: Path) -> None:
    cert, key = make_certificate(tmp_path)
    secure = {"smtp_cert": cert, "smtp_key": key}
    with running(context, lmtp_listen="", smtp_cert=cert, smtp_key=key) as door:
        settings = there(context, door.ports).model_copy(update=secure)
        assert codes(settings) == ["good-door", "cert-soon"]  # it lives for a day
        assert codes(settings, now=datetime.now(UTC) - timedelta(days=30)) == ["good-door", "good-cert"]
        assert codes(settings, now=datetime.now(UTC) + timedelta(days=2)) == ["good-door", "cert-ended"]
        cert.write_text("geen certificaat")
        assert codes(settings) == ["good-door", "cert-wrong"]
    with running(context, lmtp_listen="") as door:
        assert codes(there(context, door.ports).model_copy(update=secure))[0] == "door-starttls"


def test_another_program_at_that_port_is_found_out(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mail.checkup_door._PATIENCE", 1.0)
    with serving(Handler()) as port:
        assert codes(there(context, {"smtp": port})) == ["door-unknown"]
    with serving(Handler(answers=["554 Nee"] * 2, at="RCPT")) as port:
        assert codes(there(context, {"smtp": port})) == ["door-known"]
    for said in (b"HTTP/1.1 400 Bad Request\r\n\r\n", b""):
        with saying(said) as port:
            assert codes(there(context, {"smtp": port})) in (["door-greeting"], ["door-away"]), said


@contextmanager
def saying(what: bytes) -> Generator[int]:
    """Listen, say one thing to whoever comes, and then nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        kept: list[socket.socket] = []

        def serve() -> None:
            try:
                there, _address = listening.accept()
            except OSError:
                return
            kept.append(there)
            there.sendall(what)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield int(listening.getsockname()[1])
        thread.join(60)
        for there in kept:
            there.close()
