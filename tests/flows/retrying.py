"""HTTP requests sent again, exactly the same, until they are answered: as a person with a form and Telegram do."""

import http.client
import itertools
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PATIENCE = 240.0  # seconds for one request, over all its attempts
_PAUSE = 0.25
_OURS = 500  # HTTP: from here on the fault is the server's, and the client tries again


@dataclass(frozen=True, slots=True)
class Reply:
    """A final answer: below 500."""

    status: int
    headers: dict[str, str]
    body: str


class Unanswered(Exception):
    """A request that got no final answer within the patience."""


@dataclass(slots=True)
class Tally:
    """How requests went, over all clients: attempts, final answers by status, and requests that took more than one."""

    attempts: int = 0
    retried: int = 0
    statuses: dict[int, int] = field(default_factory=dict[int, int])
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def answered(self) -> int:
        """How many requests have a final answer."""
        return sum(self.statuses.values())

    def note(self, attempts: int, status: int | None) -> None:
        """Count one request."""
        with self.lock:
            self.attempts += attempts
            self.retried += attempts > 1
            if status is not None:
                self.statuses[status] = self.statuses.get(status, 0) + 1


def send(
    tally: Tally | None, url: str, body: bytes | None = None, headers: dict[str, str] | None = None, *others: str
) -> Reply:
    """Send until answered below 500, each next time to the next of the `others` as well, as a load balancer does.

    Raises Unanswered. Without a tally it is not counted.
    """
    urls = itertools.cycle((url, *others))
    end, attempts = time.monotonic() + PATIENCE, 0
    while time.monotonic() < end:
        attempts += 1
        reply = _once(next(urls), body, headers or {})
        if reply is not None and reply.status < _OURS:
            if tally:
                tally.note(attempts, reply.status)
            return reply
        time.sleep(_PAUSE)
    if tally:
        tally.note(attempts, None)
    raise Unanswered(urlsplit(url).path)


def _once(url: str, body: bytes | None, headers: dict[str, str]) -> Reply | None:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("GET" if body is None else "POST", target, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        return Reply(answer.status, {name.casefold(): value for name, value in answer.getheaders()}, text)
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
