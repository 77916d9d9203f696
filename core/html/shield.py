"""The shield around every page: limits and checks before the work, security headers and error pages after it."""

import re
import secrets
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolEmpty

from core.context import Context
from core.errors import (
    NotAllowed,
    NotFound,
    NotPossible,
    Refused,
    SettingsError,
    SignaalError,
    StoreError,
    TooLarge,
    TooMuch,
)
from core.html.assets import Receive, Send
from core.html.body import Gone, hand_on, read_body
from core.html.exchange import Application, Exchange, Problem
from core.html.fields import read_fields
from core.html.large import LargeFiles
from core.html.origin import client_address, is_own_form, read_trusted
from core.html.pages import open_pages
from core.html.pictures import MOST_BYTES
from core.html.rate import Buckets
from core.importing.sheet import MOST_BYTES as MOST_OF_A_SHEET
from core.log import describe_error

log = structlog.get_logger()

_MOST_OF_A_FORM = 64 * 1024
# Where a form may carry a file, and how much with it; a large one has more time, and comes after the sender's session.
_BESIDE_A_FILE = 16 * 1024
_SHEETS, _SLOW_SECONDS = "/beheer/invoer/bestand", 180.0
_LOGOS = ("/beheer/huisstijl/logo", "/beheer/start/logo")
_FILES = {**dict.fromkeys(_LOGOS, MOST_BYTES + _BESIDE_A_FILE), _SHEETS: MOST_OF_A_SHEET + _BESIDE_A_FILE}
_MOST_OF_A_MACHINE = 1024 * 1024
# Doors for machines: they have their own proof of who calls, and get no pages.
_MACHINES = ("/telegram/", "/api/", "/healthz", "/readyz", "/ldes/", "/dcat")
_SESSIONS = ("/beheer", "/mijn")
# A mail program posts here by itself, in whatever form (RFC 8058), with a link that is proof enough.
_ONE_CLICK = "/afmelden/"
_STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (TooMuch, 429),
    (TooLarge, 413),
    (Refused, 400),
    (NotPossible, 409),
    (SettingsError, 500),
    (StoreError, 503),
    (OperationalError, 503),
    (InterfaceError, 503),
    (PoolEmpty, 503),
)
_KEYS = {
    400: "error.refused",
    403: "error.not-allowed",
    404: "error.not-found",
    409: "error.not-possible",
    413: "error.too-large",
    429: "error.too-much",
    503: "error.store",
}


@dataclass(frozen=True, slots=True)
class Rate:
    """How many posts one address may send: so many at once, then so many a second."""

    burst: float = 120
    per_second: float = 4


# What the form of one municipality takes from everyone together: 600 at once, then 600 a minute. A busy signal day
# stays far below it, and a flood from everywhere leaves the other municipalities their share.
_OF_A_PLACE = Rate(burst=600, per_second=10)
_FORM = re.compile(r"/([^/]+)/signaal(/.*)?")


