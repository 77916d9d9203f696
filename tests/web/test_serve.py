"""The server over real sockets: a head that comes too slowly or is too large closes its connection, others go on."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse

import web.connection
from web.serve import listen, serve

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
WHOLE = b"GET /hallo HTTP/1.1\r\nHost: x\r\n\r\n"


@asynccontextmanager
async def serving() -> AsyncGenerator[int]:
    """Serve on a free port; gives the port."""
    app = FastAPI()

    @app.get("/hallo")
    async def hello() -> PlainTextResponse:
        return PlainTextResponse("dag")

    @app.post("/hallo")
    async def echo(request: Request) -> PlainTextResponse:
        return PlainTextResponse((await request.body()).decode())

    sock, stop = listen("127.0.0.1:0"), asyncio.Event()
    running = asyncio.create_task(serve(app, sock, stop))
    try:
        yield sock.getsockname()[1]
    finally:
        stop.set()
        await running


async def closed(reader: asyncio.StreamReader) -> None:
    """Wait until the server closes."""
    async with asyncio.timeout(60):
        while await reader.read(1000):
            pass


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web.connection, "HEAD_SECONDS", 0.5)


@asynccontextmanager
async def connected(port: int, count: int = 1) -> AsyncGenerator[list[Line]]:
    """Open connections, and close them whatever became of them."""
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(count)]
    try:
        yield lines
    finally:
        for _, writer in lines:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


async def test_a_head_that_trickles_or_never_comes_is_closed_and_others_are_served(short: None) -> None:
    async with (
        serving() as port,
        connected(port, 20) as silent,
        connected(port, 2) as ((held, sending), (reader, good)),
    ):

        async def trickle() -> None:
            for byte in WHOLE[:-2] * 20:
                sending.write(bytes([byte]))
                await asyncio.sleep(0.05)

        slow = asyncio.create_task(trickle())
        good.write(WHOLE)
        assert (await reader.read(1000)).startswith(b"HTTP/1.1 200")
        await asyncio.gather(*(closed(each) for each, _ in silent), closed(held))
        slow.cancel()


async def test_a_connection_that_is_kept_must_say_what_it_wants_too(short: None) -> None:
    async with serving() as port, connected(port) as ((reader, writer),):
        for _turn in range(2):
            writer.write(WHOLE)
            await reader.readuntil(b"dag")
        writer.write(b"\r\n")  # no request yet, and enough to make uvicorn wait for ever
        await closed(reader)


async def test_a_slow_body_is_not_a_slow_head(short: None) -> None:
    async with serving() as port, connected(port) as ((reader, writer),):
        writer.write(b"POST /hallo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n")
        await asyncio.sleep(1)
        writer.write(b"a=b&")
        assert b"a=b&" in await reader.read(1000)


async def test_a_head_without_end_is_refused() -> None:
    async with serving() as port, connected(port) as ((reader, writer),):
        writer.write(b"GET /hallo HTTP/1.1\r\n" + b"X-Long: " + b"a" * (web.connection.MOST_OF_A_HEAD + 1))
        assert (await reader.read(1000)).startswith(b"HTTP/1.1 431")
