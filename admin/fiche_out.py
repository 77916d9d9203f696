"""A signal taken out of a fiche: which one, who did it, and for a while the way back."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Response

from admin.desk import Desk, Visit
from admin.fiche_page import DONE, FICHE, go_back
from admin.ids import read_id, read_number
from admin.undoing import SECONDS
from core.errors import NotFound
from core.review.bundling import TAKEN_OUT
from core.review.decide import Decided, return_signal
from core.review.decision import read_standing
from core.review.fiche_reading import FicheShown
from core.review.reading import name_signals

_OUT, _ALREADY, _WAS = "eruit", "al-eruit", "was"


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A signal that was taken out; `stand`: what the way back names (empty: none), `by`: who did it, where known."""

    id: uuid.UUID
    number: int
    stand: str
    by: str
    at: datetime
    already: bool


def add_fiche_out(desk: Desk) -> None:
    """Add the routes."""
    desk.hang(FICHE, _own)

    @desk.post("/fiche/{number}/in/{signal}", "signals.decide")
    def put_back(visit: Visit) -> Response:
        number, signal_id = read_number(visit.path("number")), read_id(visit.path("signal"))
        done = return_signal(visit.session, visit.present, number, signal_id, visit.typed("stand"))
        if not isinstance(done, Decided):
            return go_back(desk, number, "niet-terug")
        return go_back(desk, number, "terug-erin" if done.changed else "al")


def go_out(desk: Desk, number: int, signal_id: uuid.UUID, *, done: bool) -> Response:
    """Send the browser to a fiche that says which signal went, or who took it out earlier."""
    return desk.go(f"/fiche/{number}?{DONE}={_OUT if done else _ALREADY}&{_WAS}={signal_id}")


def _own(_desk: Desk, visit: Visit, fiche: FicheShown) -> dict[str, Any]:
    taken = _find(visit, fiche) if visit.asked(DONE) in (_OUT, _ALREADY) else None
    return {"taken_out": taken, "taken_out_seconds": SECONDS}


def _find(visit: Visit, fiche: FicheShown) -> TakenOut | None:
    """Find the signal that an address names, where it is out of this fiche; None for any other."""
    if not visit.present.may("signals.decide"):
        return None
    try:
        signal_id = read_id(visit.asked(_WAS))
    except NotFound:
        return None
    number = name_signals(visit.session, [signal_id]).get(signal_id)
    went = [entry for entry in fiche.journal if entry.what == TAKEN_OUT and entry.details.get("signal") == number]
    if number is None or not went or any(one.id == signal_id for one in fiche.witnesses):
        return None
    last, already = went[-1], visit.asked(DONE) == _ALREADY
    mine = last.by == visit.present.email and not already
    stand = read_standing(visit.session, signal_id).stand if mine else ""
    return TakenOut(signal_id, number, stand, last.by, last.at, already)
