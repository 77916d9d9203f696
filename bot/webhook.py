"""The webhook: updates posted by Telegram, checked, reduced, committed, and only then answered with 200."""

import asyncio
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
from core.intake.accept import Delivery, accept
from core.log import describe_error

log = structlog.get_logger()

LARGEST = 1_000_000
_HEADER = "x-telegram-bot-api-secret-token"
# Commits side by side, and deliveries in each.
_COMMITS, _MOST = 2, 100


class _Together:
    """Accepts what comes in side by side in one commit: while one is made, the next deliveries gather."""

    def __init__(self, context: Context, door_id: int) -> None:
        self._context, self._door_id = context, door_id
        self._threads = CapacityLimiter(_COMMITS)
        self._gathered: list[tuple[Delivery, asyncio.Future[None]]] = []
        self._commits: set[asyncio.Task[None]] = set()
        self._committing = 0

    async def accept(self, delivery: Delivery) -> None:
        """Return once the delivery is committed; raises what the database raises."""
        committed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._gathered.append((delivery, committed))
        if self._committing < _COMMITS:
            self._committing += 1
            # A task of its own: who waits may be cut off, the others of the batch may not.
            task = asyncio.create_task(self._commit())
            self._commits.add(task)
            task.add_done_callback(self._commits.discard)
        await committed

    async def _commit(self) -> None:
        while self._gathered:
            batch, self._gathered = self._gathered[:_MOST], self._gathered[_MOST:]
            work = partial(accept, self._context, self._door_id, [delivery for delivery, _committed in batch])
            wrong: Exception | None = None
            try:
                await anyio.to_thread.run_sync(work, limiter=self._threads)
            except Exception as error:  # noqa: BLE001 # told to everyone who waits
                wrong = error
            waiting = [committed for _delivery, committed in batch if not committed.done()]
            for committed in waiting:
                committed.set_exception(wrong) if wrong else committed.set_result(None)
        # In the same step as the last look: what comes after it finds room for a commit of its own.
        self._committing -= 1


def make_secret(token: str) -> str:
    """Derive what Telegram must send along from the bot's token: it is stored nowhere."""
    return hmac.new(token.encode(), b"signaal telegram webhook", hashlib.sha256).hexdigest()


def make_router(context: Context, door_id: int, secret: str) -> APIRouter:
    """Make the route `POST /telegram/{door}`: 200 once committed; 403, 404, 413, 400 and 503 store nothing."""
    router = APIRouter()
    together = _Together(context, door_id)
    expected = secret.encode()

    async def receive(request: Request) -> Response:
        given = request.headers.get(_HEADER, "").encode()
        if not hmac.compare_digest(given, expected):
            return Response(status_code=403)
        if request.path_params["door"] != str(door_id):
            return Response(status_code=404)
        body = await _read(request)
        if body is None:
            return Response(status_code=413)
        update = _parse(body)
        if update is None:
            return Response(status_code=400)
        try:
            delivery = read_delivery(context, update)
            await together.accept(delivery)
        except Exception as error:  # noqa: BLE001 # not committed, so not acknowledged: Telegram tries again
            log.warning("update not accepted", door=door_id, **describe_error(error))
            return Response(status_code=503, headers={"Retry-After": "5"})
        return Response(status_code=200)

    # A plain route: there is nothing to validate, and every message of every chat passes here.
    router.add_route("/telegram/{door}", receive, ["POST"], include_in_schema=False)
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
