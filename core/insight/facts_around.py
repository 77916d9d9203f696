"""Reading facts about more than signals: fiches, conversations that were begun, labellings, and signal days."""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Integer,
    Select,
    Text,
    and_,
    cast,
    extract,
    func,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from core.classify.sources import Source, count_organisations
from core.insight.facts import Begun, Followed, Held, Judged
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
    Signal,
)
from core.store.tables.fiche import DECLINED

# Channels where who begins is asked question by question: by mail the signal comes first.
_ASKED = ("web", "telegram", "terminal")


def read_followed(session: Session) -> list[Followed]:
    """Read all fiches, with what carries each."""
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
            cast(Fiche.id, Text), Fiche.opened_at, Fiche.status, Fiche.themes, Fiche.target_groups, Fiche.levels,
            _pulled(), func.coalesce(Fiche.outcome, ""), begun.c.action_at,
            entries.c.above_at, func.coalesce(entries.c.last_at, Fiche.changed_at),
            Fiche.predecessor_id.is_not(None),
        ).select_from(Fiche).outerjoin(entries, true()).outerjoin(begun, true()).where(Fiche.merged_into_id.is_(None))
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


def _pulled() -> ColumnElement[bool]:
    """Tell whether somebody follows it up, and did not say no."""
    return and_(func.coalesce(Fiche.puller, "") != "", func.coalesce(Fiche.puller_answer, "") != DECLINED)


def _follow(row: tuple[Any, ...]) -> Followed:
    fields: list[Any] = [*row[:3], *(tuple(keys) for keys in row[3:6]), *row[6:]]
    return Followed(*fields)


def _read_carrying(session: Session) -> defaultdict[Hashable, list[tuple[Source, int]]]:
    rows = session.execute(
        select(cast(FicheSignal.fiche_id, Text), Signal.organisation, Signal.sector, func.count())
        .join(Signal, Signal.id == FicheSignal.signal_id)
        .where(FicheSignal.released_at.is_(None), Signal.status != "ingetrokken")
        .group_by(FicheSignal.fiche_id, Signal.organisation, Signal.sector)
    )
    carrying: defaultdict[Hashable, list[tuple[Source, int]]] = defaultdict(list)
    for fiche, organisation, sector, number in rows:
        carrying[fiche].append((Source(organisation or "", sector or ""), number))
    return carrying


def read_begun(session: Session, since: datetime, until: datetime) -> list[Begun]:
    """Read how many conversations were begun and sent, by channel and quarter."""
    return [Begun(*row) for row in session.execute(_begun(since, until))]


def _begun(since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    here = func.timezone("Europe/Brussels", Conversation.opened_at)
    quarter = (extract("year", here) * 4 + extract("quarter", here) - 1).cast(Conversation.number.type)
    return (
        select(Door.kind, quarter, func.count(), func.count(Conversation.number))
        .join(Door, Door.id == Conversation.door_id)
        .where(Conversation.opened_at >= since, Conversation.opened_at < until, Door.kind.in_(_ASKED))
        .group_by(Door.kind, quarter)
    )


def read_judged(session: Session, since: datetime, until: datetime) -> list[Judged]:
    """Read the labellings that stand of signals that a model had read."""
    return [
        Judged(row.at, row.sector, tuple(row.proposed or ()), tuple(row.held or ()))
        for row in session.execute(_judged(since, until))
    ]


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


def read_held(session: Session, until: datetime) -> list[Held]:
    """Read the signal days that were."""
    return [Held(*row) for row in session.execute(_held(until))]


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
