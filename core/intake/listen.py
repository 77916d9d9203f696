"""Listen: be woken by the database when something was announced (NOTIFY), in a thread of its own."""

import threading
from collections.abc import Callable

import psycopg
import structlog

from core.log import describe_error
from core.store.engine import DOOR

log = structlog.get_logger()

_LOOK_UP = 1.0  # seconds between looks at whether to stop
_LONGEST_WAIT = 5.0


class Listener:
    """Calls `wake` for every announcement on a channel, and whenever the connection is (again) there.

    A database that goes away is waited for. What was announced meanwhile is not told: who needs it sweeps as well.
    """

    def __init__(
        self, url: str, channel: str, wake: Callable[[], None], concerns: Callable[[str], bool] | None = None
    ) -> None:
        """Take the database's SQLAlchemy URL and the channel; `wake` is called in the listener's thread.

        `concerns` is asked about each announcement that says something (a door's id); with False it is passed over.
        """
        self._url = url.replace("+psycopg", "", 1)
        self._channel = channel
        self._wake = wake
        self._concerns = concerns
        self._stopping, self._hears = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._listen, name=f"listen-{channel}", daemon=True)

    @property
    def hears(self) -> bool:
        """Whether the connection is there, as far as is known."""
        return self._hears.is_set()

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Stop within about a second."""
        self._stopping.set()
        self._thread.join(2 * _LOOK_UP)

    def _listen(self) -> None:
        wait = 0.1
        while not self._stopping.is_set():
            try:
                self._hear_out()
                wait = 0.1
            except psycopg.Error as error:
                log.warning("listening stopped", attempt=round(wait, 1), **describe_error(error))
                self._stopping.wait(wait)
                wait = min(2 * wait, _LONGEST_WAIT)
            finally:
                self._hears.clear()

    def _hear_out(self) -> None:
        with psycopg.connect(
            self._url, autocommit=True, connect_timeout=10, keepalives_idle=30, application_name="signaal listen"
        ) as connection:
            connection.execute(f"set role {DOOR}".encode())
            connection.execute(f"listen {self._channel}".encode())
            self._hears.set()
            self._wake()
            while not self._stopping.is_set():
                for announced in connection.notifies(timeout=_LOOK_UP, stop_after=1):
                    if not (announced.payload and self._concerns) or self._concerns(announced.payload):
                        self._wake()
