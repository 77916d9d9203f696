"""One answer on its way out: headers added, bodies of HEAD dropped, bare errors of the framework held back."""

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from core.html.assets import Receive, Send
from core.html.headers import Headers, secure

Application = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

_FIRST_ERROR = 400


@dataclass(frozen=True, slots=True)
class Problem:
    """An error that is still to be explained: status, message key, and the request's id when it is our fault."""

    status: int
    key: str | None = None
    request: str = ""


class Exchange:
    """The sending half of one request."""

    def __init__(self, send: Send, *, https: bool, head: bool, plain: bool) -> None:
        """Take where to send; `plain`: the caller is a machine, and errors pass as they are."""
        self._send, self._https, self._head, self._plain = send, https, head, plain
        self.begun = False
        self.status = 0
        self.problem: Problem | None = None

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """Send what the application says, unless it is a bare error: that is kept as `problem`."""
        if message["type"] == "http.response.start":
            headers: Headers = [(bytes(name), bytes(value)) for name, value in message.get("headers", [])]
            if message["status"] >= _FIRST_ERROR and not self._plain and not _is_page(headers):
                self.problem = Problem(message["status"])
                return
            self.begun, self.status = True, message["status"]
            await self._send({**message, "headers": secure(headers, https=self._https)})
        elif self.begun:
            await self._send({**message, "body": b""} if self._head and "body" in message else message)

    async def answer(self, status: int, page: str, headers: Headers) -> None:
        """Send a whole page."""
        body = page.encode()
        own: Headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode())]
        await self.send({"type": "http.response.start", "status": status, "headers": [*own, *headers]})
        await self.send({"type": "http.response.body", "body": body})


def _is_page(headers: Headers) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in headers)
