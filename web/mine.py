"""One's own page: a personal link opens a visit of half an hour, in which signals are seen, withdrawn and forgotten."""

import io
import re
from datetime import datetime
from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from core.errors import NotFound, Refused, StoreError
from core.html.csrf import check, issue
from core.html.fields import Fields
from core.intake.own_page import read_own
from core.intake.pages import Taken, answer_closed, find_owner, read_closed
from core.intake.rooms import Notice
from core.store.tables.digest import IMPROVED
from web.links import checked, checked_mine
from web.replies import Desk, go, posted
from web.room import Post
from web.taking import take
from web.visit import Visit, close_visit, open_visit, read_visit

Typed = Annotated[Fields, Depends(posted)]
PURPOSE = "mijn"
_NUMBER = re.compile(r"[1-9]\d{0,8}")
_HERE = ZoneInfo("Europe/Brussels")
# What a command may have come to, as it stands in the address of the page after it.
_NEWS = {
    "notice.beter": "improve.noted",
    "notice.withdrawn": "web.withdrawn",
    "notice.withdraw-too-late": "web.withdraw-late",
}


def add_routes(router: APIRouter, desk: Desk) -> None:
    """Add the routes under `/mijn`."""
    _add_gate(router, desk)
    _add_list(router, desk)
    _add_withdrawing(router, desk)
    _add_erasing(router, desk)
    _add_improving(router, desk)


def _add_gate(router: APIRouter, desk: Desk) -> None:
    keys = desk.context.keys

    @router.get("/mijn/gewist")
    def erased() -> Response:
        return desk.page("web/note.html", "web.erased-title", text=desk.words.say("web.erased-text"))

    @router.get("/mijn/{link}")
    def gate(link: str, signaal: str = "") -> Response:
        token = issue(keys, PURPOSE, checked_mine(link))
        to = f"?signaal={signaal}" if _NUMBER.fullmatch(signaal) else ""
        return desk.page("web/gate.html", "web.mine-title", action=f"/mijn/{link}{to}", token=token)

    @router.post("/mijn/{link}")
    def enter(link: str, fields: Typed, signaal: str = "") -> Response:
        check(keys, fields.one("sleutel"), PURPOSE, checked_mine(link))
        find_owner(desk.context, link)
        to = f"#signaal-{signaal}" if _NUMBER.fullmatch(signaal) else ""
        return open_visit(desk.context, link, go(f"/mijn{to}"))

    @router.get("/mijn/{link}/qr.svg")
    def code(link: str) -> Response:
        import segno  # noqa: PLC0415 # only who asks for a code pays for it

        drawn = io.BytesIO()
        made = segno.make(f"{desk.context.base_url}/mijn/{checked(link)}", error="m")
        made.save(drawn, kind="svg", xmldecl=False, border=2, omitsize=True)
        return Response(drawn.getvalue(), media_type="image/svg+xml")


def _add_list(router: APIRouter, desk: Desk) -> None:
    @router.get("/mijn")
    def own(request: Request, nieuws: str = "", nummer: str = "") -> Response:
        visit = read_visit(desk.context, request)
        if visit is None:
            return over(desk)
        try:
            place, signals = read_own(desk.context, visit.link)
            closed = read_closed(desk.context, visit.link)
        except NotFound:
            return close_visit(desk.context, over(desk))
        news = _NEWS.get(f"notice.{nieuws}") if _NUMBER.fullmatch(nummer) else None
        return desk.page(
            "web/mine.html",
            "web.mine-title",
            place=place,
            signals=signals,
            day=_day,
            closed=closed,
            improved=IMPROVED,
            key=partial(_key, desk, visit),
            until=f"{visit.until.astimezone(_HERE):%H:%M}",
            news=desk.words.say(news, number=nummer) if news else "",
            token=issue(desk.context.keys, PURPOSE, visit.link, "sluit"),
        )

    @router.post("/mijn")
    def leave(request: Request, fields: Typed) -> Response:
        visit = read_visit(desk.context, request)
        if visit:
            check(desk.context.keys, fields.one("sleutel"), PURPOSE, visit.link, "sluit")
        return close_visit(desk.context, go("/mijn"))