class Shield:
    """ASGI middleware around the whole application; it serves the static files itself."""

    def __init__(
        self, app: Application, context: Context, *, rate: Rate | None = None, place_rate: Rate = _OF_A_PLACE
    ) -> None:
        """Wrap `app`: it answers under `context.base_url`, behind the proxies that the settings trust.

        `rate` is what one address may post, `place_rate` what the form of one municipality takes from all together.
        """
        rate = rate or Rate()
        self._app, self._pages = app, open_pages(context.words)
        self._https = context.base_url.startswith("https://")
        self._own = (context.base_url.rstrip("/"),)
        self._trusted = read_trusted(context.settings.trusted_proxies)
        self._large = LargeFiles(context.store)
        self._buckets = Buckets(rate.burst, rate.per_second)
        self._places = Buckets(place_rate.burst, place_rate.per_second)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Take one connection."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = secrets.token_hex(6)
        started = perf_counter()
        exchange = Exchange(send, https=self._https, head=scope["method"] == "HEAD", plain=_is_machine(scope["path"]))
        with structlog.contextvars.bound_contextvars(request=request):
            try:
                await self._serve(scope, receive, exchange)
            except Gone:
                return
            except Exception as error:  # noqa: BLE001 # whatever went wrong: an error page, and a line without people
                await self._fail(exchange, error, request)
            if exchange.problem:
                await self._explain(exchange, request)
            _note(scope, exchange.status, perf_counter() - started)

    async def _serve(self, scope: MutableMapping[str, Any], receive: Receive, exchange: Exchange) -> None:
        method, path = scope["method"], scope["path"]
        headers: Mapping[bytes, bytes] = dict(scope["headers"])
        peer = (scope.get("client") or ("", 0))[0]
        scope["signaal.client"] = client_address(peer, headers, self._trusted)
        if method == "HEAD":
            scope["method"] = "GET"
        elif method == "POST":
            receive = await self._take_post(scope, receive, headers, machine=_is_machine(path))
        elif method != "GET":
            exchange.problem = Problem(405)
            return
        if path.startswith("/static/"):
            await self._pages.assets(scope, receive, exchange.send)
        else:
            await self._app(scope, receive, exchange.send)

    async def _take_post(
        self, scope: MutableMapping[str, Any], receive: Receive, headers: Mapping[bytes, bytes], *, machine: bool
    ) -> Receive:
        path = scope["path"]
        if machine:
            body = await read_body(receive, _MOST_OF_A_MACHINE, headers.get(b"content-length"))
            return hand_on(body, receive)
        if path.startswith(_ONE_CLICK):
            await read_body(receive, _MOST_OF_A_FORM, headers.get(b"content-length"))
            return hand_on(b"", receive)
        if not is_own_form(headers, self._own, forgiving=not path.startswith(_SESSIONS)):
            raise NotAllowed("origin")
        kind = headers.get(b"content-type", b"").split(b";")[0].strip().lower()
        filed = path in _FILES and kind == b"multipart/form-data"
        most, announced = _FILES[path] if filed else _MOST_OF_A_FORM, headers.get(b"content-length")
        if filed and path == _SHEETS:
            async with self._large.admit(headers):
                body = await read_body(receive, most, announced, _SLOW_SECONDS)
        else:
            body = await read_body(receive, most, announced)
        if body and not filed and kind != b"application/x-www-form-urlencoded":
            raise Refused("content type")
        fields = read_fields(b"" if filed else body)
        # Who sends too much herself takes nothing from her municipality.
        place = _FORM.fullmatch(path)
        if not self._buckets.take(scope["signaal.client"]) or (place and not self._places.take(place[1])):
            raise SlowDown(path, () if path.startswith("/beheer") else tuple(fields.pairs()))
        return hand_on(body, receive)

    async def _fail(self, exchange: Exchange, error: Exception, request: str) -> None:
        status = next((code for kind, code in _STATUSES if isinstance(error, kind)), 500)
        if status >= 500:  # noqa: PLR2004 # HTTP: our fault
            log.error("page failed", **describe_error(error))
        else:
            log.debug("page refused", status=status, **describe_error(error))
        if exchange.begun:
            return  # half an answer is out: the connection ends here
        if isinstance(error, SlowDown) and error.fields:
            page = self._pages.render(
                "core/retry.html",
                title=self._pages.words.say("page.slow-down"),
                message=self._pages.words.say("page.slow-down-text"),
                action=error.path,
                fields=error.fields,
            )
            await exchange.answer(429, page, [(b"retry-after", b"30")])
            return
        key = error.key if isinstance(error, SignaalError) and status < 500 else None  # noqa: PLR2004 # idem
        exchange.problem = Problem(status, key, request if status >= 500 else "")  # noqa: PLR2004 # idem

    async def _explain(self, exchange: Exchange, request: str) -> None:
        problem = exchange.problem or Problem(500)
        if exchange.begun:
            return
        known = problem.key if problem.key and self._pages.words.has(problem.key) else None
        ours = problem.status >= 500  # noqa: PLR2004 # idem
        key = known or _KEYS.get(problem.status, "page.error-ours" if ours else "error.refused")
        title = self._pages.words.say("page.error-title" if ours else "page.refused-title")
        if problem.status == 404:  # noqa: PLR2004 # HTTP: not found
            title = self._pages.words.say("page.not-found-title")
        page = self._pages.render(
            "core/error.html", title=title, message=self._pages.words.say(key), request=request if ours else ""
        )
        await exchange.answer(problem.status, page, [(b"allow", b"GET, HEAD, POST")] if problem.status == 405 else [])  # noqa: PLR2004 # HTTP: method


class SlowDown(TooMuch):
    """Too many posts from one address; carries what was typed, so that the page can give it back."""

    def __init__(self, path: str, fields: tuple[tuple[str, str], ...]) -> None:
        """Take where the form was going and its fields."""
        super().__init__("rate")
        self.path, self.fields = path, fields


def _is_machine(path: str) -> bool:
    return path.startswith(_MACHINES)


def _note(scope: Mapping[str, Any], status: int, seconds: float) -> None:
    # The route's pattern, never the path: paths hold tokens.
    route = getattr(scope.get("route"), "path", "-")
    log.debug("page", method=scope["method"], route=route, status=status, seconds=round(seconds, 4))
