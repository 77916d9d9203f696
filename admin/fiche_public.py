"""The public text on the page of a fiche: written, proposed, approved and withdrawn."""

from typing import Any

from fastapi import Response

from admin.deciding import read_digits
from admin.desk import Desk, Visit
from admin.fiche_page import FICHE, ask_personal, go_back, read_handling, refuse
from admin.ids import read_number
from core.review.bundling import LONGEST_TITLE
from core.review.fiche_reading import FicheShown
from core.review.fiches import Behind
from core.review.personal import HasPersonal
from core.review.public_texts import (
    FEWEST,
    LONGEST,
    LONGEST_REASON,
    MOVES,
    SHORTEST_REASON,
    NoPublicText,
    Unapproved,
    move_public,
    read_public,
    write_public,
)


def add_fiche_public(desk: Desk) -> None:
    """Add the routes."""
    desk.hang(FICHE, _public)

    @desk.post("/fiche/{number}/publiek", "fiches.edit")
    def write(visit: Visit) -> Response:
        number, words = read_number(visit.path("number")), (visit.typed("public_title"), visit.typed("public_text"))
        version = read_digits(visit.typed("public_version"))
        try:
            done = write_public(visit.session, visit.present, number, words, version, read_handling(visit))
        except HasPersonal as found:
            return ask_personal(desk, visit, "public", found)
        except NoPublicText as lacks:
            say, most = desk.context.words.say, {"title": LONGEST_TITLE, "text": LONGEST}
            return refuse(
                desk, visit, {f"public_{name}": say("fiche.wrong.text", most=most[name]) for name in lacks.names}
            )
        if isinstance(done, Behind):
            return refuse(desk, visit, {}, status=409, behind=done)
        return go_back(desk, number, "fiche.rewritten" if done.changed else "al")

    @desk.post("/fiche/{number}/publiek/stand", "fiches.edit")
    def move(visit: Visit) -> Response:
        number, version = read_number(visit.path("number")), read_digits(visit.typed("public_version"))
        to, despite = visit.typed("to"), visit.typed("despite")
        try:
            done = move_public(visit.session, visit.present, number, to, version, despite)
        except Unapproved as lacks:
            key = "fiche.wrong.despite" if "despite" in dict(visit.knock.fields.pairs()) else "fiche.wrong.unapproved"
            wrong = desk.context.words.say(key, partners=", ".join(lacks.names), least=SHORTEST_REASON)
            return refuse(desk, visit, {"despite": wrong}, status=422)
        if isinstance(done, Behind):
            return refuse(desk, visit, {}, status=409, behind=done)
        return go_back(desk, number, "fiche.public-moved" if done.changed else "al")


def _public(_desk: Desk, visit: Visit, fiche: FicheShown) -> dict[str, Any]:
    public = read_public(visit.session, fiche)
    may = [to for to, permission in MOVES[public.state].items() if visit.present.may(permission)]
    return {
        "public": public,
        "public_moves": may if public.version else [],
        "fewest_signals": FEWEST,
        "longest_public": LONGEST,
        "longest_despite": LONGEST_REASON,
    }
