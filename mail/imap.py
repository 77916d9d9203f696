"""Run the door for mailboxes: a thread for each, watched over; those set in the panel come, change and go meanwhile."""

import asyncio
import threading
import time

import anyio.to_thread
import structlog
from anyio import CapacityLimiter

from core.context import Context
from core.log import describe_error
from mail.imap_account import Account, read_accounts
from mail.imap_own import OwnMailboxes
from mail.imap_watch import Rhythm, Watch
from mail.oauth import make_tokens

log = structlog.get_logger()

# Seconds: between looks at the threads; that a thread which has to end may take before its line is cut.
_LOOK, _LEAVE = 5.0, 5.0


class _Post:
    """One mailbox's thread; a new one takes over when it died or is stuck."""

    def __init__(self, context: Context, account: Account, number: int, rhythm: Rhythm) -> None:
        self.account = account
        self._context, self._number, self._rhythm = context, number, rhythm
        self.begin()

    def begin(self) -> None:
        """Start a thread of its own."""
        self.stop = threading.Event()
        tokens = make_tokens(self._context.settings, self.account)
        self.watch = Watch(self._context, self.account, tokens, self.stop, self._number, self._rhythm)
        self.thread = threading.Thread(target=self.watch.run, name=f"imap-{self._number}", daemon=True)
        self.thread.start()

    def see_to_it(self) -> None:
        """Start again when nothing has moved for too long. Two at once do no harm: repeats are known."""
        stuck = time.monotonic() - self.watch.alive > self._rhythm.stuck
        if stuck or not self.thread.is_alive():
            log.error("mailbox watch stuck: started again", setting=self.watch.setting)
            self.stop.set()
            self.watch.hang_up()
            self.begin()


class _Posts:
    """Every post of this process: those of the settings stay, those of the panel follow what is set there."""

    def __init__(self, context: Context, rhythm: Rhythm) -> None:
        self._context, self._rhythm = context, rhythm
        self._own, self._threads = OwnMailboxes(context), CapacityLimiter(1)
        accounts = read_accounts(context.settings)
        self._shared = [_Post(context, account, number, rhythm) for number, account in enumerate(accounts, 1)]
        self._panel: dict[int, _Post] = {}
        self._leaving: list[tuple[_Post, float]] = []
        self._read_at = float("-inf")

    async def look(self) -> None:
        """Follow what is set in the panel, and see to every thread."""
        try:
            if time.monotonic() - self._read_at >= self._rhythm.own:
                self._follow(await anyio.to_thread.run_sync(self._own.read, limiter=self._threads))
                self._read_at = time.monotonic()
            states = {door: post.watch.state for door, post in self._panel.items()}
            await anyio.to_thread.run_sync(self._own.note, states, limiter=self._threads)
        except Exception as error:  # noqa: BLE001 # whatever the database says, what is watched goes on
            log.warning("mailboxes of the panel not read", **describe_error(error))
        for post in (*self._shared, *self._panel.values()):
            post.see_to_it()
        self._see_them_off()

    def _follow(self, accounts: list[Account]) -> None:
        wanted = {account.door: account for account in accounts}
        for door, post in list(self._panel.items()):
            if wanted.get(door) != post.account:
                self._leave(self._panel.pop(door))
        for door, account in wanted.items():
            if door not in self._panel:
                self._panel[door] = _Post(self._context, account, door, self._rhythm)
                log.info("mailbox is watched", setting=account.key)

    def _leave(self, post: _Post) -> None:
        """Let a thread end after what it has in hand."""
        post.stop.set()
        self._leaving.append((post, time.monotonic()))
        log.info("mailbox is not watched any more", setting=post.account.key)

    def _see_them_off(self) -> None:
        for post, since in self._leaving:
            if time.monotonic() - since > _LEAVE:
                post.watch.hang_up()
        self._leaving = [(post, since) for post, since in self._leaving if post.thread.is_alive()]

    async def end(self) -> None:
        """End every thread, within seconds."""
        posts = [*self._shared, *self._panel.values(), *(post for post, _since in self._leaving)]
        for post in posts:
            post.stop.set()
        until = time.monotonic() + _LEAVE
        for post in posts:
            await asyncio.to_thread(post.thread.join, max(until - time.monotonic(), 0.1))
            if post.thread.is_alive():
                post.watch.hang_up()


async def run_imap(context: Context, stop: asyncio.Event, *, rhythm: Rhythm | None = None) -> None:
    """Watch every mailbox of the settings and of the panel until `stop`. Raises SettingsError."""
    posts = _Posts(context, rhythm or Rhythm())
    try:
        while not stop.is_set():
            await posts.look()
            try:
                async with asyncio.timeout(_LOOK):
                    await stop.wait()
            except TimeoutError:
                pass
    finally:
        await posts.end()
