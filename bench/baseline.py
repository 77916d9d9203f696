"""The bare baseline of bench/telegram.py: commits one row for each update, answers, and posts one message to the sink.

Run as `python bench/baseline.py DATABASE_URL PORT SINK`. Same server, same event loop and same database
as the program, and nothing that the program does in between.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import psycopg
import uvicorn
from fastapi import BackgroundTasks, FastAPI

_CONNECTIONS = 16


def make_app(database: str, sink: str) -> FastAPI:
    """Make the handler."""
    free: asyncio.Queue[psycopg.AsyncConnection[Any]] = asyncio.Queue()
    client = httpx.AsyncClient(timeout=10, limits=httpx.Limits(max_keepalive_connections=48))

    @asynccontextmanager
    async def open_and_close(_app: FastAPI) -> AsyncGenerator[None]:
        for _number in range(_CONNECTIONS):
            free.put_nowait(await psycopg.AsyncConnection.connect(database, autocommit=True))
        await (await _borrow(free)).execute("create table if not exists bench_baseline (number bigint, body text)")
        yield
        while not free.empty():
            await free.get_nowait().close()
        await client.aclose()

    async def reply(chat: int, text: str) -> None:
        await client.post(f"{sink}/botbaseline/sendMessage", json={"chat_id": chat, "text": text})

    app = FastAPI(lifespan=open_and_close)

    @app.post("/telegram/1")
    async def receive(update: dict[str, Any], later: BackgroundTasks) -> None:
        message = update["message"]
        connection = await free.get()
        try:
            await connection.execute(
                "insert into bench_baseline values (%s, %s)", (update["update_id"], message["text"])
            )
        finally:
            free.put_nowait(connection)
        later.add_task(reply, message["chat"]["id"], message["text"])

    return app


async def _borrow(free: "asyncio.Queue[psycopg.AsyncConnection[Any]]") -> "psycopg.AsyncConnection[Any]":
    connection = await free.get()
    free.put_nowait(connection)
    return connection


if __name__ == "__main__":
    url, port, where = sys.argv[1:]
    uvicorn.run(
        make_app(url, where), port=int(port), log_level="warning", access_log=False, timeout_keep_alive=15, backlog=512
    )
