"""Closing a fiche in the panel: how many were told, who could not be and why, trying again, and closing anyway."""

from typing import Any

from fastapi import Response

from admin.desk import Desk, Visit
from admin.fiche_page import FICHE, go_back, refuse
from admin.ids import read_number
from admin.telling import explaining
from core.review.closing import NoReason, close_anyway, read_closing, retry_telling, stop_closing
from core.review.fiche_reading import FicheShown


def add_closing(desk: Desk) -> None:
    """Add the routes."""
    desk.hang(FICHE, _closing)

    @desk.post("/fiche/{number}/afsluiten/opnieuw", "fiches.edit")
    def retry(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        retry_telling(visit.session, visit.present, number)
        return go_back(desk, number, "closing.retried")

    @desk.post("/fiche/{number}/afsluiten/toch", "fiches.edit")
    def close(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        try:
            done = close_anyway(visit.session, visit.present, number, visit.typed("closing_reason"))
        except NoReason:
            return refuse(desk, visit, {"closing_reason": desk.context.words.say("closing.wrong.reason")})
        return go_back(desk, number, "status" if done else "al")

    @desk.post("/fiche/{number}/afsluiten/niet", "fiches.edit")
    def stop(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        done = stop_closing(visit.session, visit.present, number)
        return go_back(desk, number, "closing.stopped" if done else "al")


def _closing(desk: Desk, visit: Visit, fiche: FicheShown) -> dict[str, Any]:
    return {"closing": read_closing(visit.session, fiche.number), "why_not": explaining(desk.context.words)}
