"""Calls to Telegram's Bot API: python-telegram-bot's request layer, with values and results left as they are.

Its typed methods parse every result: one update that they cannot read would keep a whole batch from being accepted.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

from telegram.error import TelegramError
from telegram.request import HTTPXRequest, RequestData
from telegram.request._requestparameter import RequestParameter  # no public way to fill a RequestData

from core.settings import Settings

CONNECT, READ = 5.0, 10.0
_LONGEST_SILENCE = 3600.0


class Silence(TelegramError):
    """Telegram asks for silence (429); `seconds` is how long."""

    def __init__(self, seconds: float) -> None:
        """Take the seconds."""
        super().__init__("silence")
        self.seconds = seconds


class _Request(HTTPXRequest):
    """The request layer, but for 429: its own RetryAfter warns about the type of its field each time it is raised."""

    async def do_request(self, *values: Any, **named: Any) -> tuple[int, bytes]:
        code, payload = await super().do_request(*values, **named)
        if code == HTTPStatus.TOO_MANY_REQUESTS:
            raise Silence(_seconds(payload))
        return code, payload


def _seconds(payload: bytes) -> float:
    try:
        return min(max(float(json.loads(payload)["parameters"]["retry_after"]), 0.1), _LONGEST_SILENCE)
    except (ValueError, KeyError, TypeError):
        return 1.0


class BotApi:
    """One bot at one Bot API server. To be entered before use; any number of calls may run at once."""

    def __init__(self, base_url: str, token: str, *, connections: int = 16) -> None:
        """Take the server's address (without `/bot`) and the token."""
        self._url = f"{base_url.rstrip('/')}/bot{token}"
        self._request = _Request(
            connection_pool_size=connections,
            connect_timeout=CONNECT,
            read_timeout=READ,
            write_timeout=READ,
            pool_timeout=CONNECT,
        )

    async def __aenter__(self) -> Self:
        """Open the connection pool."""
        await self._request.initialize()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection pool."""
        await self._request.shutdown()

    async def call(self, method: str, values: Mapping[str, Any] | None = None, *, patience: float = READ) -> Any:
        """Call a method and give its result; raises python-telegram-bot's TelegramError. `patience` in seconds."""
        filled = [RequestParameter.from_input(name, value) for name, value in (values or {}).items()]
        try:
            return await self._request.post(f"{self._url}/{method}", RequestData(filled), read_timeout=patience)
        except (KeyError, TypeError):
            raise TelegramError("the server answered something else than the Bot API does") from None


def open_api(settings: Settings) -> BotApi:
    """Make the shared bot of the settings; a token must be set."""
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    return BotApi(settings.telegram_base_url, token)
