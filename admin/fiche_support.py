"""Evidence per sentence: the description with its references, and the page where they are ticked."""

from typing import Any

from fastapi import Response

from admin.deciding import read_digits
from admin.desk import Desk, Visit
from admin.fiche_page import FICHE, go_back
from admin.ids import read_id, read_number
from core.review.fiche_reading import FicheShown, read_fiche
from core.review.support import read_support, support


def add_fiche_support(desk: Desk) -> None:
    """Add the routes."""
    desk.hang(FICHE, _sentences)

    @desk.get("/fiche/{number}/bewijs", "fiches.edit")
    def choose(visit: Visit) -> Response:
        fiche = read_fiche(visit.session, visit.present, read_number(visit.path("number")))
        sentences = read_support(visit.session, fiche)
        place = min(max(read_digits(visit.asked("zin")), 1), max(len(sentences), 1))
        return desk.own_page(visit, "fiche_support", here="fiches", fiche=fiche, sentences=sentences, at=place)

    @desk.post("/fiche/{number}/bewijs", "fiches.edit")
    def tick(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        signals = [read_id(one) for one in visit.knock.fields.many("signal")]
        done = support(visit.session, visit.present, number, visit.typed("sentence"), signals)
        following = read_digits(visit.typed("next"))
        if following:
            return desk.go(f"/fiche/{number}/bewijs?zin={following}")
        return go_back(desk, number, "fiche.supported" if done else "al")


def _sentences(_desk: Desk, visit: Visit, fiche: FicheShown) -> dict[str, Any]:
    return {"sentences": read_support(visit.session, fiche)}
