"""Vandaag: what is overdue and what is due this week, each with a link and what to do; and dates on other pages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fastapi import Response

from admin.dates import say_day, today_here
from admin.desk import Desk, Visit
from admin.reopening import add_reopening, unimproved
from core.feedback.unheard import READ, count_unheard
from core.importing.waiting import count_waiting
from core.review.asking import list_answered
from core.review.due import ACTION, AGREEMENT, ANSWER, DECISION, NO_PROMISE, Due, days_left, read_terms, when_due
from core.review.due_reading import AWAITED, MOST, read_due
from core.review.public_texts import list_proposed
from core.review.pulling import list_asked
from core.review.remarks import count_remarks

_SIGNALS, _SIGNAL = "signals.read", "/beheer/signaal/"
_PATHS = {DECISION: _SIGNAL, ANSWER: _SIGNAL, ACTION: "/beheer/actie/", AGREEMENT: "/beheer/partners/"}
_FICHE = "/beheer/fiche/"


def add_today(desk: Desk) -> None:
    """Add the routes."""
    add_reopening(desk)

    @desk.get("/vandaag", "fiches.read", limited=True)
    def show(visit: Visit) -> Response:
        today, terms = today_here(desk.context.clock()), read_terms(visit.present.place)
        shown = read_due(visit.session, visit.present, terms, today)

        def left(due: Due) -> int:
            return days_left(due.on, terms, today)

        return desk.own_page(
            visit, "today", here="today", due=shown.due, capped=shown.capped, most=MOST, path=_path, left=left,
            day=say_day, today=today, asked=list_asked(visit.session, visit.present), **_unheard(desk, visit),
            answered=list_answered(visit.session, visit.present) if visit.present.may(_SIGNALS) else (),
            proposed=list_proposed(visit.session, visit.present),
            unimproved_here=False, **unimproved(visit),
            written=count_remarks(visit.session, visit.present), imported=count_waiting(visit.session, visit.present),
        )  # fmt: skip


def _unheard(desk: Desk, visit: Visit) -> Mapping[str, Any]:
    """Give who waits long without any word, to who sees what is sent."""
    if not visit.present.may(READ):
        return {"unheard": None}
    return {"unheard": count_unheard(visit.session, visit.present, desk.context.clock())}


def say_left(desk: Desk, visit: Visit) -> Mapping[str, Any]:
    """Give the list of signals what it says of the working days that are left for a first decision."""
    today, terms = today_here(desk.context.clock()), read_terms(visit.present.place)

    def left(status: str, received_at: datetime, channel: str = "") -> int | None:
        if status not in AWAITED or channel == NO_PROMISE:
            return None
        return days_left(when_due(DECISION, today_here(received_at), terms), terms, today)

    return {"left": left}


def _path(due: Due) -> str:
    return _PATHS.get(due.fact.kind, _FICHE) + due.fact.ref
