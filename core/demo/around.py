"""What stands around the demo's signals, so that no page is empty: a partner with its agreement, and a signal day."""

import uuid
from datetime import date, time, timedelta

from sqlalchemy.orm import Session

from core.agenda.guests import PARTNER, invite
from core.agenda.items import BRUSSELS, Planned, plan_item
from core.agenda.table import put_on_table
from core.context import Context
from core.demo.in_public import read_fiches
from core.errors import NotPossible
from core.partners.agreements import Terms, add_partner, sign_agreement
from core.people.sessions import Present
from core.review.fiches import Lacking

_PARTNER = "CAW Lommerbeek en omstreken"
_SIGNED, _LASTS, _AHEAD = timedelta(days=120), timedelta(days=365), timedelta(days=16)
_SATURDAY = 5


def add_around(session: Session, context: Context, present: Present, *, public: bool) -> None:
    """Add a partner and a coming signal day to the bound municipality, as its processor would.

    `public`: what is known of its fiches stands around them as well (core.demo.in_public).
    """
    today = context.clock().astimezone(BRUSSELS).date()
    partner = add_partner(session, present, _PARTNER)
    signed = today - _SIGNED
    terms = Terms(
        signed_on=signed,
        ends_on=signed + _LASTS,
        signals="De medewerkers van het CAW geven signalen door, zonder gegevens van cliënten.",
        publishes="Fiches waar hun signalen in zitten, na akkoord van de teamcoördinator.",
    )
    planned = Planned(
        kind="signaaldag",
        title="Signaaldag Lommerbeek",
        day=_working_day(today + _AHEAD),
        starts=time(13, 30),
        ends=time(16, 30),
        venue="Raadzaal, gemeentehuis Lommerbeek",
        body="We bekijken samen de fiches, stemmen over wat eerst komt en spreken af wie wat doet.",
        public=public,
        status="vast",
    )
    done = sign_agreement(session, present, partner, terms)
    number = plan_item(session, present, planned, uuid.uuid4())
    if isinstance(done, Lacking) or isinstance(number, Lacking):
        raise NotPossible("demo")
    invite(session, present, number, PARTNER, str(partner))
    for turn, told in enumerate(read_fiches() if public else (), 1):
        if told.get("on_table"):
            put_on_table(session, present, number, turn)


def _working_day(day: date) -> date:
    return day if day.weekday() < _SATURDAY else day + timedelta(days=2)
