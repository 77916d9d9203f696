"""Reopening a fiche that reporters see no improvement of: a line on its page and on Vandaag, with one button."""

from typing import Any

from fastapi import Response

from admin.dates import today_here
from admin.deciding import read_digits
from admin.desk import Desk, Visit
from admin.fiche_page import FICHE
from admin.ids import read_number
from core.review.fiche_reading import FicheShown
from core.review.fiches import Changed
from core.review.reopening import list_unimproved, reopen


def add_reopening(desk: Desk) -> None:
    """Add the route, and the line on the page of a fiche."""
    desk.hang(FICHE, _show)

    @desk.post("/fiche/{number}/heropen", "fiches.edit")
    def act(visit: Visit) -> Response:
        number, version = read_number(visit.path("number")), read_digits(visit.typed("version"))
        say = desk.context.words.say
        words = say("improve.reason"), say("improve.first-action")
        today = today_here(desk.context.clock())
        done = reopen(visit.session, visit.present, number, words, version, today)
        # What is missing, or what a colleague did since, is said and asked on the page of the fiche.
        return desk.go(f"/fiche/{number}{'?gedaan=status' if isinstance(done, Changed) else '#status'}")


def unimproved(visit: Visit, number: int | None = None) -> dict[str, Any]:
    """Give the partial its values: the fiches to reopen, or this one."""
    return {"unimproved": list_unimproved(visit.session, visit.present, number)}


def _show(_desk: Desk, visit: Visit, fiche: FicheShown) -> dict[str, Any]:
    return unimproved(visit, fiche.number)
