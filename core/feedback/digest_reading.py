"""Reading what digests are composed from: for a block of reporters at once, in as many queries however many."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from core.feedback.digest_facts import Mine, Reader, Town
from core.feedback.digest_town import read_town
from core.feedback.planning import CLOSING_ASKED, CLOSING_STOPPED, FAILED, NO, PLANNED, QUEUED, SENT
from core.store.among import among
from core.store.tables import (
    AgendaInvitation,
    AgendaItem,
    DigestSent,
    FicheSignal,
    Journal,
    Letter,
    Reporter,
    Signal,
    Told,
)

# Told of one of her own signals, at once; or a digest that held something of them (Reporter.heard_at).
_AT_ONCE = frozenset({"decided", "reconsidered", CLOSING_ASKED, CLOSING_STOPPED})
_BUNDLED = "gebundeld"
_GONE, _SPLIT = "ingetrokken", "gesplitst"


@dataclass(frozen=True, slots=True)
class Sent:
    """A signal as a digest has to know it, without its words."""

    id: uuid.UUID
    reporter_id: uuid.UUID
    number: int
    status: str
    received_at: datetime
    part_of: uuid.UUID | None
    sector: str | None
    wants: str
    channel: str


@dataclass(frozen=True, slots=True)
class Block:
    """Reporters with what they may hear.

    - `signals`: of each her last signal, by which it is known where she is written to.
    - `again`: of each the letters that failed, by the entries that they were to tell.
    """

    readers: tuple[Reader, ...]
    town: Town
    signals: Mapping[uuid.UUID, Sent]
    again: Mapping[uuid.UUID, Mapping[int, uuid.UUID]]


@dataclass(frozen=True, slots=True)
class _Known:
    """Which entries each was told (or is going to be), when she heard at once, which letters failed, and `said`."""

    told: dict[uuid.UUID, set[int]] = field(default_factory=lambda: defaultdict[uuid.UUID, set[int]](set))
    heard: dict[uuid.UUID, datetime] = field(default_factory=dict[uuid.UUID, datetime])
    again: dict[uuid.UUID, dict[int, uuid.UUID]] = field(
        default_factory=lambda: defaultdict[uuid.UUID, dict[int, uuid.UUID]](dict)
    )
    said: dict[uuid.UUID, dict[int, datetime]] = field(
        default_factory=lambda: defaultdict[uuid.UUID, dict[int, datetime]](dict)
    )


def read_block(session: Session, reporters: Sequence[Reporter], rhythm: str, since: datetime) -> Block:
    """Read what these reporters may hear. `rhythm`: of who chose none; `since`: news of others is no older."""
    ids = [reporter.id for reporter in reporters]
    signals = _signals(session, ids)
    fiches = _fiches(session, [signal.id for signal in signals])
    known = _told(session, ids)
    failed, invited = _failed(session, ids), _invited(session, ids)
    by_reporter: dict[uuid.UUID, list[Sent]] = defaultdict(list)
    wholes = {signal.id: signal.number for signal in signals if signal.status == _SPLIT}
    for signal in signals:
        if signal.id not in wholes:
            by_reporter[signal.reporter_id].append(signal)
    readers = tuple(
        Reader(
            reporter.id,
            reporter.rhythm or rhythm,
            reporter.scope,
            reporter.sector or by_reporter[reporter.id][-1].sector or "",
            tuple(_mine(signal, fiches, wholes) for signal in by_reporter[reporter.id]),
            frozenset(known.told[reporter.id]),
            heard=_latest(known.heard.get(reporter.id), None if reporter.id in failed else reporter.heard_at),
            language=reporter.language,
            invited=frozenset(invited[reporter.id]),
            said=known.said[reporter.id],
        )
        for reporter in reporters
        if reporter.id in by_reporter
    )
    town = read_town(session, {id_ for held in fiches.values() for id_ in held}, since)
    return Block(readers, town, {id_: held[-1] for id_, held in by_reporter.items()}, known.again)


def _signals(session: Session, reporters: Collection[uuid.UUID]) -> list[Sent]:
    known = (
        Signal.id, Signal.reporter_id, Signal.number, Signal.status, Signal.received_at, Signal.part_of, Signal.sector,
        Signal.wants, Signal.channel,
    )  # fmt: skip
    wanted = (among(Signal.reporter_id, reporters), Signal.status != _GONE, Signal.wants != NO)
    return [Sent(*row) for row in session.execute(select(*known).where(*wanted).order_by(Signal.number))]


def _mine(signal: Sent, fiches: Mapping[uuid.UUID, Sequence[uuid.UUID]], wholes: Mapping[uuid.UUID, int]) -> Mine:
    whole = wholes.get(signal.part_of, 0) if signal.part_of else 0
    return Mine(signal.number, signal.status, signal.received_at, tuple(fiches.get(signal.id, ())), whole)


def _fiches(session: Session, signals: Collection[uuid.UUID]) -> Mapping[uuid.UUID, list[uuid.UUID]]:
    carried = select(FicheSignal.signal_id, FicheSignal.fiche_id).where(
        among(FicheSignal.signal_id, signals), FicheSignal.released_at.is_(None)
    )
    found: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for row in session.execute(carried.order_by(FicheSignal.id)):
        found[row.signal_id].append(row.fiche_id)
    return found


def _told(session: Session, reporters: Collection[uuid.UUID]) -> _Known:
    details = Journal.details
    rows = session.execute(
        select(
            Told.reporter_id, Told.entry_id, Told.state, Told.done_at, Told.due_at, Told.letter_id, Journal.what,
            details["to"].astext.label("to"), details["fiche"].astext.label("fiche"),
        )
        .join(Journal, Journal.id == Told.entry_id)
        .where(among(Told.reporter_id, reporters))
    )  # fmt: skip
    known = _Known()
    for row in rows:
        if row.state in (PLANNED, QUEUED, SENT):
            known.told[row.reporter_id].add(row.entry_id)
            if row.to == _BUNDLED and row.fiche:
                said = known.said[row.reporter_id]
                said[int(row.fiche)] = max(row.due_at, said.get(int(row.fiche), row.due_at))
        elif row.state == FAILED and row.letter_id is not None and row.what not in _AT_ONCE:
            known.again[row.reporter_id][row.entry_id] = row.letter_id
        if row.state == SENT and row.done_at is not None and row.what in _AT_ONCE:
            known.heard[row.reporter_id] = max(row.done_at, known.heard.get(row.reporter_id, row.done_at))
    return known


def _failed(session: Session, reporters: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Find those whose last digest never arrived: they did not hear then."""
    last = (
        select(DigestSent.reporter_id, Letter.state)
        .outerjoin(Letter, Letter.id == DigestSent.letter_id)
        .where(among(DigestSent.reporter_id, reporters))
        .ext(distinct_on(DigestSent.reporter_id))
        .order_by(DigestSent.reporter_id, DigestSent.made_at.desc())
    )
    return frozenset(row.reporter_id for row in session.execute(last) if row.state in ("failed", "dropped"))


def _invited(session: Session, reporters: Collection[uuid.UUID]) -> Mapping[uuid.UUID, set[int]]:
    rows = session.execute(
        select(AgendaInvitation.reporter_id, AgendaItem.number)
        .join(AgendaItem, AgendaItem.id == AgendaInvitation.item_id)
        .where(among(AgendaInvitation.reporter_id, reporters), AgendaInvitation.state.in_((PLANNED, QUEUED, SENT)))
    )
    found: dict[uuid.UUID, set[int]] = defaultdict(set)
    for row in rows:
        found[row.reporter_id].add(row.number)
    return found


def _latest(*moments: datetime | None) -> datetime | None:
    known: Iterable[datetime] = (moment for moment in moments if moment is not None)
    return max(known, default=None)
