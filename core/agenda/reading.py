"""The agenda as people read it: what comes, what was, and one item."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from core.agenda.items import BRUSSELS
from core.errors import NotFound
from core.people.sessions import Present
from core.store.tables import AgendaFiche, AgendaItem, Fiche
from core.store.tables.agenda import CALLED_OFF

PAGE = 30
# What comes is looked at as a whole; who plans more than this far ahead looks at the calendar.
_MOST_COMING = 200
# The feed keeps what was for so long, so that a calendar that follows it forgets nothing at once.
_KEPT_IN_FEED = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the agenda; moments are in Brussels. `fiches`: how many are on the table."""

    id: uuid.UUID
    number: int
    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime
    venue: str
    body: str
    public: bool
    status: str
    invites_reporters: bool
    others: int
    signallers: int | None
    version: int
    changed_at: datetime
    fiches: int

    @property
    def day(self) -> date:
        """The day on which it is."""
        return self.starts_at.date()

    @property
    def hours(self) -> tuple[time, time]:
        """From when until when."""
        return self.starts_at.time(), self.ends_at.time()


@dataclass(frozen=True, slots=True)
class Agenda:
    """What comes, the first first, and a page of what was, the last first; `older`: its last number when more was."""

    coming: tuple[Item, ...]
    past: tuple[Item, ...]
    older: int


@dataclass(frozen=True, slots=True)
class Coming:
    """An item that comes, to choose from; its moment is in Brussels."""

    number: int
    title: str
    starts_at: datetime


def list_agenda(session: Session, present: Present, now: datetime, before: int = 0) -> Agenda:
    """List the agenda of the bound municipality; `before`: the number of the last item on the page of what was."""
    present.must("agenda.read")
    chosen = select(AgendaItem).where(AgendaItem.ends_at < now)
    if before:
        stands = select(AgendaItem.starts_at, AgendaItem.number).where(AgendaItem.number == before).subquery()
        chosen = chosen.where(
            tuple_(AgendaItem.starts_at, AgendaItem.number)
            < tuple_(select(stands.c.starts_at).scalar_subquery(), select(stands.c.number).scalar_subquery())
        )
    was = session.scalars(chosen.order_by(AgendaItem.starts_at.desc(), AgendaItem.number.desc()).limit(PAGE + 1)).all()
    past = was[:PAGE]
    coming = [] if before else _coming(session, now)
    counts = _count_fiches(session, [item.id for item in (*coming, *past)])
    return Agenda(
        tuple(show(item, counts.get(item.id, 0)) for item in coming),
        tuple(show(item, counts.get(item.id, 0)) for item in past),
        past[-1].number if len(was) > PAGE else 0,
    )


def list_open_for(session: Session, present: Present, now: datetime, fiche: int) -> tuple[Coming, ...]:
    """List what comes and is not called off, where a fiche is not on the table yet, the first first."""
    present.must("agenda.read")
    there = select(AgendaFiche.item_id).join(Fiche, Fiche.id == AgendaFiche.fiche_id).where(Fiche.number == fiche)
    comes = (
        select(AgendaItem.number, AgendaItem.title, AgendaItem.starts_at)
        .where(AgendaItem.ends_at >= now, AgendaItem.status != CALLED_OFF, AgendaItem.id.not_in(there))
        .order_by(AgendaItem.starts_at, AgendaItem.number)
        .limit(PAGE)
    )
    return tuple(Coming(row.number, row.title, row.starts_at.astimezone(BRUSSELS)) for row in session.execute(comes))


def list_feed(session: Session, present: Present, now: datetime) -> tuple[Item, ...]:
    """List what a calendar that follows the agenda is told."""
    present.must("agenda.read")
    return tuple(show(item, 0) for item in _coming(session, now - _KEPT_IN_FEED))


def read_item(session: Session, present: Present, number: int) -> Item:
    """Read an item of the bound municipality; NotFound when there is none."""
    present.must("agenda.read")
    item = session.scalar(select(AgendaItem).where(AgendaItem.number == number))
    if item is None:
        raise NotFound("agenda")
    return show(item, _count_fiches(session, [item.id]).get(item.id, 0))


def show(item: AgendaItem, fiches: int) -> Item:
    """Show an item as it is read."""
    return Item(
        item.id, item.number, item.kind, item.title, item.starts_at.astimezone(BRUSSELS),
        item.ends_at.astimezone(BRUSSELS), item.venue, item.body, item.public, item.status, item.invites_reporters,
        item.others, item.signallers, item.version, item.changed_at, fiches,
    )  # fmt: skip


def _coming(session: Session, since: datetime) -> list[AgendaItem]:
    comes = select(AgendaItem).where(AgendaItem.ends_at >= since)
    return list(session.scalars(comes.order_by(AgendaItem.starts_at, AgendaItem.number).limit(_MOST_COMING)))


def _count_fiches(session: Session, items: list[uuid.UUID]) -> dict[uuid.UUID, int]:
    counted = select(AgendaFiche.item_id, func.count()).where(AgendaFiche.item_id.in_(items))
    return {row[0]: row[1] for row in session.execute(counted.group_by(AgendaFiche.item_id))}
