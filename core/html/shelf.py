"""A shelf of finished answers in memory: bounded in bytes and in number, forgotten by municipality and by age."""

import gzip
import re
from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from core.html.headers import Headers

_SHRINKS = 1024  # bytes
# What an answer takes beside its bodies: three lists of headers, its key, its place in the order (measured: 4.2 KB).
_BESIDE = 4608
_OF_A_PLACE = re.compile(r"/([a-z0-9-]+)(?:/.*)?")
Key = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Page:
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
        """How many bytes it takes, roughly."""
        return len(self.body) + len(self.zipped or b"") + _BESIDE


class Shelf:
    """Pages by key, the one asked longest ago first to go when there is no room or there are too many."""

    def __init__(self, room: int, most: int) -> None:
        """Begin empty; `room`: bytes, `most`: pages."""
        self._room, self._most, self._taken = room, most, 0
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._of_places: defaultdict[str, set[Key]] = defaultdict(set)

    def __len__(self) -> int:
        """Count the pages."""
        return len(self._pages)

    def find(self, key: Key, since: float) -> Page | None:
        """Find a page that was made after `since`; an older one goes."""
        page = self._pages.get(key)
        if page is None:
            return None
        if page.made <= since:
            self._drop(key)
            return None
        self._pages.move_to_end(key)
        return page

    def keep(self, key: Key, page: Page, since: float) -> None:
        """Keep a page; those asked longest ago go for it, and among them what was made before `since`."""
        self._drop(key)
        self._pages[key] = page
        self._of_places[page.place].add(key)
        self._taken += page.size + len(key[0]) + len(key[1])
        while self._pages:
            oldest, first = next(iter(self._pages.items()))
            if self._taken <= self._room and len(self._pages) <= self._most and first.made > since:
                return
            self._drop(oldest)

    def forget(self, slugs: Iterable[str]) -> None:
        """Forget the pages of municipalities and those that may be of all of them; an empty name: every page."""
        slugs = set(slugs)
        if "" in slugs:
            self._pages.clear()
            self._of_places.clear()
            self._taken = 0
        for slug in slugs | {""}:
            for key in tuple(self._of_places.get(slug, ())):
                self._drop(key)

    def _drop(self, key: Key) -> None:
        page = self._pages.pop(key, None)
        if page is None:
            return
        self._taken -= page.size + len(key[0]) + len(key[1])
        own = self._of_places[page.place]
        own.discard(key)
        if not own:
            del self._of_places[page.place]


def pack(path: str, made: float, headers: Headers, body: bytes) -> Page:
    """Make an answer ready to be sent again: packed, and with a tag."""
    own = {b"content-length", b"etag"}
    bare = [(name, value) for name, value in headers if name.lower() not in own]
    tag = b'W/"' + blake2b(body, digest_size=12).hexdigest().encode() + b'"'
    bare += [(b"etag", tag), (b"vary", b"accept-encoding")]
    zipped = gzip.compress(body, mtime=0) if len(body) >= _SHRINKS else None
    same = [(name, value) for name, value in bare if not name.lower().startswith(b"content-t")]
    place = _OF_A_PLACE.fullmatch(path)
    return Page(
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
