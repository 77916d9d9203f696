"""The web server: one listening socket, limits on who may hang, and a stop within seconds."""

import asyncio
import socket
from collections.abc import Generator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from core.errors import SettingsError
from core.settings import split_address
from web.connection import Connection


def listen(address: str) -> socket.socket:
    """Listen on HOST:PORT (port 0: a free one). Raises SettingsError when the port is taken or not ours."""
    host, port = split_address(address)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError as wrong:
        sock.close()
        why = wrong.strerror or "cannot listen"
        raise SettingsError(f"SIGNAAL_HTTP_LISTEN {address}: {why}. Is another program using it?") from None
    sock.listen(512)
    return sock


class _Server(uvicorn.Server):
    """A server that leaves signals to the program: there is more to stop than pages."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Capture none."""
        yield


async def serve(app: ASGIApp, sock: socket.socket, stop: asyncio.Event) -> None:
    """Serve until `stop` is set; requests under way get five seconds to end."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=5,
        limit_concurrency=500,
        backlog=512,
        http=Connection,
        lifespan="off",
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[sock]))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    await serving
    stopping.cancel()
