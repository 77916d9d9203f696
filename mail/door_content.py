"""The bytes of one mail as they come in: counted always, kept only while they fit."""

import asyncio
from collections.abc import Callable
from typing import Any

from mail.door_visits import Visits

TOO_LARGE = "552 5.3.4 The mail is too large"
FULL = "452 4.3.1 Not enough room right now, try again later"
_SLACK = 65_536  # bytes over the limit that are read, so that the sender hears why
_END = b"\r\n.\r\n"
_DOT = b".\r\n"
_LINE_END = b"\r\n"


class Content:
    """Reads one mail after `354`; call `close` when it is done with."""

    def __init__(self, reader: asyncio.StreamReader, limit: int, visits: Visits) -> None:
        """Take where to read, the largest mail in bytes, and who counts what is held in memory."""
        self._reader, self._limit, self._visits = reader, limit, visits
        self._pieces: list[bytes] = []
        self._held = 0

    async def read(self, step: int, went_on: Callable[[], object]) -> str | None:
        """Read up to the end, which only CRLF.CRLF is: a refusal, or nothing; None when too much came to go on.

        Calls `went_on` for each `step` bytes. Lines may have any length: only the sum counts.
        """
        # The line end before DATA counts for a dot that comes at once.
        buffer: Any = getattr(self._reader, "_buffer")  # noqa: B009 # aiosmtpd reaches for it too
        buffer[:0] = _LINE_END
        size, since, refusal, ended = -len(_LINE_END) - len(_DOT), 0, "", False
        while not ended:
            try:
                piece = await self._reader.readuntil(_END)
                ended = True
            except asyncio.LimitOverrunError as error:
                piece = await self._reader.read(error.consumed)
            size, since = size + len(piece), since + len(piece)
            if since >= step:
                since = 0
                went_on()
            if size > self._limit + _SLACK:
                return None
            if size > self._limit:
                refusal = TOO_LARGE
            elif not refusal and not self._keep(piece):
                refusal = FULL
            if refusal:
                self.close()
        return refusal

    def take(self) -> bytes:
        """Give the mail as its sender wrote it: without the end, and without the dots that were added on the way."""
        whole = b"".join(self._pieces)
        self._pieces.clear()
        return whole[: -len(_DOT)].replace(_LINE_END + b".", _LINE_END)[len(_LINE_END) :]

    def close(self) -> None:
        """Let go of what was kept."""
        self._pieces.clear()
        self._visits.release(self._held)
        self._held = 0

    def _keep(self, piece: bytes) -> bool:
        if not self._visits.hold(len(piece)):
            return False
        self._held += len(piece)
        self._pieces.append(piece)
        return True
