"""The shield: headers on every answer, limits before the work, error pages with an id and nothing else."""

import json
from collections.abc import AsyncIterator, Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse

from core.context import Context
from core.errors import NotFound, NotPossible, Refused, StoreError
from core.html.shield import Rate, Shield
from core.privacy.keys import Key, Keys
from core.settings import Settings
from core.store.engine import Store
from core.words import load_words

OWN = {"sec-fetch-site": "same-origin"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def context(tmp_path: Path) -> Generator[Context]:
    """A context whose database nobody needs: the shield asks nothing of it."""
    store = Store("postgresql+psycopg://nowhere.example.org/signaal", size=1)
    keys = Keys([Key(bytes(range(32)))], b"l" * 32)
    yield Context(Settings(data=tmp_path), store, keys, load_words(), "http://127.0.0.1:1")
    store.close()


def application() -> FastAPI:
    """Make an application that misbehaves in every way a route can."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    raised: dict[str, Exception] = {
        "missing": NotFound("mevrouw Janssens"),
        "refused": Refused("x"),
        "impossible": NotPossible("x"),
        "away": StoreError("x"),
        "bug": RuntimeError("mevrouw Janssens"),
    }

    @app.get("/wrong/{name}")
    def wrong(name: str) -> None:
        raise raised[name]

    @app.get("/number/{number}")
    def number(number: int) -> str:
        return str(number)

    @app.get("/public")
    def public() -> PlainTextResponse:
        return PlainTextResponse("ja", headers={"cache-control": "public, max-age=60", "server": "old"})

    @app.post("/lommerbeek/signaal/x")
    @app.post("/zandhove/signaal/x")
    @app.post("/form")
    @app.post("/telegram/x")
    @app.post("/beheer/form")
    async def form(request: Request) -> PlainTextResponse:
        return PlainTextResponse(f"{len(await request.body())} {request.scope['signaal.client']}")

    return app


def visit(
    context: Context, *, rate: Rate | None = None, address: str = "203.0.113.9", headers: dict[str, str] | None = None
) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(Shield(application(), context, rate=rate), client=(address, 1))
    return httpx.AsyncClient(
        transport=transport, base_url=context.base_url, headers=OWN if headers is None else headers
    )


async def test_every_answer_carries_the_headers(context: Context) -> None:
    async with visit(context) as client:
        style = next(part for part in (await client.get("/no")).text.split('"') if part.endswith("pages.css"))
        for path in ("/public", "/wrong/bug", "/wrong/missing", "/number/x", "/nothing", style):
            answer = await client.get(path)
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["cross-origin-opener-policy"] == "same-origin"
            assert "camera=()" in answer.headers["permissions-policy"]
            assert "server" not in answer.headers
            assert "access-control-allow-origin" not in answer.headers
            assert "strict-transport-security" not in answer.headers
            kept = {"/public": "public, max-age=60", style: "public, max-age=31536000, immutable"}
            assert answer.headers["cache-control"] == kept.get(path, "no-store")


async def test_https_is_for_a_year(context: Context) -> None:
    async with visit(replace(context, base_url="https://signaal.example.org")) as client:
        answer = await client.get("/public")
        assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/wrong/missing", 404),
        ("/wrong/refused", 400),
        ("/wrong/impossible", 409),
        ("/wrong/away", 503),
        ("/wrong/bug", 500),
        ("/number/x", 422),
        ("/nothing", 404),
        ("/docs", 404),
        ("/openapi.json", 404),
        ("/metrics", 404),
    ],
)
async def test_errors_are_pages_without_a_trace(
    context: Context, path: str, status: int, capfd: pytest.CaptureFixture[str]
) -> None:
    async with visit(context) as client:
        answer = await client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    for leak in ("Janssens", "Traceback", "RuntimeError", "detail", "test_shield"):
        assert leak not in answer.text
    assert ("Geef dan dit nummer door" in answer.text) == (status >= 500)
    said = capfd.readouterr()
    assert "Janssens" not in said.out + said.err


async def test_nobody_is_named_in_the_log(context: Context) -> None:
    lines: list[Any] = []
    merge = structlog.contextvars.merge_contextvars
    structlog.configure(processors=[merge, lambda _l, _m, line: lines.append(dict(line)) or json.dumps({})])
    try:
        async with visit(context) as client:
            answer = await client.get("/wrong/bug?naam=Janssens")
            await client.get("/wrong/missing")
            await client.get("/mijn/geheim-token-geheim-to")
    finally:
        structlog.reset_defaults()
    failed = next(line for line in lines if line["event"] == "page failed")
    assert failed["error"] == "RuntimeError"
    assert failed["request"] in answer.text
    written = repr(lines)
    assert "Janssens" not in written
    assert "geheim" not in written
    assert "/wrong/{name}" in written


async def test_other_methods_are_refused_and_head_has_no_body(context: Context) -> None:
    async with visit(context) as client:
        for method in ("TRACE", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "JANSSENS"):
            assert (await client.request(method, "/public")).status_code == 405
        answer = await client.head("/public")
        assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    ("headers", "path", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, "/form", 200),
        ({"sec-fetch-site": "none"}, "/form", 200),
        ({"sec-fetch-site": "cross-site"}, "/form", 403),
        ({"sec-fetch-site": "same-site"}, "/form", 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:1"}, "/form", 403),
        ({"origin": "http://127.0.0.1:1"}, "/form", 200),
        ({"origin": "https://boos.example.org"}, "/form", 403),
        ({"origin": "http://127.0.0.1:1.boos.example.org"}, "/form", 403),
        ({"origin": "null"}, "/form", 200),
        ({"origin": "null"}, "/beheer/form", 403),
        ({}, "/form", 403),
        ({}, "/beheer/form", 403),
        ({}, "/telegram/x", 200),
    ],
)
async def test_a_change_comes_from_our_own_pages(
    context: Context, headers: dict[str, str], path: str, status: int
) -> None:
    async with visit(context, headers=headers) as client:
        assert (await client.post(path, data={"a": "b"})).status_code == status


async def test_bodies_are_limited_while_they_come(context: Context) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(10_000):
            yield b"a" * 1024
        raise AssertionError("read too far")

    async with visit(context) as client:
        assert (await client.post("/form", content=b"a=" + b"b" * 70_000, headers=FORM)).status_code == 413
        assert (await client.post("/form", content=endless(), headers=FORM)).status_code == 413
        assert (await client.post("/form", content=b"a&" * 300, headers=FORM)).status_code == 400
        assert (await client.post("/form", content=b"{}", headers={"content-type": "text/plain"})).status_code == 400
        assert (await client.post("/form", files={"a": b"b"})).status_code == 400
        assert (await client.post("/telegram/x", content=b"a" * 70_000)).text.startswith("70000 ")
        assert (await client.post("/telegram/x", content=b"a" * 1_100_000)).status_code == 413


async def test_too_many_posts_wait_and_keep_what_was_typed(context: Context) -> None:
    async with visit(context, rate=Rate(burst=2, per_second=0)) as client:
        story = "Wat ik wilde zeggen, staat hier en moet hier blijven staan: <zeer> belangrijk."
        for _ in range(2):
            assert (await client.post("/form", data={"a": "b"})).status_code == 200
        slow = await client.post("/form", data={"vraag": "story", "a": story})
        assert slow.status_code == 429
        assert "&lt;zeer&gt; belangrijk." in slow.text
        assert 'action="/form"' in slow.text
        assert 'name="vraag" value="story"' in slow.text
        assert slow.headers["retry-after"]
        secret = await client.post("/beheer/form", data={"wachtwoord": "zeer geheim"})
        assert (secret.status_code, "geheim" in secret.text) == (429, False)
        assert (await client.get("/public")).status_code == 200


@pytest.mark.parametrize(
    ("peer", "forwarded", "seen"),
    [
        ("203.0.113.9", "198.51.100.7", "203.0.113.9"),
        ("192.0.2.1", "198.51.100.7", "198.51.100.7"),
        ("192.0.2.1", "10.9.9.9, 198.51.100.7", "198.51.100.7"),
        ("192.0.2.1", "198.51.100.7, 192.0.2.1", "198.51.100.7"),
        ("192.0.2.1", "geen adres", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
    ],
)
async def test_only_a_trusted_proxy_says_for_whom(context: Context, peer: str, forwarded: str, seen: str) -> None:
    context = replace(context, settings=context.settings.model_copy(update={"trusted_proxies": "192.0.2.1"}))
    async with visit(context, address=peer) as client:
        answer = await client.post("/form", data={"a": "b"}, headers={"x-forwarded-for": forwarded})
        assert answer.text == f"3 {seen}"


async def test_a_municipality_takes_so_many_from_all_together(context: Context) -> None:
    shield = Shield(application(), context, rate=Rate(burst=2, per_second=0), place_rate=Rate(burst=5, per_second=0))

    async def post(address: str, path: str) -> httpx.Response:
        transport = httpx.ASGITransport(shield, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url=context.base_url, headers=OWN) as client:
            return await client.post(path, data={"description": "Wachttijden <b>&", "sleutel": "s"})

    # One who floods is stopped by her own limit and takes no more than that from the others.
    flood = [(await post("198.51.100.1", "/lommerbeek/signaal/x")).status_code for _ in range(20)]
    assert flood == [200, 200, *[429] * 18]
    crowd = [await post(f"203.0.113.{n}", "/lommerbeek/signaal/x") for n in range(5)]
    assert [answer.status_code for answer in crowd] == [200, 200, 200, 429, 429]
    kept = crowd[-1]
    assert kept.headers["retry-after"] == "30"
    assert 'action="/lommerbeek/signaal/x"' in kept.text
    assert 'name="description" value="Wachttijden &lt;b&gt;&amp;"' in kept.text
    assert 'name="sleutel" value="s"' in kept.text
    assert (await post("203.0.113.60", "/zandhove/signaal/x")).status_code == 200
    assert (await post("203.0.113.61", "/form")).status_code == 200
    assert (await post("203.0.113.62", "/beheer/form")).status_code == 200
