"""Partners in the panel: all of them, one with its agreements, and what each was asked about a fiche."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Response

from admin.agenda import read_day
from admin.dates import say_day, say_moment
from admin.deciding import read_digits
from admin.desk import Desk, Visit
from admin.fiche_page import FICHE, show_fiche
from admin.inbox import read_number
from core.errors import Refused
from core.partners.agreements import LONGEST_NAME, LONGEST_TERMS, Terms, add_partner, leave, sign_agreement
from core.partners.approvals import (
    LONGEST_REASON,
    answer_approval,
    ask_approval,
    link_partner,
    read_standings,
    unlink_partner,
)
from core.partners.reading import list_partners, name_partners, name_unlisted, read_partner
from core.review.fiche_reading import FicheShown
from core.review.fiches import Lacking

_BRUSSELS = ZoneInfo("Europe/Brussels")
_NONE = Terms()


def add_partners(desk: Desk) -> None:
    """Add the routes, and the part of the page of a fiche."""
    desk.hang(FICHE, _of_fiche)
    _add_list(desk)
    _add_one(desk)
    _add_of_fiche(desk)


def _add_list(desk: Desk) -> None:
    @desk.get("/partners", "partners.read")
    def show_list(visit: Visit) -> Response:
        return _show_list(desk, visit)

    @desk.post("/partners", "partners.agree")
    def add(visit: Visit) -> Response:
        name = visit.typed("name")
        try:
            made = add_partner(visit.session, visit.present, name)
        except Refused:
            return _show_list(desk, visit, name=name, wrong=True, status=422)
        return desk.go(f"/partners/{made}")


def _add_one(desk: Desk) -> None:
    @desk.get("/partners/{partner}", "partners.read")
    def show(visit: Visit) -> Response:
        return _show(desk, visit)

    @desk.post("/partners/{partner}/overeenkomst", "partners.agree")
    def sign(visit: Visit) -> Response:
        partner = read_number(visit.path("partner"))
        ends = visit.typed("ends_on")
        terms = Terms(
            read_day(visit.typed("signed_on")),
            read_day(ends),
            visit.typed("signals"),
            visit.typed("publishes"),
            approves=visit.typed("approves") != "0",
        )
        unread = bool(ends.strip()) and terms.ends_on is None
        done = Lacking(("ends_on",)) if unread else sign_agreement(visit.session, visit.present, partner, terms)
        if isinstance(done, Lacking):
            return _show(desk, visit, terms=terms, missing=done.names, status=422)
        return desk.go(f"/partners/{partner}?gedaan={'bewaard' if done.changed else 'al'}")

    @desk.post("/partners/{partner}/weg", "partners.agree")
    def part(visit: Visit) -> Response:
        partner = read_number(visit.path("partner"))
        on = None if visit.typed("terug") == "1" else _today(desk)
        done = leave(visit.session, visit.present, partner, on)
        return desk.go(f"/partners/{partner}?gedaan={'bewaard' if done else 'al'}")


def _add_of_fiche(desk: Desk) -> None:
    @desk.post("/fiche/{number}/partners", "partners.edit")
    def link(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        done = link_partner(visit.session, visit.present, number, read_digits(visit.typed("partner")))
        return _back(desk, number, "partner" if done else "al")

    @desk.post("/fiche/{number}/partners/{partner}/af", "partners.edit")
    def unlink(visit: Visit) -> Response:
        number, partner = read_number(visit.path("number")), read_number(visit.path("partner"))
        return _back(desk, number, "eraf" if unlink_partner(visit.session, visit.present, number, partner) else "al")

    @desk.post("/fiche/{number}/partners/{partner}/vraag", "partners.edit")
    def ask(visit: Visit) -> Response:
        number, partner = read_number(visit.path("number")), read_number(visit.path("partner"))
        return _back(desk, number, "gevraagd" if ask_approval(visit.session, visit.present, number, partner) else "al")

    @desk.post("/fiche/{number}/partners/{partner}/antwoord", "approvals.answer", limited=True)
    def answer(visit: Visit) -> Response:
        number, partner = read_number(visit.path("number")), read_number(visit.path("partner"))
        given, reason = visit.typed("answer"), visit.typed("partner_reason")
        done = answer_approval(visit.session, visit.present, number, partner, given, reason)
        if isinstance(done, Lacking):
            field = f"partner_reason-{partner}"
            complaint = (field, desk.context.words.say("meet.wrong.reason"))
            return show_fiche(desk, visit, status=422, complaints=(complaint,), refusing=partner)
        return _back(desk, number, "geantwoord" if done.changed else "al")


def _of_fiche(_desk: Desk, visit: Visit, fiche: FicheShown) -> Mapping[str, Any]:
    if not visit.present.may("partners.read"):
        return {"standings": None}
    standings = read_standings(visit.session, visit.present, fiche.number)
    here = {standing.partner for standing in standings.partners}
    every = name_partners(visit.session, visit.present)
    return {
        "standings": standings,
        "linkable": [partner for partner in every if partner[0] not in here],
        "longest_reason": LONGEST_REASON,
        "refusing": 0,
    }


def _show_list(desk: Desk, visit: Visit, *, name: str = "", wrong: bool = False, status: int = 200) -> Response:
    adds = visit.present.may("partners.agree")
    return desk.own_page(
        visit,
        "partners",
        status=status,
        here="partners",
        partners=list_partners(visit.session, visit.present, _today(desk)),
        unlisted=name_unlisted(visit.session, visit.present) if adds else (),
        typed=name,
        wrong=wrong,
        longest=LONGEST_NAME,
        day=say_day,
    )


def _show(
    desk: Desk, visit: Visit, *, terms: Terms = _NONE, missing: tuple[str, ...] = (), status: int = 200
) -> Response:
    partner = read_partner(visit.session, visit.present, read_number(visit.path("partner")), _today(desk))
    words, key = desk.context.words, f"meet.done.{visit.asked('gedaan')}"
    return desk.own_page(
        visit,
        "partner",
        status=status,
        here="partners",
        partner=partner,
        terms=terms,
        missing=missing,
        done=words.say(key) if words.has(key) else "",
        longest=LONGEST_TERMS,
        day=say_day,
        moment=say_moment,
    )


def _today(desk: Desk) -> date:
    return desk.context.clock().astimezone(_BRUSSELS).date()


def _back(desk: Desk, number: int, done: str) -> Response:
    return desk.go(f"/fiche/{number}?gedaan=meet.{done}#partners")
