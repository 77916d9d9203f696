"""The five scores on the page of a fiche, and the form with which people give three of them."""

from typing import Any

from fastapi import Response

from admin.deciding import read_digits
from admin.desk import Desk, Visit
from admin.fiche_page import FICHE, go_back, refuse
from admin.ids import read_number
from core.review.fiche_reading import FicheShown
from core.review.scores import HIGHEST, LONGEST_NOTE, SIGNALS, SPREAD, NoScore, give_score, read_scores


def add_fiche_scores(desk: Desk) -> None:
    """Add the routes."""
    desk.hang(FICHE, _scores)

    @desk.post("/fiche/{number}/score", "fiches.score")
    def score(visit: Visit) -> Response:
        number, kind = read_number(visit.path("number")), visit.typed("kind")
        value, note = read_digits(visit.typed(f"score_{kind}")), visit.typed(f"note_{kind}")
        try:
            done = give_score(visit.session, visit.present, number, kind, value, note)
        except NoScore:
            return refuse(desk, visit, {f"score_{kind}": desk.context.words.say("fiche.wrong.score")})
        return go_back(desk, number, "fiche.scored" if done else "al")


def _scores(desk: Desk, visit: Visit, fiche: FicheShown) -> dict[str, Any]:
    return {
        "scores": read_scores(visit.session, fiche, desk.context.clock()),
        "highest": HIGHEST,
        "frequency_rule": SIGNALS,
        "spread_rule": SPREAD,
        "longest_score_note": LONGEST_NOTE,
    }
