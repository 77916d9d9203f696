"""A fiche laid on the table of a meeting from its own page: one that comes, or a new one that is planned for it."""

from collections.abc import Mapping
from typing import Any

from fastapi import Response

from admin.deciding import read_digits
from admin.desk import Desk, Visit
from admin.fiche_page import FICHE, refuse
from admin.inbox import read_number
from core.agenda.reading import list_open_for
from core.agenda.table import meetings_of, put_on_table
from core.review.fiche_reading import FicheShown


def add_agenda_laying(desk: Desk) -> None:
    """Add the route, and the meetings on the page of a fiche."""
    desk.hang(FICHE, _of_fiche)

    @desk.post("/fiche/{number}/op-tafel", "agenda.edit")
    def lay(visit: Visit) -> Response:
        number, item = read_number(visit.path("number")), read_digits(visit.typed("moment"))
        if not item:
            return refuse(desk, visit, {"moment": desk.context.words.say("meet.wrong.moment")})
        done = put_on_table(visit.session, visit.present, item, number)
        return desk.go(f"/agenda/{item}?gedaan={'erbij' if done else 'al'}#fiche-{number}")


def _of_fiche(desk: Desk, visit: Visit, fiche: FicheShown) -> Mapping[str, Any]:
    """Give the page of a fiche the meetings where it is on the table, and those where it could be."""
    session, present = visit.session, visit.present
    edits = present.may("agenda.edit")
    return {
        "meetings": meetings_of(session, present, fiche.number) if present.may("agenda.read") else (),
        "moments": list_open_for(session, present, desk.context.clock(), fiche.number) if edits else (),
    }
