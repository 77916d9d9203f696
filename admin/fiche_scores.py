"""The five scores on the page of a fiche, and the one form with which people give three of them."""

from typing import Any

from fastapi import Response

from admin.deciding import read_digits
from admin.desk import Desk, Visit
from admin.fiche_page import FICHE, go_back, refuse
from admin.ids import read_number
from core.review.fiche_reading import FicheShown
from core.review.scores import HIGHEST, LONGEST_NOTE, SIGNALS, SPREAD, NoScore, give_scores, read_scores
from core.store.tables.fiche_content import JUDGED


def add_fiche_scores(desk: Desk) -> None:
    """Add the routes."""
    desk.hang(FICHE, _scores)

    @desk.post("/fiche/{number}/score", "fiches.score")
    def score(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        try:
            done = give_scores(visit.session, visit.present, number, _read(visit))
        except NoScore as wrong:
            return refuse(desk, visit, {f"score_{wrong}": desk.context.words.say("fiche.wrong.score")})
        return go_back(desk, number, "fiche.scored" if done else "al")


def _read(visit: Visit) -> dict[str, tuple[int, str]]:
    """Read what she changed: what stands as the page showed it says nothing over what a colleague gave since."""
    given = {kind: (read_digits(visit.typed(f"score_{kind}")), visit.typed(f"note_{kind}")) for kind in JUDGED}
    return {
        kind: (value, note)
        for kind, (value, note) in given.items()
        if value != read_digits(visit.typed(f"was_{kind}")) or note.strip()
    }


def _scores(desk: Desk, visit: Visit, fiche: FicheShown) -> dict[str, Any]:
    return {
        "scores": read_scores(visit.session, fiche, desk.context.clock()),
        "highest": HIGHEST,
        "frequency_rule": SIGNALS,
        "spread_rule": SPREAD,
        "longest_score_note": LONGEST_NOTE,
    }
