"""Large files: taken only from somebody who is signed in, a few at a time, and before anything of them is read."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from http.cookies import CookieError, SimpleCookie

from anyio import to_thread

from core.errors import NotAllowed
from core.people.sessions import is_known
from core.store.engine import Store

_AT_ONCE = 2
_COOKIES = ("__Host-signaal", "signaal")


class LargeFiles:
    """Lets who may send a large file in, `_AT_ONCE` at a time: each is held in memory while it comes."""

    def __init__(self, store: Store) -> None:
        """Take where sessions are."""
        self._store = store
        self._slots = asyncio.Semaphore(_AT_ONCE)

    @asynccontextmanager
    async def admit(self, headers: Mapping[bytes, bytes]) -> AsyncGenerator[None]:
        """Wait for a turn; raises NotAllowed for who is not signed in."""
        token = _read_token(headers.get(b"cookie", b"").decode("latin-1"))
        if not token or not await to_thread.run_sync(self._is_known, token):
            raise NotAllowed("session")
        async with self._slots:
            yield

    def _is_known(self, token: str) -> bool:
        with self._store.door() as session:
            return is_known(session, token)


def _read_token(cookies: str) -> str:
    try:
        held = SimpleCookie(cookies)
    except CookieError:
        return ""
    return next((held[name].value for name in _COOKIES if name in held), "")
