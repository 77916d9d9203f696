"""The routes of what everyone may see: the municipalities, a municipality's pages, its feeds, and what robots ask."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from core.errors import NotFound
from core.publish.model import Snapshot
from web.public import pages
from web.public.calendar import write_calendar
from web.public.card import Card, draw_card
from web.public.feed import write_feed
from web.public.flanders import show_flanders
from web.public.reading import Source
from web.public.robots import write_robots, write_sitemap
from web.public.showing import FRENCH, Page
from web.replies import PUBLIC, Desk

HTML, ATOM, CALENDAR, XML, TEXT, PNG = (
    "text/html; charset=utf-8", "application/atom+xml; charset=utf-8", "text/calendar; charset=utf-8",
    "application/xml; charset=utf-8", "text/plain; charset=utf-8", "image/png",
)  # fmt: skip
PUBLISHED = Source()
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
    _add_cards(router, desk, source)
    _add_feeds(router, desk, source)


def _add_everywhere(router: APIRouter, desk: Desk, source: Source) -> None:
    context = desk.context

    @router.get("/")
    def flanders(request: Request) -> Response:
        return answer(show_flanders(desk, source.all(context), dict(request.query_params)))

    @router.get("/robots.txt")
    def robots() -> Response:
        return answer(write_robots(context.base_url), TEXT)

    @router.get("/sitemap.xml")
    def sitemap() -> Response:
        return answer(write_sitemap(context.base_url, source.addresses(context)), XML)


def _shown(
    desk: Desk, source: Source, here: str, path: str, show: Callable[[Page], str]
) -> Callable[[Request, str], Response]:
    def shown(request: Request, slug: str) -> Response:
        return answer(show(_page(desk, source.one(desk.context, slug), here, path, request)))

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
        return answer(pages.show_fiche(_page(desk, snapshot, "", f"/fiche/{number}", request), found))


def _add_cards(router: APIRouter, desk: Desk, source: Source) -> None:
    @router.get("/{slug}/kaart/{number}-{mark}.png")
    def card(slug: str, number: int, mark: str) -> Response:
        snapshot = source.one(desk.context, slug)
        fiche = snapshot.fiche(number)
        if number and fiche is None:
            raise NotFound("fiche")
        shown = Card.of(desk.context.words, snapshot, fiche)
        if mark != shown.mark:  # an older one, or a guess: there is one picture at a time
            return RedirectResponse(shown.path, 302)
        return answer(draw_card(shown.title, shown.name, shown.colour), PNG)


def _add_feeds(router: APIRouter, desk: Desk, source: Source) -> None:
    context = desk.context

    @router.get("/{slug}/feed.atom")
    def feed(slug: str) -> Response:
        return answer(write_feed(context.words, context.base_url, source.one(context, slug)), ATOM)

    @router.get("/{slug}/agenda.ics")
    def agenda(slug: str) -> Response:
        snapshot = source.one(context, slug)
        return answer(write_calendar(context.words, context.base_url, snapshot), CALENDAR)


def _page(desk: Desk, snapshot: Snapshot, here: str, path: str, request: Request, **given: Any) -> Page:
    query = dict(request.query_params)
    french = query.get("taal") == FRENCH and FRENCH in snapshot.about.languages
    spoken = desk.speaking(FRENCH) if french else desk
    return Page(spoken, snapshot, desk.context.clock(), here, path, query, **given)


def answer(body: str | bytes, kind: str = HTML) -> Response:
    """Answer with what anyone may keep, and what is kept in memory for the next (core.html.kept)."""
    return Response(body, headers=PUBLIC, media_type=kind)
