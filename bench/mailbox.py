"""Mailboxes watched by IMAP: processor time while nothing comes, and how soon new mail is in, also after a break.

Needs Dovecot (dovecot-imapd, dovecot-lmtpd). The program's own watch, with the waits it has in life, in this process.
"""

import argparse
import json
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr

from core.context import Context
from core.municipalities import add_municipality
from core.settings import Settings
from core.start import open_installation, owning
from mail.imap_account import read_accounts
from mail.imap_watch import Watch
from tests.mail.door.talking import taken
from tests.mail.imap.breaking import Way
from tests.mail.imap.dovecots import PASSWORD, Dovecot, mail, make_dovecot, new_user
from tests.mail.room.relaying import make_certificate

_TO, _BUDGET, _WITHIN = "lommerbeek@signaal.localhost", 0.02, 60.0


@contextmanager
def watching(context: Context, port: int, users: list[str]) -> Generator[list[Watch]]:
    """Watch the mailboxes of these users, each in a thread of its own."""
    urls = " ".join(f"imap://{user}@127.0.0.1:{port}" for user in users)
    settings = context.settings.model_copy(update={"imap_url": urls, "imap_password": SecretStr(PASSWORD)})
    there = replace(context, settings=settings)
    watches = [Watch(there, account, None, threading.Event()) for account in read_accounts(settings)]
    threads = [threading.Thread(target=watch.run) for watch in watches]
    for thread in threads:
        thread.start()
    try:
        wait(lambda: all(watch.loops > 2 for watch in watches))  # connected, taken, waiting
        yield watches
    finally:
        for watch in watches:
            watch.stop.set()
        for thread in threads:
            thread.join(60)


def wait(what: Callable[[], object], seconds: float = 120.0) -> float:
    """Wait until something holds; gives the seconds."""
    began = time.monotonic()
    while not what():
        if time.monotonic() - began > seconds:
            raise TimeoutError("waited in vain")
        time.sleep(0.02)
    return time.monotonic() - began


def idle(context: Context, server: Dovecot, mailboxes: int, seconds: float) -> float:
    """Measure the share of one core that so many quiet mailboxes take."""
    with watching(context, server.imap, [new_user() for _ in range(mailboxes)]):
        used, began = time.process_time(), time.monotonic()
        time.sleep(seconds)
        return (time.process_time() - used) / (time.monotonic() - began)


def told(context: Context, server: Dovecot, mails: int) -> list[float]:
    """Measure the seconds from delivery to commit, by IDLE, of mails one after another."""
    user, found = new_user(), list[float]()
    with watching(context, server.imap, [user]):
        for number in range(mails):
            before = len(taken(context))
            server.deliver(user, mail(_TO, f"{user}-{number}"))
            found.append(wait(lambda before=before: len(taken(context)) > before))
            time.sleep(0.3)
    return found


def after(context: Context, server: Dovecot, break_it: Callable[[Way], object]) -> float:
    """Measure the seconds from a break, with a mail delivered at that moment, to its commit."""
    user, way = new_user(), Way(server.imap)
    try:
        with watching(context, way.port, [user]):
            before = len(taken(context))
            break_it(way)
            server.deliver(user, mail(_TO, user))
            return wait(lambda: len(taken(context)) > before)
    finally:
        way.close()


def restart(context: Context, server: Dovecot, away: float) -> float:
    """Measure the seconds from the moment that the server is back, after `away` seconds, to a new mail's commit."""
    user = new_user()
    with watching(context, server.imap, [user]):
        before = len(taken(context))
        server.stop()
        time.sleep(away)
        server.start()
        server.deliver(user, mail(_TO, user))
        return wait(lambda: len(taken(context)) > before)


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long quiet mailboxes are watched")
    parser.add_argument("--mails", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = make_dovecot(make_certificate(Path(folder)))
        server.start()
        try:
            with open_installation(Settings(data=Path(folder) / "data")) as context:
                with owning(context.store.url) as session:
                    add_municipality(session, "lommerbeek", "Lommerbeek")
                waits = told(context, server, given.mails)
                figures = {
                    "told by IDLE, median s": statistics.median(waits),
                    "told by IDLE, longest s": max(waits),
                    "line closed by the server, s": after(context, server, lambda way: way.cut(server_only=True)),
                    "line cut at both ends, s": after(context, server, lambda way: way.cut()),
                    "line frozen, s": after(context, server, lambda way: way.freeze()),
                    "server away for 5 s, s": restart(context, server, 5),
                    "server away for 60 s, s": restart(context, server, 60),
                }
                shares = {
                    f"{count} quiet mailboxes, share of a core": idle(context, server, count, given.seconds)
                    for count in (1, 20)
                }
        finally:
            server.stop()
    slow = [name for name, seconds in figures.items() if seconds > _WITHIN]
    busy = [name for name, share in shares.items() if name.startswith("1 ") and share > _BUDGET]
    print(json.dumps({name: round(value, 4) for name, value in {**figures, **shares}.items()}, indent=2))
    print(f"over the budget: {', '.join(slow + busy)}" if slow or busy else "within the budget")


if __name__ == "__main__":
    main()
