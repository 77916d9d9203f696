"""The webhook: updates posted by Telegram, checked, reduced, committed, and only then answered with 200."""

import hashlib
import hmac
import json
from functools import partial
from typing import Any, cast

import anyio.to_thread
import structlog
from anyio import CapacityLimiter
from fastapi import APIRouter, Request, Response

from bot.reduce import read_delivery
from core.context import Context
from core.intake.accept import accept
from core.log import describe_error

log = structlog.get_logger()

LARGEST = 1_000_000
_HEADER = "x-telegram-bot-api-secret-token"
_THREADS = 8


def make_secret(token: str) -> str:
    """Derive what Telegram must send along from the bot's token: it is stored nowhere."""
    return hmac.new(token.encode(), b"signaal telegram webhook", hashlib.sha256).hexdigest()


def make_router(context: Context, door_id: int, secret: str) -> APIRouter:
    """Make the route `POST /telegram/{door}`: 200 once committed; 403, 404, 413, 400 and 503 store nothing."""
    router = APIRouter()
    threads = CapacityLimiter(_THREADS)
    expected = secret.encode()

    @router.post("/telegram/{door}", include_in_schema=False)
    async def receive(door: str, request: Request) -> Response:
        given = request.headers.get(_HEADER, "").encode()
        if not hmac.compare_digest(given, expected):
            return Response(status_code=403)
        if door != str(door_id):
            return Response(status_code=404)
        body = await _read(request)
        if body is None:
            return Response(status_code=413)
        update = _parse(body)
        if update is None:
            return Response(status_code=400)
        try:
            delivery = read_delivery(context, update)
            await anyio.to_thread.run_sync(partial(accept, context, door_id, [delivery]), limiter=threads)
        except Exception as error:  # noqa: BLE001 # not committed, so not acknowledged: Telegram tries again
            log.warning("update not accepted", door=door_id, **describe_error(error))
            return Response(status_code=503, headers={"Retry-After": "5"})
        return Response(status_code=200)

    return router


async def _read(request: Request) -> bytes | None:
    """Read the body, whatever length it says it has; None when it is too large."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            return None
    return bytes(body)


def _parse(body: bytes) -> dict[str, Any] | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):  # pyright: ignore[reportUnknownMemberType]  # any JSON
        return None
    return cast("dict[str, Any]", update)
