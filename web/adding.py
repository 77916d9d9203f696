"""Adding words to one's own signal, on one's own page: a form, and what became of it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from core.errors import NotFound
from core.feedback.way_reading import Way
from core.html.csrf import issue
from core.html.fields import Fields
from core.intake.own_page import read_one
from core.intake.remarks import LONGEST
from core.intake.rooms import Notice
from core.municipalities import Place
from web.mine import PURPOSE, checked_number, over, take_command
from web.replies import Desk, go, posted
from web.showing import say_danger
from web.visit import Visit, close_visit, read_visit

Typed = Annotated[Fields, Depends(posted)]
# What came of it, by the message that says so; `kon-niet` for any other.
_DONE = {"letters.added": "erbij", "asking.thanks": "erbij", "letters.remark": "gevraagd"}


def add_routes(router: APIRouter, desk: Desk) -> None:
    """Add the routes under `/mijn/aanvullen`."""

    @router.get("/mijn/aanvullen/{number}")
    def ask(request: Request, number: str, gedaan: str = "", verborgen: str = "", gevaar: str = "") -> Response:
        found = _find(desk, request, number)
        if isinstance(found, Response):
            return found
        visit, place, way = found
        if gedaan in _DONE.values():
            return _show_done(desk, place, number, (gedaan, bool(verborgen), bool(gevaar)))
        return _show(desk, visit, place, way)

    @router.post("/mijn/aanvullen/{number}")
    def add(request: Request, number: str, fields: Typed) -> Response:
        found = _find(desk, request, number)
        if isinstance(found, Response):
            return found
        visit, place, way = found
        text = fields.one("tekst").strip()
        if not text or len(text) > LONGEST:
            return _show(desk, visit, place, way, text, wrong=True)
        taken = take_command(desk, request, visit, fields, (f"aanvullen {number}", f"vul-aan {number} {text}"))
        if isinstance(taken, Response):
            return taken
        said = {item.key for item in taken.said.items if isinstance(item, Notice)} if taken.said else {"letters.added"}
        done = next((name for key, name in _DONE.items() if key in said), "")
        hidden = "&verborgen=1" if "asking.hidden" in said else ""
        danger = "&gevaar=1" if "dialogue.danger" in said else ""
        return go(f"/mijn/aanvullen/{number}?gedaan={done}{hidden}{danger}" if done else "/mijn")


def _find(desk: Desk, request: Request, number: str) -> tuple[Visit, Place, Way] | Response:
    visit = read_visit(desk.context, request)
    if visit is None:
        return over(desk)
    try:
        place, way = read_one(desk.context, visit.link, int(checked_number(number)))
    except NotFound:
        return close_visit(desk.context, over(desk))
    if way is None or not way.takes_words:
        raise NotFound("signal")
    return visit, place, way


def _show(desk: Desk, visit: Visit, place: Place, way: Way, text: str = "", *, wrong: bool = False) -> Response:
    say = desk.words.say
    title = say("way.ask-title" if way.finished else "way.add-title", number=way.number)
    return desk.page(
        "web/adding.html",
        say("page.error-prefix") + title if wrong else title,
        422 if wrong else 200,
        place=place,
        heading=title,
        intro=say("way.ask-intro" if way.finished else "way.add-intro"),
        text=text,
        longest=LONGEST,
        complaint=say("way.wrong", most=LONGEST) if wrong else "",
        action=f"/mijn/aanvullen/{way.number}",
        token=issue(desk.context.keys, PURPOSE, visit.link, f"aanvullen {way.number}"),
    )


def _show_done(desk: Desk, place: Place, number: str, what: tuple[str, bool, bool]) -> Response:
    """Say what became of it: how it is called, whether something was hidden, and whether it speaks of danger."""
    say = desk.words.say
    done, hidden, danger = what
    return desk.page(
        "web/added.html",
        f"way.done-{done}-title",
        place=place,
        text=say(f"way.done-{done}", number=number),
        hidden=say("asking.hidden") if hidden else "",
        danger=say_danger(desk, place) if danger else "",
    )
