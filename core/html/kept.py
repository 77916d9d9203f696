"""Public answers kept in memory: made once, told apart by their address, and forgotten when something is published."""

import asyncio
import gzip
import re
from collections import OrderedDict, deque
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from hashlib import blake2b
from time import monotonic
from typing import Any

from core.html.assets import Receive, Send
from core.html.exchange import Application
from core.html.headers import Headers

# Seconds that an answer is kept; and when nobody tells what is published meanwhile.
_LIFE, _LIFE_UNTOLD = 60.0, 30.0
_MOST_OF_A_PAGE, _LONGEST_QUERY, _SHRINKS = 1024 * 1024, 200, 1024  # bytes
# Bytes of pages by their bare address, and of those that ask something: who asks at random pushes no page out.
_ROOM, _ROOM_ASKED = 48 * 1024 * 1024, 12 * 1024 * 1024
_OF_A_PLACE = re.compile(r"/([a-z0-9-]+)(?:/.*)?")
_OK, _SAME = 200, 304
Key = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class _Page:
    """An answer as it is sent: whole, packed, and as "you have it"; `place`: the first part of its address."""

    place: str
    made: float
    tag: bytes
    body: bytes
    zipped: bytes | None
    headers: Headers
    headers_zipped: Headers
    headers_same: Headers

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return len(self.body) + len(self.zipped or b"")


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

    That is: an answer to a GET without cookie or proof of who asks, with status 200, `cache-control: public`, no cookie
    set, and the same for everybody. What is asked while it is made waits for it.
    """

    def __init__(self, app: Application, news: News, clock: Callable[[], float] = monotonic) -> None:
        """Wrap `app`; `news` tells what to forget."""
        self._app, self._news, self._clock = app, news, clock
        self._shelves = (_Shelf(_ROOM), _Shelf(_ROOM_ASKED))
        self._making: dict[Key, asyncio.Event] = {}

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Take one connection."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        asked: dict[bytes, bytes] = dict(scope["headers"])
        query: bytes = scope["query_string"]
        if b"cookie" in asked or b"authorization" in asked or len(query) > _LONGEST_QUERY:
            await self._app(scope, receive, send)
            return
        if forgotten := self._news.take():
            for shelf in self._shelves:
                shelf.forget(forgotten)
        key = (scope["path"], query)
        page = self._find(key)
        if page is None and key in self._making:
            await self._making[key].wait()
            page = self._find(key)
        if page is not None:
            await _answer(page, asked, send, head=scope["method"] == "HEAD")
        elif scope["method"] == "HEAD" or key in self._making:
            await self._app(scope, receive, send)
        else:
            await self._make(key, asked, scope, receive, send)

    def _find(self, key: Key) -> _Page | None:
        page = self._shelves[bool(key[1])].find(key)
        life = _LIFE if self._news.told() else _LIFE_UNTOLD
        return page if page is not None and self._clock() - page.made < life else None

    async def _make(  # the key, what was asked, and what ASGI gives
        self, key: Key, asked: dict[bytes, bytes], scope: MutableMapping[str, Any], receive: Receive, send: Send
    ) -> None:
        # What is published while the page is made may not be in it: then it is not kept.
        turn, made = self._news.turn, self._clock()
        self._making[key] = done = asyncio.Event()
        caught = _Caught(send)
        try:
            await self._app(scope, receive, caught.send)
            if caught.headers is None:
                return
            page = _pack(key[0], made, caught.headers, bytes(caught.body))
            if turn == self._news.turn and page.size <= _MOST_OF_A_PAGE:
                self._shelves[bool(key[1])].keep(key, page)
            await _answer(page, asked, send, head=False)
        finally:
            del self._making[key]
            done.set()


class _Caught:
    """An answer on its way out: held while it may be kept, else sent on as it comes."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.headers: Headers | None = None
        self.body = bytearray()

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start" and _may_be_kept(message["status"], message["headers"]):
            self.headers = message["headers"]
        elif self.headers is None:
            await self._send(message)
        else:
            self.body += message.get("body", b"")


class _Shelf:
    """Pages by key, the one asked longest ago first to go when there is no room."""

    def __init__(self, room: int) -> None:
        self._room, self._taken = room, 0
        self._pages: OrderedDict[Key, _Page] = OrderedDict()

    def find(self, key: Key) -> _Page | None:
        page = self._pages.get(key)
        if page is not None:
            self._pages.move_to_end(key)
        return page

    def keep(self, key: Key, page: _Page) -> None:
        self._drop(key)
        self._pages[key] = page
        self._taken += page.size
        while self._taken > self._room:
            self._drop(next(iter(self._pages)))

    def forget(self, slugs: set[str]) -> None:
        """Forget the pages of municipalities, and those that may be of all of them."""
        for key, page in list(self._pages.items()):
            if "" in slugs or page.place in slugs or not page.place:
                self._drop(key)

    def _drop(self, key: Key) -> None:
        page = self._pages.pop(key, None)
        self._taken -= page.size if page else 0


def _may_be_kept(status: int, headers: Headers) -> bool:
    said = {name.lower(): value.lower() for name, value in headers}
    control = said.get(b"cache-control", b"")
    return (
        status == _OK
        and control.startswith(b"public")
        and b"immutable" not in control
        and not said.keys() & {b"set-cookie", b"content-encoding", b"vary"}
    )


def _pack(path: str, made: float, headers: Headers, body: bytes) -> _Page:
    own = {b"content-length", b"etag"}
    bare = [(name, value) for name, value in headers if name.lower() not in own]
    tag = b'W/"' + blake2b(body, digest_size=12).hexdigest().encode() + b'"'
    bare += [(b"etag", tag), (b"vary", b"accept-encoding")]
    zipped = gzip.compress(body, mtime=0) if len(body) >= _SHRINKS else None
    same = [(name, value) for name, value in bare if not name.lower().startswith(b"content-t")]
    place = _OF_A_PLACE.fullmatch(path)
    return _Page(
        place=place[1] if place else "",
        made=made,
        tag=tag,
        body=body,
        zipped=zipped,
        headers=[*bare, (b"content-length", str(len(body)).encode())],
        headers_zipped=[
            *bare, (b"content-length", str(len(zipped or b"")).encode()), (b"content-encoding", b"gzip"),
        ],
        headers_same=same,
    )  # fmt: skip


async def _answer(page: _Page, asked: dict[bytes, bytes], send: Send, *, head: bool) -> None:
    status, headers, body = _OK, page.headers, page.body
    if page.tag in asked.get(b"if-none-match", b""):
        status, headers, body = _SAME, page.headers_same, b""
    elif page.zipped is not None and b"gzip" in asked.get(b"accept-encoding", b""):
        headers, body = page.headers_zipped, page.zipped
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else body})
