"""Labels, rights and links on the page of a fiche: set by hand, named both ways, and a problem that has come back."""

from typing import Any

from fastapi import Response

from admin.deciding import read_digits
from admin.desk import Desk, Visit
from admin.fiche_page import FICHE, go_back, refuse, show_fiche
from admin.ids import read_number
from core.dialogue.load import labels
from core.review.bundling import MOST_THEMES
from core.review.fiche_labels import BY_HAND, TooMany, follow_signals, set_labels
from core.review.fiche_links import NoSuchFiche, come_back, refer, unrefer
from core.review.fiche_reading import FicheShown
from core.review.fiches import Behind


def add_fiche_links(desk: Desk) -> None:
    """Add the routes."""
    desk.hang(FICHE, _labels)

    @desk.post("/fiche/{number}/labels", "fiches.edit")
    def label(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        keys = {facet: visit.knock.fields.many(facet) for facet in BY_HAND}
        try:
            done = set_labels(visit.session, visit.present, number, keys, read_digits(visit.typed("version")))
        except TooMany:
            wrong = {"themes": desk.context.words.say("admin.label.many", most=MOST_THEMES)}
            return refuse(desk, visit, wrong, chosen_labels=keys)
        if isinstance(done, Behind):
            return show_fiche(desk, visit, status=409, behind=done, chosen_labels=keys)
        return go_back(desk, number, "fiche.labelled" if done.changed else "al")

    @desk.post("/fiche/{number}/labels/volg", "fiches.edit")
    def follow(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        done = follow_signals(visit.session, visit.present, number, read_digits(visit.typed("version")))
        if isinstance(done, Behind):
            return show_fiche(desk, visit, status=409, behind=done)
        return go_back(desk, number, "fiche.followed" if done.changed else "al")

    @desk.post("/fiche/{number}/zie-ook", "fiches.edit")
    def name(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        try:
            done = refer(visit.session, visit.present, number, read_digits(visit.typed("zie_ook")))
        except NoSuchFiche:
            return refuse(desk, visit, {"zie_ook": desk.context.words.say("fiche.wrong.see")})
        return go_back(desk, number, "fiche.referred" if done else "al")

    @desk.post("/fiche/{number}/zie-ook/{other}/weg", "fiches.edit")
    def unname(visit: Visit) -> Response:
        number, other = read_number(visit.path("number")), read_number(visit.path("other"))
        done = unrefer(visit.session, visit.present, number, other)
        return go_back(desk, number, "fiche.unreferred" if done else "al")

    @desk.post("/fiche/{number}/terugkerend", "fiches.edit")
    def reopen(visit: Visit) -> Response:
        new = come_back(visit.session, visit.present, read_number(visit.path("number")))
        return go_back(desk, new, "fiche.returned")


def _labels(_desk: Desk, _visit: Visit, _fiche: FicheShown) -> dict[str, Any]:
    return {
        "by_hand": [(facet, tuple(labels(facet).items())) for facet in BY_HAND],
        "most_themes": MOST_THEMES,
        "chosen_labels": None,
    }
