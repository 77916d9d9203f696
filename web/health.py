"""Whether the program lives and is ready: for a load balancer and for systemd's watch."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

from core.context import Context
from core.doctor import is_ready


def make_router(context: Context) -> APIRouter:
    """Make the routes `/healthz` (the process answers) and `/readyz` (the database does too)."""
    router = APIRouter()

    @router.get("/healthz")
    async def healthz() -> PlainTextResponse:
        return PlainTextResponse("ok")

    @router.get("/readyz")
    def readyz() -> PlainTextResponse:
        ready = is_ready(context)
        return PlainTextResponse("ready" if ready else "database away", status_code=200 if ready else 503)

    return router
