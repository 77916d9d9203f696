"""Merging and splitting fiches: two side by side, signals to choose, and undoing."""

from typing import Any

from fastapi import Response

from admin.dates import say_day
from admin.deciding import read_digits
from admin.desk import Desk, Visit
from admin.fiche_page import FICHE, go_back, show_fiche
from admin.ids import read_id, read_number
from admin.titles import look_over_title
from core.dialogue.load import labels
from core.errors import NotFound
from core.review.bundling import CLOSED, LONGEST_TITLE, NoTitle
from core.review.fiche_reading import FicheShown, read_fiche
from core.review.fiches import Behind
from core.review.shifting import NoSignals, merge_fiches, read_shifts, split_fiche, undo_shift


def add_fiche_shifting(desk: Desk) -> None:
    """Add the routes."""
    desk.hang(FICHE, _shifts)

    @desk.get("/fiche/{number}/samen", "fiches.edit")
    def compare(visit: Visit) -> Response:
        return _compare(desk, visit)

    @desk.post("/fiche/{number}/samen", "fiches.edit")
    def merge(visit: Visit) -> Response:
        number, into = read_number(visit.path("number")), read_digits(visit.typed("into"))
        if visit.typed("turned"):
            number, into = into, number
        versions = (read_digits(visit.typed(f"version_{number}")), read_digits(visit.typed(f"version_{into}")))
        done = merge_fiches(visit.session, visit.present, number, into, versions)
        if isinstance(done, Behind):
            return show_fiche(desk, visit, status=409, behind=done)
        return go_back(desk, into, "fiche.merged" if done.changed else "al")

    _add_splitting(desk)

    @desk.post("/fiche/{number}/terug/{shift}", "fiches.edit")
    def undo(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        done = undo_shift(visit.session, visit.present, number, read_number(visit.path("shift")))
        return go_back(desk, number, "fiche.put-back" if done.changed else "al")


def _add_splitting(desk: Desk) -> None:
    @desk.get("/fiche/{number}/splitsen", "fiches.edit")
    def choose(visit: Visit) -> Response:
        return _choose(desk, visit)

    @desk.post("/fiche/{number}/splitsen", "fiches.edit")
    def split(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        signals = [read_id(one) for one in visit.knock.fields.many("signal")]
        version, title = read_digits(visit.typed("version")), visit.typed("title")
        if hints := look_over_title(visit):
            wrong = {"hints": desk.context.words.say("admin.decide.wrong.hints")}
            chosen = [str(one) for one in signals]
            return _choose(desk, visit, status=422, wrong=wrong, chosen=chosen, title=title, title_hints=hints)
        try:
            done = split_fiche(visit.session, visit.present, number, signals, title, version)
        except (NoSignals, NoTitle) as lacks:
            say = desk.context.words.say
            name = "signal" if isinstance(lacks, NoSignals) else "title"
            wrong = {name: say(f"fiche.wrong.split-{name}", most=LONGEST_TITLE)}
            chosen = [str(one) for one in signals]
            return _choose(desk, visit, status=422, wrong=wrong, chosen=chosen, title=title)
        if isinstance(done, Behind):
            return show_fiche(desk, visit, status=409, behind=done)
        return go_back(desk, done, "fiche.split")


def _compare(desk: Desk, visit: Visit) -> Response:
    number, other = read_number(visit.path("number")), read_digits(visit.asked("met"))
    mine = read_fiche(visit.session, visit.present, number)
    try:
        theirs = read_fiche(visit.session, visit.present, other) if other and other != number else None
    except NotFound:
        theirs = None
    return desk.own_page(
        visit,
        "fiche_merge",
        here="fiches",
        fiche=mine,
        theirs=theirs,
        asked_for=visit.asked("met"),
        closed=CLOSED in (mine.status, theirs.status if theirs else ""),
        merged=bool(theirs and read_shifts(visit.session, theirs) and _gone(visit, theirs)),
        sectors=labels("sectors"),
        day=say_day,
    )


def _gone(visit: Visit, fiche: FicheShown) -> bool:
    return any(
        shift.kind == "samengevoegd" and shift.giver == fiche.number for shift in read_shifts(visit.session, fiche)
    )


def _choose(desk: Desk, visit: Visit, *, status: int = 200, **tried: Any) -> Response:
    fiche = read_fiche(visit.session, visit.present, read_number(visit.path("number")))
    values: dict[str, Any] = {
        "wrong": {},
        "chosen": [],
        "title": "",
        "title_hints": (),
        "longest_title": LONGEST_TITLE,
        **tried,
    }
    return desk.own_page(visit, "fiche_split", status=status, here="fiches", fiche=fiche, day=say_day, **values)


def _shifts(_desk: Desk, visit: Visit, fiche: FicheShown) -> dict[str, Any]:
    shifts = read_shifts(visit.session, fiche)
    came = {action: shift.giver for shift in shifts if shift.taker == fiche.number for action in shift.actions}
    return {"shifts": shifts, "came": came}
