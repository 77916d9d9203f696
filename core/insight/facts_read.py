"""Reading facts: the rows of the bound municipality that figures are computed from, in five queries."""

import uuid
from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Integer,
    ScalarSelect,
    Select,
    and_,
    any_,
    case,
    extract,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import array, distinct_on
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import LateralFromClause

from core.classify.sources import Source, count_organisations
from core.insight.facts import Begun, Facts, Followed, Held, Judged, Sent
from core.review.decision import DECIDED
from core.review.fiche_moves import ABOVE
from core.review.fiches import MOVED
from core.review.told import LABELLED
from core.store.tables import (
    Action,
    AgendaGuest,
    AgendaItem,
    AgendaNote,
    Conversation,
    Door,
    Fiche,
    FicheSignal,
    Journal,
    Proposal,
    Question,
    Signal,
    Told,
)
from core.store.tables.model import MADE

# What the journal says when a processor hides what slipped through.
HID = "hidden"
# What was told twice by one person, or taken back, counts nowhere.
_UNCOUNTED = ("dubbel", "ingetrokken")
_LONG = 150  # characters of a telling description
# An example or a figure, as people write them.
_CONCRETE = r"[0-9]|\m(bijv|bijvoorbeeld|voorbeeld|zoals|onlangs|laatst|gisteren|vorige)\M"
# Channels where who begins is asked question by question: by mail the signal comes first.
_ASKED = ("web", "telegram", "terminal")


def read_facts(session: Session, since: datetime, until: datetime) -> Facts:
    """Read what was sent and begun from one moment to another, what was judged then, and all fiches."""
    followed = _read_followed(session)
    return Facts(
        sent=[_note(tuple(row)) for row in session.execute(_sent(since, until))],
        followed=followed,
        begun=[Begun(*row) for row in session.execute(_begun(since, until))],
        judged=[
            Judged(row.at, row.sector, tuple(row.proposed or ()), tuple(row.held or ()))
            for row in session.execute(_judged(since, until))
        ],
        held=[Held(*row) for row in session.execute(_held(until))],
        by_id={fiche.id: fiche for fiche in followed},
    )  # fmt: skip


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
        Signal.text.op("~*")(_CONCRETE),
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


def _read_followed(session: Session) -> list[Followed]:
    moved = Journal.details["to"].astext
    entries = (
        select(
            func.min(Journal.at).filter(Journal.what == MOVED, moved == ABOVE).label("above_at"),
            func.max(Journal.at).label("last_at"),
        )
        .where(Journal.fiche_id == Fiche.id)
        .lateral()
    )
    begun = (
        select(func.timezone("Europe/Brussels", func.min(Action.begun_on).cast(DateTime)).label("action_at"))
        .where(Action.fiche_id == Fiche.id)
        .lateral()
    )
    rows = session.execute(
        select(
            Fiche.id, Fiche.opened_at, Fiche.status, Fiche.themes, Fiche.target_groups, Fiche.levels,
            func.coalesce(Fiche.puller, "") != "", func.coalesce(Fiche.outcome, ""), begun.c.action_at,
            entries.c.above_at, func.coalesce(entries.c.last_at, Fiche.changed_at),
        ).select_from(Fiche).outerjoin(entries, true()).outerjoin(begun, true())
    )  # fmt: skip
    fiches = [_follow(tuple(row)) for row in rows]
    carrying = _read_carrying(session)
    return [
        replace(
            fiche,
            signals=sum(number for _, number in carrying[fiche.id]),
            organisations=count_organisations(source for source, _ in carrying[fiche.id]),
            sectors=frozenset(source.sector for source, _ in carrying[fiche.id]) - {""},
        )
        for fiche in fiches
    ]


def _follow(row: tuple[Any, ...]) -> Followed:
    fields: list[Any] = [*row[:3], *(tuple(keys) for keys in row[3:6]), *row[6:]]
    return Followed(*fields)


def _read_carrying(session: Session) -> defaultdict[uuid.UUID, list[tuple[Source, int]]]:
    rows = session.execute(
        select(FicheSignal.fiche_id, Signal.organisation, Signal.sector, func.count())
        .join(Signal, Signal.id == FicheSignal.signal_id)
        .where(FicheSignal.released_at.is_(None), Signal.status != "ingetrokken")
        .group_by(FicheSignal.fiche_id, Signal.organisation, Signal.sector)
    )
    carrying: defaultdict[uuid.UUID, list[tuple[Source, int]]] = defaultdict(list)
    for fiche, organisation, sector, number in rows:
        carrying[fiche].append((Source(organisation or "", sector or ""), number))
    return carrying


def _begun(since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    here = func.timezone("Europe/Brussels", Conversation.opened_at)
    quarter = (extract("year", here) * 4 + extract("quarter", here) - 1).cast(Conversation.number.type)
    return (
        select(Door.kind, quarter, func.count(), func.count(Conversation.number))
        .join(Door, Door.id == Conversation.door_id)
        .where(Conversation.opened_at >= since, Conversation.opened_at < until, Door.kind.in_(_ASKED))
        .group_by(Door.kind, quarter)
    )


def _judged(since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    """Select the newest labelling of each signal that stands; one that was undone never was."""
    via = Journal.details["via"].astext
    every = (
        select(
            Journal.id,
            Journal.signal_id,
            Journal.at,
            Journal.details,
            via.label("via"),
            func.lead(via).over(partition_by=Journal.signal_id, order_by=Journal.id).label("next"),
        )
        .where(Journal.what == LABELLED, Journal.at >= since, Journal.at < until)
        .subquery()
    )
    themes = every.c.details["facets"]["themes"]
    return (
        select(
            every.c.at,
            func.coalesce(Signal.sector, "").label("sector"),
            themes["proposed"].label("proposed"),
            themes["new"].label("held"),
        )
        .ext(distinct_on(every.c.signal_id))
        .join(Signal, Signal.id == every.c.signal_id)
        .where(
            every.c.via != "undo",
            func.coalesce(every.c.next, "") != "undo",
            every.c.details["model"].astext.is_not(None),
        )
        .order_by(every.c.signal_id, every.c.id.desc())
    )


def _held(until: datetime) -> Select[*tuple[Any, ...]]:
    """Select the signal days that were, with who came and what came out."""
    guests = (
        select(
            func.coalesce(func.sum(AgendaGuest.came), 0).label("came"),
            func.count().filter(AgendaGuest.came > 0, AgendaGuest.kind != "collega").label("organisations"),
        )
        .where(AgendaGuest.item_id == AgendaItem.id)
        .lateral()
    )
    actions = select(func.count(AgendaNote.action_id)).where(AgendaNote.item_id == AgendaItem.id).scalar_subquery()
    return (
        select(
            AgendaItem.starts_at,
            (guests.c.came + AgendaItem.others).cast(Integer),
            guests.c.organisations,
            AgendaItem.signallers,
            actions,
        )
        .join(guests, true())
        .where(AgendaItem.kind == "signaaldag", AgendaItem.status != "afgelast", AgendaItem.starts_at < until)
    )


def first_signal_at(session: Session) -> datetime | None:
    """Tell when the first signal of the bound municipality came."""
    return session.scalar(select(func.min(Signal.received_at)))
