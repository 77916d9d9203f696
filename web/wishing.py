"""Wishes: the page on which a reporter says how often, about what and where she hears, by her own page or a letter.

A letter's link shows what holds and a form, and changes nothing before its button; it is all that is needed, it shows
nothing of signals or addresses, and it lives as long as the reporter is known.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from core.errors import NotFound, StoreError
from core.feedback.wishes import (
    NAMES,
    SCOPES,
    WrongWishes,
    begin_again,
    read_wishes,
    set_wishes,
    stop_all,
    today_of,
)
from core.feedback.wishes_link import read_wisher
from core.html.csrf import check, issue
from core.html.fields import Fields
from core.intake.pages import owner_of, reaching, read_place
from core.intake.wishing import say_wishes
from core.municipalities import Place
from core.store.tables.digest import RHYTHMS
from web.mine import PURPOSE, over
from web.replies import Desk, go, posted
from web.visit import close_visit, read_visit

Typed = Annotated[Fields, Depends(posted)]
_OWN = "/mijn/voorkeuren/alles"
_FIELDS = {"rhythm": "hoe-vaak", "scope": "wat", "channel": "waar", "language": "taal", "until": "pauze"}
# What was just done, as it stands in the address of the page after it.
_NEWS = frozenset({"bewaard", "gestopt", "hervat"})


@dataclass(frozen=True, slots=True)
class _Wisher:
    """Whose page it is, where it stands, and where it leads back to (empty: nowhere)."""

    place: Place
    id: uuid.UUID
    here: str
    back: str = ""
    token: str = ""


def add_routes(router: APIRouter, desk: Desk) -> None:
    """Add the routes; before `/{slug}` and after those of one's own page."""
    _add_own(router, desk)
    _add_link(router, desk)


def _add_own(router: APIRouter, desk: Desk) -> None:
    keys = desk.context.keys

    @router.get(_OWN)
    def show(request: Request, nieuws: str = "") -> Response:
        visit = read_visit(desk.context, request)
        if visit is None:
            return over(desk)
        try:
            wisher = _owner(desk, visit.link)
        except NotFound:
            return close_visit(desk.context, over(desk))
        return _show(desk, wisher, news=nieuws)

    @router.post(_OWN)
    def save(request: Request, fields: Typed) -> Response:
        visit = read_visit(desk.context, request)
        if visit is None:
            return over(desk)
        check(keys, fields.one("sleutel"), PURPOSE, visit.link, "voorkeuren")
        try:
            return _act(desk, _owner(desk, visit.link), fields)
        except NotFound:
            return close_visit(desk.context, over(desk))
        except StoreError:
            return desk.lost(request, fields)


def _add_link(router: APIRouter, desk: Desk) -> None:
    @router.get("/{slug}/voorkeuren/{token}")
    def show(slug: str, token: str, nieuws: str = "") -> Response:
        return _show(desk, _by_link(desk, slug, token), news=nieuws)

    @router.post("/{slug}/voorkeuren/{token}")
    def save(request: Request, slug: str, token: str, fields: Typed) -> Response:
        try:
            return _act(desk, _by_link(desk, slug, token), fields)
        except StoreError:
            return desk.lost(request, fields)


def _owner(desk: Desk, link: str) -> _Wisher:
    with reaching("find owner"), desk.context.store.door() as session:
        place, reporter_id = owner_of(session, desk.context, link)
    token = issue(desk.context.keys, PURPOSE, link, "voorkeuren")
    return _Wisher(place, reporter_id, _OWN, "/mijn", token)


def _by_link(desk: Desk, slug: str, token: str) -> _Wisher:
    place = read_place(desk.context, slug)
    return _Wisher(place, read_wisher(desk.context, token), f"/{place.slug}/voorkeuren/{token}")


def _show(
    desk: Desk,
    wisher: _Wisher,
    *,
    news: str = "",
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> Response:
    """Show what holds in her language, or what was `typed`; `wrong`: by name, the end of a message key."""
    context = desk.context
    with reaching("read wishes"), context.store.tenant(wisher.place.id) as session:
        held = read_wishes(session, wisher.place, wisher.id, today_of(context))
    desk = desk.speaking(held.language)
    say = desk.words.say
    until = held.paused_until
    shown = {
        "rhythm": held.rhythm,
        "scope": held.scope,
        "channel": held.channel,
        "language": held.language,
        "until": until.isoformat() if until else "",
    } | dict(typed or {})
    complaints = {name: say(f"wishes.wrong.{why}") for name, why in (wrong or {}).items()}
    title = say("wishes.title")
    return desk.page(
        "web/wishes.html",
        say("page.error-prefix") + title if complaints else title,
        422 if complaints else 200,
        heading=title,
        place=wisher.place,
        held=held,
        now=say_wishes(desk.words, held),
        shown=shown,
        names=_FIELDS,
        labels={
            name: [(value, say(f"wishes.{name}.{value}")) for value in values]
            for name, values in (
                ("rhythm", RHYTHMS),
                ("scope", SCOPES),
                ("channel", held.ways),
                ("language", held.languages),
            )
        },
        complaints=[(_FIELDS.get(name, ""), said) for name, said in complaints.items()],
        wrong=dict.fromkeys(NAMES, "") | complaints,
        news=say(f"wishes.news.{news}") if news in _NEWS else "",
        action=wisher.here,
        back=wisher.back,
        token=wisher.token,
    )


def _act(desk: Desk, wisher: _Wisher, fields: Fields) -> Response:
    """Do what a form asks: keep the wishes, stop, or begin again; each may come twice."""
    context = desk.context
    wishes = {name: fields.one(field) for name, field in _FIELDS.items() if field in dict(fields.pairs())}
    try:
        with reaching("set wishes"), context.store.tenant(wisher.place.id) as session:
            match fields.one("actie"):
                case "stop":
                    stop_all(session, wisher.id)
                    news = "gestopt"
                case "hervat":
                    begin_again(session, wisher.id)
                    news = "hervat"
                case _:
                    set_wishes(session, wisher.place, wisher.id, wishes, today_of(context))
                    news = "bewaard"
    except WrongWishes as error:
        typed = {name: value for name, value in wishes.items() if name in NAMES}
        return _show(desk, wisher, typed=typed, wrong=error.wrong)
    return go(f"{wisher.here}?nieuws={news}")
