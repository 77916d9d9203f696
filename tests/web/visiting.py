"""The web room as a test visits it: the application behind its shield, and a client that fills in forms."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import httpx
from fastapi import FastAPI

from core.context import Context
from core.html.shield import Rate, Shield
from core.intake.accept import find_door
from web.room import WebRoom
from web.routes import make_router

OWN = {"sec-fetch-site": "same-origin"}
STORY = "Gezinnen met drie kinderen vinden geen betaalbare huurwoning, ze wachten al maanden op een antwoord."


def make_app(context: Context, *, rate: Rate | None = None, away: Context | None = None) -> Shield:
    """Make the web application as the program does; `away`: the same installation, with its database gone."""
    with context.store.door() as session:
        door_id = find_door(session, "web").id
    context = away or context
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(make_router(context, {"web": WebRoom(context.words)}, door_id))
    return Shield(app, context, rate=rate)


def visit(
    context: Context, *, rate: Rate | None = None, address: str = "127.0.0.1", away: Context | None = None
) -> httpx.AsyncClient:
    """Open a browser-like client; redirects are followed."""
    transport = httpx.ASGITransport(make_app(context, rate=rate, away=away), client=(address, 1234))
    return httpx.AsyncClient(transport=transport, base_url=context.base_url, headers=OWN, follow_redirects=True)


def hidden(page: httpx.Response) -> dict[str, str]:
    """Read the hidden fields of a page's form."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text)
    return {name: unescape(value) for name, value in fields}


def action(page: httpx.Response) -> str:
    """Read where a page's form goes."""
    found = re.search(r'<form[^>]* action="([^"]+)"', page.text)
    assert found, page.text
    return unescape(found.group(1))


async def submit(client: httpx.AsyncClient, page: httpx.Response, **fields: Any) -> httpx.Response:
    """Fill in a page's form and send it."""
    return await client.post(action(page), data={**hidden(page), **fields})


async def begin(client: httpx.AsyncClient, slug: str, *, story: str = STORY) -> httpx.Response:
    """Answer up to and including the story; gives the page that follows."""
    page = await client.get(f"/{slug}/signaal")
    page = await submit(client, page, sector="ocmw", actie="verder")
    page = await submit(client, page, actie="overslaan")
    return await submit(client, page, description=story, actie="verder")


async def hold(client: httpx.AsyncClient, slug: str, answers: Mapping[str, Any] | None = None) -> httpx.Response:
    """Go the short way to the thanks page."""
    page = await begin(client, slug)
    page = await submit(client, page, breadth="enkele", actie="nu", **(answers or {}))
    return await submit(client, page, actie="verstuur")
