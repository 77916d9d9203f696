"""Reading facts: the rows of the bound municipality that figures are computed from, in five queries."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    any_,
    case,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import LateralFromClause

from core.classify.sources import Source
from core.insight.facts import Facts, Sent
from core.insight.facts_around import read_begun, read_followed, read_held, read_judged
from core.review.decision import DECIDED
from core.review.hiding import HID
from core.store.tables import (
    Fiche,
    FicheSignal,
    Journal,
    Proposal,
    Question,
    Signal,
    Told,
)
from core.store.tables.model import MADE

# What was told twice by one person, or taken back, counts nowhere.
_UNCOUNTED = ("dubbel", "ingetrokken", "gesplitst")
_LONG = 150  # characters of a telling description
# An example or a figure, as people write them.
_FIGURE = "[0-9]"
_EXAMPLES = ("%bijv%", "%voorbeeld%", "%zoals%", "%onlangs%", "%gisteren%", "%vorige %")


def read_facts(session: Session, since: datetime, until: datetime) -> Facts:
    """Read what was sent and begun from one moment to another, what was judged then, and all fiches."""
    followed = read_followed(session)
    return Facts(
        sent=read_sent(session, since, until),
        followed=followed,
        begun=read_begun(session, since, until),
        judged=read_judged(session, since, until),
        held=read_held(session, until),
        by_id={fiche.id: fiche for fiche in followed},
    )  # fmt: skip


def read_sent(session: Session, since: datetime, until: datetime) -> list[Sent]:
    """Read the signals that were sent from one moment to another, also those that nobody looked at yet."""
    return [_note(tuple(row)) for row in session.execute(_sent(since, until))]


def _note(row: tuple[Any, ...]) -> Sent:
    source = Source(row[3] or "", row[4] or "")
    labels = [tuple(keys) for keys in row[7:10]]
    fields: list[Any] = [*row[:3], source, *row[5:7], *labels, *row[10:13], tuple(row[13]), *row[14:]]
    return Sent(*fields)


def _sent(since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    seen = (
        select(
            Signal.id,
            func.min(Signal.received_at).over(partition_by=Signal.reporter_id).label("first_at"),
            func.lead(Signal.received_at)
            .over(partition_by=Signal.reporter_id, order_by=Signal.received_at)
            .label("next_at"),
        )
        .where(Signal.reporter_id.is_not(None), Signal.status.not_in(_UNCOUNTED))
        .subquery()
    )
    to = Journal.details["to"].astext
    decided = (
        select(Journal.at, to.label("to"), Journal.details["reason"].astext.label("reason"))
        .where(Journal.signal_id == Signal.id, Journal.what == DECIDED, Journal.actor == "staff")
        .order_by(Journal.id)
        .limit(1)
        .lateral()
    )
    carried = (
        select(func.coalesce(func.array_agg(FicheSignal.fiche_id), array([], type_=Fiche.id.type)).label("fiches"))
        .where(FicheSignal.signal_id == Signal.id, FicheSignal.released_at.is_(None))
        .lateral()
    )
    columns: tuple[Any, ...] = (
        Signal.received_at, Signal.started_at, Signal.reporter_id, Signal.organisation, Signal.sector, Signal.channel,
        Signal.wants != "nee", Signal.themes, Signal.target_groups, Signal.levels, Signal.status, _points(),
        _guarded(), carried.c.fiches, seen.c.first_at, seen.c.next_at, decided.c.at,
        func.coalesce(decided.c.to, ""), func.coalesce(decided.c.reason, ""), _asked(),
        _told_at(carried), _leaked(), func.coalesce(Proposal.state == MADE, False),
        func.coalesce(and_(Proposal.state == MADE, func.jsonb_array_length(Proposal.content["themes"]) == 0), False),
    )  # fmt: skip
    return (
        select(*columns)
        .select_from(Signal)
        .outerjoin(seen, seen.c.id == Signal.id)
        .outerjoin(decided, true())
        .outerjoin(carried, true())
        .outerjoin(Proposal, Proposal.signal_id == Signal.id)
        .where(Signal.received_at >= since, Signal.received_at < until, Signal.status.not_in(_UNCOUNTED))
    )


def _points() -> ColumnElement[int]:
    """Count the six points of depth."""
    known = "onbekend"
    points: tuple[ColumnElement[bool], ...] = (
        func.length(Signal.text) >= _LONG,
        Signal.breadth != known,
        func.coalesce(Signal.trend, known) != known,
        func.coalesce(Signal.impact, "") != "",
        func.cardinality(Signal.kinds) > 0,
        or_(Signal.text.op("~")(_FIGURE), *(func.lower(Signal.text).like(word) for word in _EXAMPLES)),
    )
    total = sum((case((point, 1), else_=0) for point in points[1:]), start=case((points[0], 1), else_=0))
    return case((Signal.text == "", None), else_=total)


def _guarded() -> ColumnElement[bool]:
    """Tell whether she hid something that the guard found, or let it stand."""
    return or_(*(any_(Signal.flags) == flag for flag in ("hid", "kept")))


def _asked() -> ColumnElement[bool]:
    """Tell whether she was asked something."""
    return select(Question.id).where(Question.signal_id == Signal.id).exists()


def _leaked() -> ColumnElement[bool]:
    """Tell whether a processor still found personal data in it."""
    return select(Journal.id).where(Journal.signal_id == Signal.id, Journal.what == HID).exists()


def _told_at(carried: LateralFromClause) -> ScalarSelect[Any]:
    """Tell when she first heard something that a person did, about this signal or a fiche that it is in."""
    about = or_(Journal.signal_id == Signal.id, Journal.fiche_id == any_(carried.c.fiches))
    return (
        select(func.min(Told.done_at))
        .join(Journal, Journal.id == Told.entry_id)
        .where(Told.reporter_id == Signal.reporter_id, Told.state == "sent", Journal.actor == "staff", about)
        .correlate(Signal, carried)
        .scalar_subquery()
    )


def first_signal_at(session: Session) -> datetime | None:
    """Tell when the first signal of the bound municipality came."""
    return session.scalar(select(func.min(Signal.received_at)))
