"""Calls to Telegram's Bot API: python-telegram-bot's request layer, with values and results left as they are.

Its typed methods parse every result: one update that they cannot read would keep a whole batch from being accepted.
"""

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from telegram.error import TelegramError
from telegram.request import HTTPXRequest, RequestData
from telegram.request._requestparameter import RequestParameter  # no public way to fill a RequestData

from core.settings import Settings

CONNECT, READ = 5.0, 10.0


class BotApi:
    """One bot at one Bot API server. To be entered before use; any number of calls may run at once."""

    def __init__(self, base_url: str, token: str, *, connections: int = 48) -> None:
        """Take the server's address (without `/bot`) and the token."""
        self._url = f"{base_url.rstrip('/')}/bot{token}"
        self._request = HTTPXRequest(
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
