"""Static files: read once, served from memory under an address that changes with their content."""

import gzip
import hashlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
_SHRINKS = 1024  # bytes from which compressing is worth it


@dataclass(frozen=True, slots=True)
class _File:
    body: bytes
    zipped: bytes | None
    type: bytes


class Assets:
    """The static files of some packages (each with a folder `static`), as an ASGI application under `/static/`."""

    def __init__(
        self, packages: Iterable[str] = ("core.html",), sheets: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        """Read every css, js and svg file of the packages, and join style sheets under a name of their own.

        A sheet one of whose files is not there (its room is not installed) is not made.
        """
        self._files: dict[str, _File] = {}
        self._urls: dict[str, str] = {}
        read: dict[str, bytes] = {}
        for package in packages:
            for source in files(package).joinpath("static").iterdir():
                if source.name.rpartition(".")[2] in _TYPES:
                    read[source.name] = source.read_bytes()
        read |= {
            name: b"\n".join(read[part] for part in parts)
            for name, parts in (sheets or {}).items()
            if read.keys() >= set(parts)
        }
        for name, body in read.items():
            self._add(name, body, _TYPES[name.rpartition(".")[2]])

    def url(self, name: str) -> str:
        """Give the address of a file; an unknown one is a programming error (KeyError)."""
        return self._urls[name]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 # the shape of ASGI
        """Serve a file, for a year: another content has another address."""
        found = self._files.get(scope["path"])
        if found is None or scope["method"] not in {"GET", "HEAD"}:
            await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
            return
        asked = dict(scope["headers"]).get(b"accept-encoding", b"")
        zipped = found.zipped if b"gzip" in asked else None
        body = found.body if zipped is None else zipped
        headers = [
            (b"content-type", found.type),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"public, max-age=31536000, immutable"),
            (b"vary", b"accept-encoding"),
        ]
        headers += [] if zipped is None else [(b"content-encoding", b"gzip")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _add(self, name: str, body: bytes, type_: str) -> None:
        url = f"/static/{hashlib.sha256(body).hexdigest()[:12]}/{name}"
        zipped = gzip.compress(body, mtime=0) if len(body) >= _SHRINKS else None
        self._urls[name] = url
        self._files[url] = _File(body, zipped, type_.encode())
