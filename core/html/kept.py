"""Public answers kept in memory: made once, told apart by their address, and forgotten when something is published."""

import asyncio
from collections import deque
from collections.abc import Callable, MutableMapping
from time import monotonic
from typing import Any
from urllib.parse import parse_qsl, urlencode

from core.html.assets import Receive, Send
from core.html.exchange import Application
from core.html.gate import Gate
from core.html.headers import Headers
from core.html.shelf import Key, Page, Shelf, pack

# Seconds that an answer is kept; and when nobody tells what is published meanwhile.
_LIFE, _LIFE_UNTOLD = 60.0, 30.0
_MOST_OF_A_PAGE, _LONGEST_QUERY, _MOST_PAGES = 1024 * 1024, 200, 2000  # bytes, bytes, on each shelf
# Bytes of pages by their bare address, and of those that ask something: who asks at random pushes no page out.
_ROOM, _ROOM_ASKED = 48 * 1024 * 1024, 12 * 1024 * 1024
_OK, _SAME = 200, 304
# Which names of a query the page at a path reads; None: that is no public page.
Names = Callable[[str], frozenset[str] | None]


class News:
    """What was published since it was last asked, told by another thread; `told`: whether anybody would tell."""

    def __init__(self, told: Callable[[], bool] = lambda: True) -> None:
        """Begin with nothing."""
        self.told = told
        self.turn = 0
        self._slugs: deque[str] = deque()

    def tell(self, slug: str = "") -> None:
        """Say that a municipality published something; without a name: anything may have changed."""
        self._slugs.append(slug)
        self.turn += 1

    def take(self) -> set[str]:
        """Take what was told."""
        taken: set[str] = set()
        while self._slugs:
            taken.add(self._slugs.popleft())
        return taken


class Kept:
    """ASGI middleware around the shield. It keeps what the application calls public itself, and nothing else.

    That is: an answer to a GET of a public page without cookie or proof of who asks, with status 200, `cache-control:
    public`, no cookie set, and the same for everybody. What is asked while it is made waits for it. What a page does
    not read of a query makes no other page; any other address passes as it came.
    """

    def __init__(
        self,
        app: Application,
        news: News,
        names: Names,
        gate: Gate | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Wrap `app`; `news` tells what to forget, `names` what pages read, `gate` who has had too many made."""
        self._app, self._news, self._names, self._gate, self._clock = app, news, names, gate, clock
        self._shelves = (Shelf(_ROOM, _MOST_PAGES), Shelf(_ROOM_ASKED, _MOST_PAGES))
        self._making: dict[Key, asyncio.Event] = {}

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Take one connection."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        if forgotten := self._news.take():
            for shelf in self._shelves:
                shelf.forget(forgotten)
        asked: dict[bytes, bytes] = dict(scope["headers"])
        path, query, head = scope["path"], scope["query_string"], scope["method"] == "HEAD"
        own = b"cookie" in asked or b"authorization" in asked
        if not own and not query and (page := self._find((path, b""))) is not None:
            await _answer(page, asked, send, head=head)
            return
        names = self._names(path)
        if names is None:
            await self._app(scope, receive, send)
            return
        key = (path, _narrow(query, names))
        scope = {**scope, "query_string": key[1]}
        keeps = not own and len(key[1]) <= _LONGEST_QUERY
        page = await self._await_page(key) if keeps else None
        if page is not None:
            await _answer(page, asked, send, head=head)
        elif self._gate and not self._gate.admits(scope, asked):
            await self._gate.refuse(send, head=head)
        elif not keeps or head or key in self._making:
            await self._app(scope, receive, send)
        else:
            await self._make(key, asked, scope, receive, send)

    def _find(self, key: Key) -> Page | None:
        return self._shelves[bool(key[1])].find(key, self._clock() - self._life())

    def _life(self) -> float:
        return _LIFE if self._news.told() else _LIFE_UNTOLD

    async def _await_page(self, key: Key) -> Page | None:
        page = self._find(key)
        if page is None and key in self._making:
            await self._making[key].wait()
            page = self._find(key)
        return page

    async def _make(  # the key, what was asked, and what ASGI gives
        self, key: Key, asked: dict[bytes, bytes], scope: MutableMapping[str, Any], receive: Receive, send: Send
    ) -> None:
        # What is published while the page is made may not be in it: then it is not kept.
        turn, made = self._news.turn, self._clock()
        self._making[key] = done = asyncio.Event()

        def let_go() -> None:
            if self._making.get(key) is done:
                del self._making[key]
            done.set()

        caught = _Caught(send, let_go)
        try:
            await self._app(scope, receive, caught.send)
            if caught.headers is None:
                return
            page = pack(key[0], made, caught.headers, bytes(caught.body))
            if turn == self._news.turn and page.size <= _MOST_OF_A_PAGE:
                self._shelves[bool(key[1])].keep(key, page, self._clock() - self._life())
            await _answer(page, asked, send, head=False)
        finally:
            let_go()


class _Caught:
    """An answer on its way out: held while it may be kept; else sent on as it comes, and nobody waits for it."""

    def __init__(self, send: Send, let_go: Callable[[], None]) -> None:
        self._send, self._let_go = send, let_go
        self.headers: Headers | None = None
        self.body = bytearray()

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start" and _may_be_kept(message["status"], message["headers"]):
            self.headers = message["headers"]
        elif self.headers is None:
            self._let_go()
            await self._send(message)
        else:
            self.body += message.get("body", b"")


def _may_be_kept(status: int, headers: Headers) -> bool:
    said = {name.lower(): value.lower() for name, value in headers}
    control = said.get(b"cache-control", b"")
    return (
        status == _OK
        and control.startswith(b"public")
        and b"immutable" not in control
        and not said.keys() & {b"set-cookie", b"content-encoding", b"vary"}
    )


def _narrow(query: bytes, names: frozenset[str]) -> bytes:
    """Leave of a query what the page reads: each name once, as the framework reads it, in order."""
    if not query or not names:
        return b""
    given = dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True))
    return urlencode(sorted((name, value) for name, value in given.items() if value and name in names)).encode()


def _takes_gzip(said: bytes) -> bool:
    """Tell whether `accept-encoding` allows gzip (RFC 9110, 12.5.3): named or by `*`, with a weight above nothing."""
    weights: dict[bytes, bytes] = {}
    for part in said.lower().split(b","):
        name, _, given = part.partition(b";")
        weights[name.strip()] = given.strip()
    given = weights.get(b"gzip", weights.get(b"*", b"q=0"))
    try:
        return not given or float(given.removeprefix(b"q=")) > 0
    except ValueError:
        return False


async def _answer(page: Page, asked: dict[bytes, bytes], send: Send, *, head: bool) -> None:
    status, headers, body = _OK, page.headers, page.body
    if page.tag in asked.get(b"if-none-match", b""):
        status, headers, body = _SAME, page.headers_same, b""
    elif page.zipped is not None and _takes_gzip(asked.get(b"accept-encoding", b"")):
        headers, body = page.headers_zipped, page.zipped
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else body})
