"""Openbare pagina: what the municipality writes about itself there; and the switch that makes an action public."""

from collections.abc import Mapping
from typing import Any

from fastapi import Response

from admin.dates import say_moment
from admin.deciding import read_digits
from admin.desk import Desk, Visit
from admin.fiche_page import FICHE, go_back, refuse
from admin.ids import read_id, read_number
from core.insight.quarters import quarter_of
from core.publish.action_switch import PERMISSION as MAY_PUBLISH
from core.publish.action_switch import SHOWN, UNSHOWN, read_standings, show_action, unshow_action
from core.publish.own_page import LONGEST, PERMISSION, read_own_page, read_standing, set_own_page
from core.review.fiche_reading import FicheShown
from core.review.fiches import Behind
from core.review.personal import HasPersonal


def add_public_page(desk: Desk) -> None:
    """Add the routes."""
    desk.hang(FICHE, _of_actions)

    @desk.get("/openbaar", PERMISSION)
    def show(visit: Visit) -> Response:
        return _show(desk, visit)

    @desk.post("/openbaar", PERMISSION)
    def change(visit: Visit) -> Response:
        typed = {name: visit.typed(name) for name in LONGEST}
        if wrong := set_own_page(visit.session, visit.present, typed):
            return _show(desk, visit, status=422, typed=typed, wrong=wrong)
        return desk.go("/openbaar?gedaan=1")

    @desk.post("/fiche/{number}/acties/{id}/openbaar", MAY_PUBLISH)
    def switch(visit: Visit) -> Response:
        number, action_id = read_number(visit.path("number")), read_id(visit.path("id"))
        if visit.typed("to") != "ja":
            done = unshow_action(visit.session, visit.present, action_id)
            return go_back(desk, number, UNSHOWN if done.changed else "al")
        try:
            shown = show_action(visit.session, visit.present, action_id, read_digits(visit.typed("action_version")))
        except HasPersonal as found:
            wrong = desk.context.words.say("openbaar.wrong.personal", words=", ".join(found.words))
            return refuse(desk, visit, {f"openbaar-{action_id}": wrong})
        if isinstance(shown, Behind):
            return refuse(
                desk, visit, {f"openbaar-{action_id}": desk.context.words.say("openbaar.wrong.changed")}, status=409
            )
        return go_back(desk, number, SHOWN if shown.changed else "al")


def _of_actions(_desk: Desk, visit: Visit, fiche: FicheShown) -> Mapping[str, Any]:
    """Give how the actions on the page of a fiche stand in public, for who looks at all of it."""
    if not visit.present.may("fiches.edit"):
        return {"public_actions": {}, "may_publish": False}
    standings = read_standings(visit.session, fiche.number)
    return {"public_actions": standings, "may_publish": visit.present.may(MAY_PUBLISH)}


def _show(
    desk: Desk,
    visit: Visit,
    *,
    status: int = 200,
    typed: Mapping[str, str] | None = None,
    wrong: tuple[str, ...] = (),
) -> Response:
    return desk.own_page(
        visit,
        "public_page",
        status=status,
        here="public",
        year=quarter_of(desk.context.clock()).year,
        typed=typed or read_own_page(visit.session, visit.present),
        wrong=wrong,
        longest=LONGEST,
        standing=read_standing(visit.session),
        moment=say_moment,
        done=bool(visit.asked("gedaan")),
    )
