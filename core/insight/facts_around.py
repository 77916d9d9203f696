"""Reading facts about more than signals: fiches, conversations that were begun, labellings, and signal days."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Integer,
    Select,
    and_,
    extract,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.insight.facts import Begun, Held, Judged, Rated
from core.insight.fiches_followed import NO_FICHES, Fiches, in_columns
from core.insight.sents import NEVER
from core.review.fiche_moves import ABOVE, CLOSED
from core.review.fiches import MOVED
from core.review.told import LABELLED
from core.store.tables import (
    Action,
    AgendaGuest,
    AgendaItem,
    AgendaNote,
    Conversation,
    DigestSent,
    Door,
    Fiche,
    Journal,
    Letter,
    Signal,
)
from core.store.tables.fiche import DECLINED

# Channels where who begins is asked question by question: by mail the signal comes first.
_ASKED = ("web", "telegram", "terminal")


def read_followed(session: Session) -> Fiches:
    """Read all fiches, but for what carries each; columns as arrays, since rows take ten times as long."""
    touched = select(func.max(Journal.at)).where(Journal.fiche_id == Fiche.id).scalar_subquery()
    moved = Journal.details["to"].astext
    above = (
        select(Journal.fiche_id, func.min(Journal.at).label("at"))
        .where(Journal.what == MOVED, moved == ABOVE, Journal.fiche_id.is_not(None))
        .group_by(Journal.fiche_id)
        .subquery()
    )
    was = Journal.details["from"].astext
    closed = (
        select(Journal.fiche_id, func.min(Journal.at).label("at"))
        .where(Journal.what == MOVED, moved == CLOSED, was == ABOVE, Journal.fiche_id.is_not(None))
        .group_by(Journal.fiche_id)
        .subquery()
    )
    day = func.timezone("Europe/Brussels", func.min(Action.begun_on).cast(DateTime))
    begun = select(Action.fiche_id, day.label("at")).group_by(Action.fiche_id).subquery()
    first = (func.coalesce(keys[1], "") for keys in (Fiche.themes, Fiche.target_groups, Fiche.levels))
    columns: tuple[Any, ...] = (
        Fiche.number, _micros(Fiche.opened_at), Fiche.status, *first, _pulled(), func.coalesce(Fiche.outcome, ""),
        _micros(begun.c.at), _micros(above.c.at), _micros(func.coalesce(touched, Fiche.changed_at)),
        Fiche.predecessor_id.is_not(None), _micros(closed.c.at),
    )  # fmt: skip
    named = [column.label(f"c{number}") for number, column in enumerate(columns)]
    rows = (
        select(*named)
        .outerjoin(begun, begun.c.fiche_id == Fiche.id)
        .outerjoin(above, above.c.fiche_id == Fiche.id)
        .outerjoin(closed, closed.c.fiche_id == Fiche.id)
        .where(Fiche.merged_into_id.is_(None))
        .subquery()
    )
    arrays = session.execute(select(*(func.array_agg(column) for column in rows.c))).one()
    if arrays[0] is None:
        return NO_FICHES
    nothing = [0] * len(arrays[0])
    return in_columns([*arrays, nothing, nothing])


def _micros(moment: Any) -> ColumnElement[int]:
    """Give a moment as core.insight.sents has it."""
    return func.coalesce((extract("epoch", moment) * 1_000_000).cast(BigInteger), NEVER)


def _pulled() -> ColumnElement[bool]:
    """Tell whether somebody follows it up, and did not say no."""
    return and_(func.coalesce(Fiche.puller, "") != "", func.coalesce(Fiche.puller_answer, "") != DECLINED)


def read_begun(session: Session, since: datetime, until: datetime) -> list[Begun]:
    """Read how many conversations were begun and sent, by channel, quarter and where they were last touched."""
    return [Begun(*row) for row in session.execute(_begun(since, until))]


def _begun(since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    quarter = _quarter(Conversation.opened_at)
    stage = func.coalesce(Conversation.stage, "")
    return (
        select(Door.kind, quarter, func.count(), func.count(Conversation.number), stage)
        .join(Door, Door.id == Conversation.door_id)
        .where(Conversation.opened_at >= since, Conversation.opened_at < until, Door.kind.in_(_ASKED))
        .group_by(Door.kind, quarter, stage)
    )


def _quarter(at: InstrumentedAttribute[datetime]) -> ColumnElement[Any]:
    """Give the place of the quarter of a moment."""
    here = func.timezone("Europe/Brussels", at)
    return (extract("year", here) * 4 + extract("quarter", here) - 1).cast(BigInteger)


def read_rated(session: Session, since: datetime, until: datetime) -> list[Rated]:
    """Read how many digests arrived, and what their readers said of them, by quarter."""
    quarter = _quarter(DigestSent.made_at)
    said = (func.count().filter(DigestSent.useful == answer) for answer in ("ja", "nee"))
    rows = session.execute(
        select(quarter, func.count(), *said)
        .outerjoin(Letter, Letter.id == DigestSent.letter_id)
        .where(DigestSent.made_at >= since, DigestSent.made_at < until)
        .where(or_(Letter.state == "sent", DigestSent.useful.is_not(None)))
        .group_by(quarter)
    )
    return [Rated(*row) for row in rows]


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
