"""The application as the program serves it: every route with every method, for strangers and without form values."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import SecretStr

from admin.desk import PERMISSION
from core.context import Context
from core.html.shield import Shield
from core.municipalities import Place
from core.people.roles import KNOWN, OPEN
from tests.admin.panel import Moving, session_of
from tests.core.people.staffing import hire
from wiring import make_app, make_rooms

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
OWN = {"sec-fetch-site": "same-origin"}
# What a stranger may see of the panel: the entrance, and links that say for themselves that they do not work.
OPEN_STATUSES = {"/beheer/aanmelden": 200, "/beheer/organisatie/{slug}/terug": 400}
UNKNOWN_LINK = 404


@pytest.fixture
def shield(context: Context, place: Place) -> Shield:
    settings = context.settings.model_copy(
        update={"telegram_token": SecretStr("1:test"), "telegram_webhook": "https://bot.example.org"}
    )
    context = replace(context, settings=settings)
    made = make_app(context, make_rooms(context))
    assert isinstance(made, Shield)
    return made


def routes_of(shield: Shield) -> Iterator[APIRoute]:
    """List every route behind the shield, however deep it is included."""

    def walk(routes: list[Any]) -> Iterator[APIRoute]:
        for route in routes:
            if isinstance(route, APIRoute):
                yield route
            else:
                inner = getattr(route, "routes", None) or getattr(getattr(route, "original_router", None), "routes", ())
                yield from walk(list(inner))

    app = cast("FastAPI", shield._app)  # pyright: ignore[reportPrivateUsage]  # looks behind the shield
    assert isinstance(app, FastAPI)
    yield from walk(list(app.routes))


def fill(path: str) -> str:
    return re.sub(r"\{\w+\}", "0", path)


def browse(shield: Shield, **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(Moving(shield))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:1", headers=headers)


def test_the_walk_reaches_every_room(shield: Shield) -> None:
    paths = {route.path for route in routes_of(shield)}
    known = {"/healthz", "/beheer", "/beheer/mensen", "/{slug}/signaal", "/mijn/{link}", "/{slug}"}
    assert known <= paths, paths
    assert len(paths) > 40


@pytest.mark.long
async def test_every_route_and_method_without_a_word_for_other_sites(shield: Shield) -> None:
    """No CORS header anywhere; only GET, HEAD and POST exist; TRACE echoes nothing."""
    async with browse(shield, origin="https://evil.example.org", **{"access-control-request-method": "POST"}) as client:
        for path in {"/telegram/1", *(fill(route.path) for route in routes_of(shield))}:
            for method in METHODS:
                answer = await client.request(method, path, headers={"x-canary": "kanarie"})
                where = (method, path, answer.status_code)
                assert not [name for name in answer.headers if name.startswith("access-control-")], where
                assert "kanarie" not in answer.text, where
                assert answer.headers["x-content-type-options"] == "nosniff", where
                if method not in {"GET", "HEAD", "POST"}:
                    assert answer.status_code == 405, where


async def test_documents_schema_and_figures_are_closed(shield: Shield) -> None:
    async with browse(shield, **OWN) as client:
        for path in ("/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect", "/metrics", "/beheer/docs"):
            for method in ("GET", "POST"):
                answer = await client.request(method, path)
                assert answer.status_code in {303, 404, 405}, (method, path)
                assert "openapi" not in answer.text.lower().replace("api/v1/openapi", "")
                assert "swagger" not in answer.text.lower()


async def test_no_page_of_the_panel_is_there_for_a_stranger(shield: Shield) -> None:
    async with browse(shield, **OWN) as client:
        for route in routes_of(shield):
            if not route.path.startswith("/beheer"):
                continue
            permission = (route.openapi_extra or {}).get(PERMISSION, "")
            assert permission in KNOWN | {OPEN}, route.path
            for method in route.methods or ():
                answer = await client.request(method, fill(route.path))
                where = (method, route.path, answer.status_code)
                if permission != OPEN:
                    assert answer.status_code == 303, where
                    assert answer.headers["location"].startswith("/beheer/aanmelden"), where
                elif method == "GET":
                    assert answer.status_code == OPEN_STATUSES.get(route.path, UNKNOWN_LINK), where
                else:
                    assert answer.status_code == 403, where  # no token of a form of ours
                # Who comes back from her organisation with nothing loses what she had left with.
                assert "set-cookie" not in answer.headers or where[1] in OPEN_STATUSES, where


@pytest.mark.long
async def test_no_act_of_the_panel_without_its_forms_value(shield: Shield, context: Context, place: Place) -> None:
    for role in ("verwerker", "coordinator", "beheerder"):
        person = hire(context, place, role, f"{role}@example.org")
        async with browse(shield, **OWN) as client:
            client.cookies.set("signaal", session_of(context, person))
            for route in routes_of(shield):
                if route.path.startswith("/beheer") and "POST" in (route.methods or ()):
                    for fields in ({}, {"csrf": "x" * 22, "token": "x" * 54}):
                        answer = await client.post(fill(route.path), data=fields)
                        assert answer.status_code == 403, (role, route.path, answer.status_code)


async def test_no_act_of_the_public_pages_without_a_forms_value(shield: Shield, place: Place) -> None:
    async with browse(shield, **OWN) as client:
        for route in routes_of(shield):
            if route.path.startswith(("/beheer", "/telegram")) or "POST" not in (route.methods or ()):
                continue
            path = fill(route.path.replace("{slug}", place.slug).replace("{link}", "b" * 22))
            answer = await client.post(path, data={"description": "x", "sleutel": "x" * 54})
            assert answer.status_code in {303, 403, 404}, (path, answer.status_code)
