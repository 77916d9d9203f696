"""Pace: how fast messages may leave: so many a second over all chats, about one a second in a chat, and pauses."""

import asyncio
from collections import OrderedDict

from aiolimiter import AsyncLimiter

# A chat may get this many messages at once, and one a second on top.
_BURST = 3
# A chat that was quiet for this long (seconds) starts anew; no more chats than this are remembered.
_QUIET, _MOST = 10.0, 4096


class Paused(Exception):
    """Telegram asked for silence; `seconds` is how long it lasts yet."""

    def __init__(self, seconds: float) -> None:
        """Take the seconds that are left."""
        super().__init__("paused")
        self.seconds = seconds


class Pace:
    """Lets messages pass; for one event loop."""

    def __init__(self, rate: float) -> None:
        """Take the number of messages a second, over all chats."""
        # In tenths of a second: a whole second's worth at once would be twice the rate in the second after a silence.
        self._overall = AsyncLimiter(max(rate / 10, 1.0), max(0.1, 1.0 / rate))
        self._chats: OrderedDict[bytes, tuple[AsyncLimiter, float]] = OrderedDict()
        self._silent_until = 0.0

    def pause(self, seconds: float) -> None:
        """Let nothing pass for some seconds."""
        self._silent_until = max(self._silent_until, asyncio.get_running_loop().time() + seconds)

    @property
    def silence(self) -> float:
        """Seconds that nothing may pass yet; 0: go on."""
        return max(0.0, self._silent_until - asyncio.get_running_loop().time())

    async def let_pass(self, chat: bytes | None = None) -> None:
        """Wait for one message's turn, also within its chat when one is given. Raises Paused during a silence."""
        if chat is not None:
            await self._of(chat).acquire()
        await self._overall.acquire()
        if self.silence:
            raise Paused(self.silence)

    def _of(self, chat: bytes) -> AsyncLimiter:
        now = asyncio.get_running_loop().time()
        limiter, _used = self._chats.pop(chat, (None, now))
        limiter = limiter or AsyncLimiter(_BURST, _BURST)
        self._chats[chat] = (limiter, now)
        while self._chats:
            oldest = next(iter(self._chats.values()))[1]
            if len(self._chats) <= _MOST and now - oldest < _QUIET:
                break
            self._chats.popitem(last=False)
        return limiter
