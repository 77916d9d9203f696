"""A request's body: read whole, within a size and a time, and handed on as if it came just now."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

from core.errors import Refused, TooLarge
from core.html.assets import Receive

_SECONDS = 20.0


class Gone(Exception):
    """The sender hung up while sending."""


async def read_body(receive: Receive, most: int, announced: bytes | None, seconds: float = _SECONDS) -> bytes:
    """Read a body of at most `most` bytes within `seconds`. Raises TooLarge, Refused (too slow) or Gone."""
    if announced is not None and announced.isdigit() and int(announced) > most:
        raise TooLarge("body")
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(seconds):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Gone
                parts.append(message.get("body", b""))
                size += len(parts[-1])
                if size > most:
                    raise TooLarge("body")
                if not message.get("more_body", False):
                    return b"".join(parts)
    except TimeoutError:
        raise Refused("body too slow") from None


def hand_on(body: bytes, receive: Receive) -> Receive:
    """Make a `receive` that gives this body first."""
    given = False

    async def again() -> MutableMapping[str, Any]:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
