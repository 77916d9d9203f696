"""The routes of the form: one question a page or the whole on one page, resumed by link, stopped."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from core.dialogue.alike import shorten
from core.dialogue.form import Answer
from core.errors import NotFound, StoreError
from core.html.csrf import check, issue
from core.html.fields import Fields
from core.intake.calls import read_called, read_code
from core.intake.joining import read_joinable
from core.intake.pages import DraftPage, reaching, read_blank, read_invitation, read_page
from web.answers import read_typed_words, read_version, read_whole, whole_events
from web.blank import Blank
from web.ended import show_ended
from web.haste import ask_again
from web.links import checked, checked_page, is_thread, link_of
from web.replies import Desk, go, posted
from web.room import Post
from web.showing import PURPOSE, address, show_draft, show_first, show_patience, show_sent, show_whole
from web.supplementing import read_added, show_asks, take_supplement
from web.taking import after, begin_post, take, take_step

Typed = Annotated[Fields, Depends(posted)]


def add_routes(router: APIRouter, desk: Desk) -> None:
    """Add the routes under `/{slug}/signaal`."""
    _add_beginning(router, desk)
    _add_whole(router, desk)
    _add_drafts(router, desk)
    _add_stopping(router, desk)


def _add_beginning(router: APIRouter, desk: Desk) -> None:
    keys = desk.context.keys

    @router.get("/{slug}/signaal")
    def first(request: Request, slug: str, stap: str = "") -> Response:
        blank, known = _arrive(desk, slug, request.query_params)
        return _show_beginning(desk, blank, known, stepwise=bool(stap))

    @router.get("/{slug}/oproep/{code}")
    def called(slug: str, code: str) -> Response:
        place, _ = read_blank(desk.context, slug)
        return go(f"/{place.slug}/signaal?oproep={quote(read_code(code) or '-')}")

    @router.post("/{slug}/signaal")
    def begin_with_step(request: Request, slug: str, fields: Typed) -> Response:
        key = check(keys, fields.one("sleutel"), PURPOSE, slug)
        if again := ask_again(desk, request, fields):
            return again
        try:
            blank, known = _arrive(desk, slug, request.query_params, fields)
            page = DraftPage(blank.place, blank.form, blank.begin(known))
            return take_step(desk, page, link_of(keys, key), key, fields, blank)
        except NotFound:
            return show_ended(desk, slug, fields, "gone")
        except StoreError:
            return desk.lost(request, fields)


def _add_whole(router: APIRouter, desk: Desk) -> None:
    keys = desk.context.keys

    @router.get("/{slug}/signaal/heel")
    def whole(request: Request, slug: str) -> Response:
        blank, known = _arrive(desk, slug, request.query_params)
        return show_whole(desk, blank, known, {})

    @router.post("/{slug}/signaal/heel")
    def begin_with_whole(request: Request, slug: str, fields: Typed) -> Response:
        key = check(keys, fields.one("sleutel"), PURPOSE, slug)
        if again := ask_again(desk, request, fields):
            return again
        try:
            return _take_whole(desk, _arrive(desk, slug, request.query_params, fields)[0], key, fields)
        except StoreError:
            return desk.lost(request, fields)

    @router.get("/{slug}/signaal/gestopt")
    def stopped(slug: str) -> Response:
        place, _ = read_blank(desk.context, slug)
        return desk.page(
            "web/note.html",
            "web.stopped-title",
            place=place,
            text=desk.words.say("web.stopped-text"),
            onward=(f"/{slug}/signaal", desk.words.say("web.again")),
        )


def _show_beginning(desk: Desk, blank: Blank, known: dict[str, Answer], *, stepwise: bool) -> Response:
    if blank.number and not stepwise:  # what little is asked fits one page
        return go(f"/{blank.place.slug}/signaal/heel{blank.query}")
    return show_first(desk, blank, known)


def _arrive(
    desk: Desk, slug: str, came: Mapping[str, str], fields: Fields | None = None
) -> tuple[Blank, dict[str, Answer]]:
    """Read what a signal begins with: the form (`fields`: of the version that was shown), and what its address says."""
    place, form = read_blank(desk.context, slug, read_version(fields) if fields else None)
    invitation = came.get("uitnodiging", "")
    known = read_invitation(desk.context, place, invitation)
    with reaching("read call"):
        call = read_called(desk.context, place, came.get("oproep", ""))
        joining = read_joinable(desk.context, place, came.get("fiche", ""))
    form = shorten(form) if joining and joining.number else form
    return Blank(place, form, invitation if known else "", call, joining), known


def _take_whole(desk: Desk, blank: Blank, key: str, fields: Fields) -> Response:
    values, wrong = read_whole(blank.form, fields)
    if wrong:
        return show_whole(desk, blank, values, wrong, 422)
    link = link_of(desk.context.keys, key)
    post = begin_post(whole_events(blank.form, values), blank.form, blank)
    return after(desk, blank.place, link, take(desk, blank.place, link, key, post))


def _add_drafts(router: APIRouter, desk: Desk) -> None:
    keys = desk.context.keys

    @router.get("/{slug}/signaal/{link}")
    def draft(request: Request, slug: str, link: str, vraag: str = "", gevaar: str = "", even: str = "") -> Response:
        try:
            page = read_page(desk.context, slug, checked_page(link))
        except NotFound:
            if not even:
                raise
            return show_patience(desk, link)  # kept just now, and not taken yet
        if isinstance(page, DraftPage):
            return show_draft(desk, page, link, vraag, danger=bool(gevaar))
        added, spoken = read_added(request.query_params), desk.speaking(page.language)
        return show_asks(spoken, page, link) if page.asks and added is None else show_sent(spoken, page, link, added)

    @router.post("/{slug}/signaal/{link}")
    def answer(request: Request, slug: str, link: str, fields: Typed) -> Response:
        key = check(keys, fields.one("sleutel"), PURPOSE, slug, checked_page(link))
        try:
            page = read_page(desk.context, slug, link)
            if isinstance(page, DraftPage):
                return take_step(desk, page, link, key, fields)
            shown = None if page.form else read_blank(desk.context, slug, read_version(fields))[1]
            if shown and read_typed_words(shown, fields):
                return show_ended(desk, slug, fields, "closed" if is_thread(link) else "sent", link)
            return take_supplement(desk.speaking(page.language), page, link, key, fields)
        except NotFound:  # stopped, expired or erased since its page was shown, maybe elsewhere
            return show_ended(desk, slug, fields, "gone")
        except StoreError:
            return desk.lost(request, fields)


def _add_stopping(router: APIRouter, desk: Desk) -> None:
    keys = desk.context.keys

    @router.get("/{slug}/signaal/{link}/stop")
    def ask_stop(slug: str, link: str) -> Response:
        page = read_page(desk.context, slug, checked(link))
        return desk.page(
            "web/confirm.html",
            "web.stop-title",
            place=page.place,
            text="web.stop-text",
            yes="web.stop-yes",
            no="web.stop-no",
            action=f"{address(page.place, link)}/stop",
            back=address(page.place, link),
            token=issue(keys, PURPOSE, slug, link, "stop"),
        )

    @router.post("/{slug}/signaal/{link}/stop")
    def stop(request: Request, slug: str, link: str, fields: Typed) -> Response:
        key = check(keys, fields.one("sleutel"), PURPOSE, slug, checked(link), "stop")
        try:
            page = read_page(desk.context, slug, link)
            if isinstance(page, DraftPage):
                taken = take(desk, page.place, link, key, Post(command="stop"))
                return after(desk, page.place, link, taken)
        except StoreError:
            return desk.lost(request, fields)
        except NotFound:  # stopped already: the same button, pressed twice
            return go(f"/{slug}/signaal/gestopt")
        return go(address(page.place, link))
