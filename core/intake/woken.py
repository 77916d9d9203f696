"""Woken: a thread that works off what waits in the database, when it is told of some and by itself now and then."""

import threading
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from core.intake.listen import Listener
from core.log import describe_error

log = structlog.get_logger()


class Woken:
    """A thread around `work_off`; any number, in any number of processes, may share a database.

    `what`: the announcement it listens for, and its name in the log. `sweep`: seconds between looks by itself;
    `gather`: in which announcements gather; `stop_within`: that a stop waits for what is in hand.
    """

    def __init__(
        self, url: str, what: tuple[str, str], work_off: Callable[[], object], *, sweep: float, gather: float = 0.0,
        stop_within: float = 5.0,
    ) -> None:  # fmt: skip
        """Take what to listen for and what to do; nothing runs yet."""
        channel, name = what
        self._waits, self._failed = f"{name} waits", f"{name} failed"
        self._work_off, self._sweep, self._gather, self._stop_within = work_off, sweep, gather, stop_within
        self._stopping, self._woken = threading.Event(), threading.Event()
        self._listener = Listener(url, channel, self._woken.set)
        self._thread = threading.Thread(target=self._go_on, name=name, daemon=True)

    @property
    def stopping(self) -> bool:
        """Whether what is in hand should be the last."""
        return self._stopping.is_set()

    def start(self) -> None:
        """Begin to work."""
        self._listener.start()
        self._thread.start()

    def stop(self) -> None:
        """Finish what is in hand and stop; what waits stays in the database."""
        self._stopping.set()
        self._woken.set()
        self._listener.stop()
        self._thread.join(self._stop_within)

    def _go_on(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                self._work_off()
            except SQLAlchemyError as error:
                log.warning(self._waits, **describe_error(error))
            except Exception as error:  # noqa: BLE001 # whatever breaks must not end the thread
                log.warning(self._failed, **describe_error(error))
            self._woken.wait(self._sweep)
            self._stopping.wait(self._gather)