def _add_withdrawing(router: APIRouter, desk: Desk) -> None:
    @router.get("/mijn/intrekken/{number}")
    def ask_withdraw(request: Request, number: str) -> Response:
        visit = read_visit(desk.context, request)
        if visit is None:
            return over(desk)
        title = desk.words.say("web.withdraw-title", number=checked_number(number))
        return _confirm(desk, visit, title, "withdraw", f"/mijn/intrekken/{number}", f"intrekken {number}")

    @router.post("/mijn/intrekken/{number}")
    def withdraw(request: Request, number: str, fields: Typed) -> Response:
        visit = read_visit(desk.context, request)
        if visit is None:
            return over(desk)
        bound = f"intrekken {checked_number(number)}"
        taken = take_command(desk, request, visit, fields, (bound, f"trek-in-ja {number}"))
        if isinstance(taken, Response):
            return taken
        heard = taken.said.items[0] if taken.said and taken.said.items else None
        news = heard.key.removeprefix("notice.") if isinstance(heard, Notice) else ""
        return go(f"/mijn?nieuws={news}&nummer={number}")


def _add_erasing(router: APIRouter, desk: Desk) -> None:
    @router.get("/mijn/wissen/alles")
    def ask_erase(request: Request) -> Response:
        visit = read_visit(desk.context, request)
        if visit is None:
            return over(desk)
        return _confirm(desk, visit, "web.erase-title", "erase", "/mijn/wissen/alles", "wissen")

    @router.post("/mijn/wissen/alles")
    def erase(request: Request, fields: Typed) -> Response:
        visit = read_visit(desk.context, request)
        if visit is None:
            return over(desk)
        taken = take_command(desk, request, visit, fields, ("wissen", "wis-ja"))
        if isinstance(taken, Response):
            return taken
        return close_visit(desk.context, go("/mijn/gewist"))


def _add_improving(router: APIRouter, desk: Desk) -> None:
    @router.post("/mijn/beter/{number}")
    def answer(request: Request, number: str, fields: Typed) -> Response:
        visit = read_visit(desk.context, request)
        if visit is None:
            return over(desk)
        bound = checked_number(number)
        check(desk.context.keys, fields.one("sleutel"), PURPOSE, visit.link, f"beter {bound}")
        try:
            answer_closed(desk.context, visit.link, int(bound), fields.one("antwoord"))
        except NotFound:
            return close_visit(desk.context, over(desk))
        return go(f"/mijn?nieuws=beter&nummer={number}")


def _day(at: datetime) -> str:
    return f"{at.astimezone(_HERE):%d/%m/%Y}"


def _key(desk: Desk, visit: Visit, number: int) -> str:
    return issue(desk.context.keys, PURPOSE, visit.link, f"beter {number}")


def _confirm(desk: Desk, visit: Visit, title: str, words: str, action: str, bound: str) -> Response:
    return desk.page(
        "web/confirm.html",
        title,
        text=f"web.{words}-text",
        yes=f"web.{words}-yes",
        no="web.no",
        action=action,
        back="/mijn",
        token=issue(desk.context.keys, PURPOSE, visit.link, bound),
    )


def take_command(desk: Desk, request: Request, visit: Visit, fields: Fields, what: tuple[str, str]) -> Taken | Response:
    """Take a command (`what`: what the form's token is bound to, and the command), so that it counts as one."""
    key = check(desk.context.keys, fields.one("sleutel"), PURPOSE, visit.link, what[0])
    try:
        place = find_owner(desk.context, visit.link)
        taken = take(desk, place, visit.link, key, Post(command=what[1]))
    except StoreError:
        return desk.lost(request, fields)
    except NotFound:
        return close_visit(desk.context, over(desk))
    if taken.state == "settled":
        return taken
    text = "web.kept-aside" if taken.state == "aside" else "web.kept-text"
    onward = ("/mijn", desk.words.say("web.kept-go"))
    return desk.page("web/note.html", "web.kept-title", 202, text=desk.words.say(text), onward=onward)


def over(desk: Desk) -> Response:
    """Say that a visit is over."""
    return desk.page("web/note.html", "web.mine-over-title", 403, text=desk.words.say("web.mine-over"))


def checked_number(number: str) -> str:
    """Give the number of a signal back if it could be one; Refused otherwise."""
    if not _NUMBER.fullmatch(number):
        raise Refused("number")
    return number
