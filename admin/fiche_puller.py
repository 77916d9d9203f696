"""Who pulls a fiche, on its page: a colleague is asked and answers, or someone outside with what was agreed."""

from typing import Any

from fastapi import Response

from admin.deciding import read_digits
from admin.desk import Desk, Visit
from admin.fiche_page import FICHE, go_back, refuse
from admin.ids import read_id, read_number
from core.review.fiche_reading import FicheShown
from core.review.fiches import Behind, Changed
from core.review.pulling import (
    LONGEST_NAME,
    LONGEST_NOTE,
    NoPuller,
    answer_puller,
    ask_puller,
    read_pulling,
    set_outside,
)


def add_fiche_puller(desk: Desk) -> None:
    """Add the routes."""
    desk.hang(FICHE, _pulling)

    @desk.post("/fiche/{number}/trekker", "fiches.edit")
    def ask(visit: Visit) -> Response:
        number, version = read_number(visit.path("number")), read_digits(visit.typed("version"))
        try:
            if visit.typed("colleague"):
                done = ask_puller(visit.session, visit.present, number, read_id(visit.typed("colleague")), version)
            else:
                said = (visit.typed("outside"), visit.typed("outside_note"))
                done = set_outside(visit.session, visit.present, number, said, version)
        except NoPuller as lacks:
            say = desk.context.words.say
            return refuse(desk, visit, {name: say(f"fiche.wrong.{name}") for name in lacks.names})
        return _answer(desk, visit, number, done, _said(visit))

    @desk.post("/fiche/{number}/trekker/antwoord", "fiches.read", limited=True)
    def answer(visit: Visit) -> Response:
        number, accepts = read_number(visit.path("number")), visit.typed("answer") == "ja"
        done = answer_puller(visit.session, visit.present, number, accepts=accepts, note=visit.typed("puller_note"))
        if not accepts and visit.present.reach("fiches.read") != "all":
            return desk.go("/fiches")
        return _answer(desk, visit, number, done, "fiche.accepted" if accepts else "fiche.declined")


def _said(visit: Visit) -> str:
    """Name what was done: a colleague is only asked, and who asks herself pulls."""
    colleague = visit.typed("colleague")
    if not colleague:
        return "fiche.puller"
    return "fiche.accepted" if read_id(colleague) == visit.present.staff_id else "fiche.puller-asked"


def _answer(desk: Desk, visit: Visit, number: int, done: Changed | Behind, said: str) -> Response:
    if isinstance(done, Behind):
        return refuse(desk, visit, {}, status=409, behind=done)
    return go_back(desk, number, said if done.changed else "al")


def _pulling(_desk: Desk, visit: Visit, fiche: FicheShown) -> dict[str, Any]:
    return {
        "pulling": read_pulling(visit.session, visit.present, fiche),
        "longest_name": LONGEST_NAME,
        "longest_puller_note": LONGEST_NOTE,
    }
