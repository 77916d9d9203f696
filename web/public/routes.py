"""The routes of what everyone may see: the municipalities, a municipality's pages, its feeds, and what robots ask."""

import hashlib
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from core.publish.model import Snapshot
from web.public import pages
from web.public.calendar import write_calendar
from web.public.feed import write_feed
from web.public.flanders import show_flanders
from web.public.reading import Source, read_all, read_one
from web.public.robots import write_robots, write_sitemap
from web.public.showing import FRENCH, Page
from web.replies import PUBLIC, Desk

HTML, ATOM, CALENDAR, XML, TEXT = (
    "text/html; charset=utf-8", "application/atom+xml; charset=utf-8", "text/calendar; charset=utf-8",
    "application/xml; charset=utf-8", "text/plain; charset=utf-8",
)  # fmt: skip
PUBLISHED = Source(read_one, read_all)
_GONE, _MOST_DIGITS = 404, 6
# Each page of a municipality: its name in the menu, where it is, and what shows it.
_PAGES: tuple[tuple[str, str, Callable[[Page], str]], ...] = (
    ("front", "", pages.show_front),
    ("fiches", "/fiches", pages.show_fiches),
    ("actions", "/acties", pages.show_actions),
    ("figures", "/cijfers", pages.show_figures),
    ("agenda", "/agenda", pages.show_agenda),
    ("partners", "/partners", pages.show_partners),
)


def add_routes(router: APIRouter, desk: Desk, source: Source = PUBLISHED) -> None:
    """Add the routes; `source`: where snapshots are read."""
    _add_everywhere(router, desk, source)
    for here, path, show in _PAGES:
        router.add_api_route(f"/{{slug}}{path}", _shown(desk, source, here, path, show), name=here)
    _add_fiche(router, desk, source)
    _add_feeds(router, desk, source)


def _add_everywhere(router: APIRouter, desk: Desk, source: Source) -> None:
    context = desk.context

    @router.get("/")
    def flanders(request: Request) -> Response:
        return answer(request, show_flanders(desk, source.all(context), dict(request.query_params)))

    @router.get("/robots.txt")
    def robots(request: Request) -> Response:
        return answer(request, write_robots(context.base_url), TEXT)

    @router.get("/sitemap.xml")
    def sitemap(request: Request) -> Response:
        snapshots = [source.one(context, listed.slug) for listed in source.all(context).places]
        return answer(request, write_sitemap(context.base_url, snapshots), XML)


def _shown(
    desk: Desk, source: Source, here: str, path: str, show: Callable[[Page], str]
) -> Callable[[Request, str], Response]:
    def shown(request: Request, slug: str) -> Response:
        return answer(request, show(_page(desk, source.one(desk.context, slug), here, path, request)))

    return shown


def _add_fiche(router: APIRouter, desk: Desk, source: Source) -> None:
    @router.get("/{slug}/fiche/{number}")
    def fiche(request: Request, slug: str, number: str) -> Response:
        snapshot = source.one(desk.context, slug)
        known = number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS and not number.startswith("0")
        found = snapshot.fiche(int(number)) if known else None
        if found is None:
            gone = _page(desk, snapshot, "", "/fiches", request, seen=False)
            return Response(pages.show_gone(gone), _GONE, PUBLIC, HTML)
        return answer(request, pages.show_fiche(_page(desk, snapshot, "", f"/fiche/{number}", request), found))


def _add_feeds(router: APIRouter, desk: Desk, source: Source) -> None:
    context = desk.context

    @router.get("/{slug}/feed.atom")
    def feed(request: Request, slug: str) -> Response:
        return answer(request, write_feed(context.words, context.base_url, source.one(context, slug)), ATOM)

    @router.get("/{slug}/agenda.ics")
    def agenda(request: Request, slug: str) -> Response:
        snapshot = source.one(context, slug)
        return answer(request, write_calendar(context.words, context.base_url, snapshot), CALENDAR)


def _page(desk: Desk, snapshot: Snapshot, here: str, path: str, request: Request, **given: Any) -> Page:
    query = dict(request.query_params)
    french = query.get("taal") == FRENCH and FRENCH in snapshot.about.languages
    spoken = desk.speaking(FRENCH) if french else desk
    return Page(spoken, snapshot, desk.context.clock(), here, path, query, **given)


def answer(request: Request, body: str | bytes, kind: str = HTML) -> Response:
    """Answer with a body that anyone may keep; with nothing but 304 to who has the same already."""
    if isinstance(body, str):
        body = body.encode()
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = {**PUBLIC, "etag": tag}
    if tag in request.headers.get("if-none-match", "").replace("W/", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=kind)
