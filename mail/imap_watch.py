"""The watch over one mailbox: connect, take what lies there, wait for more, and come back after any kind of break."""

import threading
import time
from dataclasses import dataclass, field, replace

import structlog

from core.context import Context
from core.log import describe_error
from core.own_mailboxes import GOOD
from mail.commit import Writer
from mail.imap_account import Account
from mail.imap_line import TIMEOUT, Line, explain, open_line
from mail.imap_take import Taker
from mail.oauth import Tokens
from mail.trouble import Trouble

log = structlog.get_logger()

CLOSED = "mailbox does not let us in: run signaal doctor"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Seconds. `look`: between looks at `stop`; `renew`: IDLE is ended and begun again, so that a dead line shows.

    `soon`: an empty answer that comes earlier is a line that is closed. `first`, `last`: waits after a break, doubled
    each time; `refused`: the longest wait after we were not let in. `stuck`: no sign of life for so long is too long.
    `own`: between looks at what was set in the panel. `answer`: the longest wait for what the server has to say.
    With 15 s between renewals, at most 30 for an answer, and a new connection, a mail that lies there after a break is
    taken within 60.
    """

    look: float = 2.0
    renew: float = 15.0
    soon: float = 1.0
    first: float = 1.0
    last: float = 30.0
    refused: float = 45.0
    stuck: float = 180.0
    own: float = 15.0
    answer: float = 30.0


@dataclass(slots=True)
class Watch:
    """Watches one mailbox in the thread that calls `run`. `number`: which of the mailboxes, from 1.

    `loops` and `connects` count what it does; `alive`: when it last did something, by time.monotonic; `state`: empty
    (not tried yet), good, or the code of what is wrong (`mail.trouble`).
    """

    context: Context
    account: Account
    tokens: Tokens | None
    stop: threading.Event
    number: int = 1
    rhythm: Rhythm = field(default_factory=Rhythm)
    loops: int = 0
    connects: int = 0
    taken: int = 0
    alive: float = field(default_factory=time.monotonic)
    state: str = ""
    _line: Line | None = None
    _wait: float = 0.0
    _broken: int = 0

    def run(self) -> None:
        """Watch until `stop`; never raises."""
        taker = Taker(self.context, self.account, Writer(self.context))
        while not self.stop.is_set():
            self._sign()
            try:
                self._connected(taker)
            except Trouble as wrong:
                if self.state != wrong.code:
                    log.error(CLOSED, setting=self.setting, kind=wrong.code)  # noqa: TRY400 # its words name the mailbox
                self.state = wrong.code
                self._rest(self.rhythm.refused)
            except Exception as error:  # noqa: BLE001 # whatever breaks, the mails lie safe and we come back
                log.warning("mailbox away", setting=self.setting, **describe_error(error))
                # One break is nothing to tell of: the next try decides.
                self._broken += 1
                if self._broken > 1:
                    self.state = explain(self.account, error).code
                self._rest(self.rhythm.last)

    def hang_up(self) -> None:
        """Cut the line from another thread, so that whatever waits for it ends."""
        line = self._line
        if line is not None:
            line.cut()

    def _connected(self, taker: Taker) -> None:
        self.connects += 1
        waits = replace(TIMEOUT, read=self.rhythm.answer)
        self._line = line = open_line(self.context.settings, self.account, self.tokens, timeout=waits)
        self.state, self._broken = GOOD if line.writable else "read-only", 0
        try:
            while not self.stop.is_set():
                self._sign()
                self.taken += taker.take(line)
                self._wait = 0.0
                self._await(line)
        finally:
            self._line = None
            line.close()

    def _await(self, line: Line) -> None:
        """Wait until something changed in the folder, or it is time to see whether the line still lives."""
        if not line.can("IDLE"):
            self.stop.wait(self.rhythm.renew)
            line.client.noop()
            return
        until = time.monotonic() + self.rhythm.renew
        line.client.idle()
        while not self.stop.is_set() and time.monotonic() < until:
            self._sign()
            began = time.monotonic()
            told = line.client.idle_check(timeout=self.rhythm.look)
            if any(len(each) > 1 and each[1] in {b"EXISTS", b"RECENT"} for each in told):
                break
            if not told and time.monotonic() - began < min(self.rhythm.soon, self.rhythm.look / 2):
                break  # a closed line answers at once, every time; the command below finds out
        line.client.idle_done()
        line.client.noop()

    def _rest(self, longest: float) -> None:
        self._wait = min(max(2 * self._wait, self.rhythm.first), longest)
        self._sign()
        self.stop.wait(self._wait)

    def _sign(self) -> None:
        self.loops += 1
        self.alive = time.monotonic()

    @property
    def setting(self) -> str:
        """Name the mailbox in a log."""
        return self.account.key if self.account.door else f"imap_url {self.number}"
