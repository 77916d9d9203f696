"""Calls to Telegram's Bot API: python-telegram-bot's request layer, with values and results left as they are.

Its typed methods parse every result: one update that they cannot read would keep a whole batch from being accepted. The
requests go by aiohttp: with httpx, which it takes by itself, sending was a third of the processor time of a busy bot.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
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


class _Request(BaseRequest):
    """Requests by aiohttp. A request that fails raises NetworkError, with aiohttp's own error as its cause.

    429 raises Silence: the library's own RetryAfter warns about the type of its field each time it is raised.
    """

    def __init__(self, connections: int) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return READ

    async def initialize(self) -> None:
        connector = aiohttp.TCPConnector(limit=self._connections)
        self._session = aiohttp.ClientSession(connector=connector, trust_env=True, raise_for_status=False)

    async def shutdown(self) -> None:
        if self._session:
            await self._session.close()

    async def do_request(  # pyright: ignore[reportIncompatibleMethodOverride]  # its other time-outs are by name
        self, url: str, method: str, request_data: RequestData | None = None, **timeouts: Any
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise TelegramError("the request layer is not open")
        limits = aiohttp.ClientTimeout(connect=CONNECT, sock_read=timeouts.get("read_timeout") or READ)
        fields = request_data.json_parameters if request_data else None
        try:
            async with self._session.request(method, url, data=fields, timeout=limits) as answer:
                payload = await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from error
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise Silence(_seconds(payload))
        return answer.status, payload


def _seconds(payload: bytes) -> float:
    try:
        return min(max(float(json.loads(payload)["parameters"]["retry_after"]), 0.1), _LONGEST_SILENCE)
    except (ValueError, KeyError, TypeError):
        return 1.0


class BotApi:
    """One bot at one Bot API server. To be entered before use; any number of calls may run at once."""

    def __init__(self, base_url: str, token: str, *, connections: int = 40) -> None:
        """Take the server's address (without `/bot`) and the token."""
        self._url = f"{base_url.rstrip('/')}/bot{token}"
        self._request = _Request(connections)

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
