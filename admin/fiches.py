"""A fiche in the panel: its words changed, its state moved, a signal taken out."""

from typing import Any

from fastapi import Response

from admin.dates import read_day, today_here
from admin.deciding import read_digits
from admin.desk import Desk, Visit
from admin.fiche_out import go_out
from admin.fiche_page import FICHE, ask_personal, go_back, read_handling, show_fiche
from admin.ids import read_id, read_number
from core.intake.guard import read_guard
from core.review.bundling import LONGEST_TITLE, NoTitle
from core.review.closing import read_closing
from core.review.decide import release_signal
from core.review.fiche_moves import CLOSED, FEWEST_ORGANISATIONS, Move
from core.review.fiche_reading import FicheShown
from core.review.fiches import (
    LONGEST_DESCRIPTION,
    Behind,
    Changed,
    Lacking,
    TooLong,
    Wording,
    edit_fiche,
    move_fiche,
)
from core.review.personal import HasPersonal, find_people
from core.review.wording import Stretch, apart, find_hints, stretch
from core.store.tables.fiche import OUTCOMES


def add_fiches(desk: Desk) -> None:
    """Add the routes."""
    desk.hang(FICHE, _own)

    @desk.get("/fiche/{number}", "fiches.read", limited=True)
    def show(visit: Visit) -> Response:
        return show_fiche(desk, visit)

    @desk.post("/fiche/{number}", "fiches.edit")
    def edit(visit: Visit) -> Response:
        return _edit(desk, visit)

    @desk.post("/fiche/{number}/status", "fiches.edit")
    def move(visit: Visit) -> Response:
        number, asked = read_number(visit.path("number")), _read_move(visit)
        version = read_digits(visit.typed("version"))
        done = move_fiche(visit.session, visit.present, number, asked, version, today_here(desk.context.clock()))
        if isinstance(done, Changed):
            waits = asked.to == CLOSED and read_closing(visit.session, number) is not None
            return go_back(desk, number, "closing.asked" if waits else "status" if done.changed else "al")
        if isinstance(done, Lacking):
            return show_fiche(desk, visit, status=422, asked=asked, missing=done.names)
        return show_fiche(desk, visit, status=409, asked=asked, behind=done)

    @desk.post("/fiche/{number}/uit/{signal}", "signals.decide")
    def take_out(visit: Visit) -> Response:
        number, signal_id = read_number(visit.path("number")), read_id(visit.path("signal"))
        done = release_signal(visit.session, visit.present, number, signal_id)
        return go_out(desk, number, signal_id, done=done)


def _own(_desk: Desk, visit: Visit, _fiche: FicheShown) -> dict[str, Any]:
    guard = read_guard(visit.session)

    def look_over(text: str) -> tuple[Stretch, ...]:
        return stretch(text, apart([*find_people(guard, text), *find_hints(text)]))

    return {
        "look_over": look_over,
        "looked": False,
        "outcomes": OUTCOMES,
        "fewest": FEWEST_ORGANISATIONS,
        "longest_title": LONGEST_TITLE,
        "longest": LONGEST_DESCRIPTION,
        "wording": None,
        "asked": None,
    }


def _edit(desk: Desk, visit: Visit) -> Response:
    number = read_number(visit.path("number"))
    wording = Wording(visit.typed("title"), visit.typed("description"))
    if visit.typed("look"):
        return show_fiche(desk, visit, wording=wording, looked=True)
    try:
        version, handling = read_digits(visit.typed("version")), read_handling(visit)
        done = edit_fiche(visit.session, visit.present, number, wording, version, handling)
    except HasPersonal as found:
        return ask_personal(desk, visit, "words", found, wording=wording)
    except (NoTitle, TooLong) as wrong:
        missing = ("title",) if isinstance(wrong, NoTitle) else ("description",)
        return show_fiche(desk, visit, status=422, wording=wording, missing=missing)
    if isinstance(done, Behind):
        return show_fiche(desk, visit, status=409, wording=wording, behind=done)
    return go_back(desk, number, "bewaard" if done.changed else "al")


def _read_move(visit: Visit) -> Move:
    """Read the form of a state: every state has fields of its own, whose names end in its key."""
    to = visit.typed("to")
    return Move(
        to,
        reason=visit.typed(f"reason_{to}"),
        review_on=read_day(visit.typed("review_on")),
        puller=visit.typed("puller"),
        outcome=visit.typed("outcome"),
        told=visit.typed("told"),
        action=visit.typed("action"),
        action_due=read_day(visit.typed("action_due")),
    )
