"""Run the door for mailboxes: a thread for each, watched over, and a check that says in words what is wrong."""

import asyncio
import threading
import time

import structlog
from imapclient.exceptions import IMAPClientError

from core.context import Context
from core.settings import Settings
from mail.imap_account import Account, read_accounts
from mail.imap_line import Closed, open_line
from mail.imap_watch import Rhythm, Watch
from mail.oauth import TokensAway, make_tokens

log = structlog.get_logger()

_LOOK, _LEAVE = 5.0, 5.0


class _Post:
    """One mailbox's thread; a new one takes over when it died or is stuck."""

    def __init__(self, context: Context, account: Account, number: int, rhythm: Rhythm) -> None:
        self._context, self._account, self._number, self._rhythm = context, account, number, rhythm
        self.begin()

    def begin(self) -> None:
        """Start a thread of its own."""
        self.stop = threading.Event()
        tokens = make_tokens(self._context.settings, self._account)
        self.watch = Watch(self._context, self._account, tokens, self.stop, self._number, self._rhythm)
        self.thread = threading.Thread(target=self.watch.run, name=f"imap-{self._number}", daemon=True)
        self.thread.start()

    def see_to_it(self) -> None:
        """Start again when nothing has moved for too long. Two at once do no harm: repeats are known."""
        stuck = time.monotonic() - self.watch.alive > self._rhythm.stuck
        if stuck or not self.thread.is_alive():
            log.error("mailbox watch stuck: started again", setting=f"imap_url {self._number}")
            self.stop.set()
            self.watch.hang_up()
            self.begin()


async def run_imap(context: Context, stop: asyncio.Event, *, rhythm: Rhythm | None = None) -> None:
    """Watch every mailbox in `imap_url` until `stop`; without any, wait for `stop`. Raises SettingsError."""
    rhythm = rhythm or Rhythm()
    posts = [
        _Post(context, account, number, rhythm) for number, account in enumerate(read_accounts(context.settings), 1)
    ]
    try:
        while not stop.is_set():
            try:
                async with asyncio.timeout(_LOOK if posts else None):
                    await stop.wait()
            except TimeoutError:
                for post in posts:
                    post.see_to_it()
    finally:
        for post in posts:
            post.stop.set()
        until = time.monotonic() + _LEAVE
        for post in posts:
            await asyncio.to_thread(post.thread.join, max(until - time.monotonic(), 0.1))
            if post.thread.is_alive():
                post.watch.hang_up()


def check_mailbox(settings: Settings) -> list[tuple[str, str]]:
    """Sign in to every mailbox and open its folder: (the mailbox, what is wrong in words; empty: nothing).

    For `signaal doctor`; nothing is changed. Takes up to half a minute a mailbox. Raises SettingsError.
    """
    return [(account.name, _check(settings, account)) for account in read_accounts(settings)]


def _check(settings: Settings, account: Account) -> str:
    try:
        line = open_line(settings, account, make_tokens(settings, account), readonly=True)
        try:
            large = len(line.client.search(["UNDELETED", "LARGER", settings.mail_max_bytes]))
        finally:
            line.close()
    except Closed as wrong:
        return str(wrong)
    except TokensAway as wrong:
        return f"the server that gives tokens does not answer ({wrong})"
    except (OSError, IMAPClientError) as wrong:
        return f"no good answer from {account.host}:{account.port} ({type(wrong).__name__})"
    return f"{large} mails are larger than SIGNAAL_MAIL_MAX_BYTES and stay there" if large else ""
