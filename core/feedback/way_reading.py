"""Reading the ways of all signals of a reporter: in as many queries however many there are."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.feedback.digest_facts import UNDECIDED, Entry, Town
from core.feedback.digest_town import read_town
from core.feedback.planning import CLOSING_ASKED, SENT
from core.feedback.way import Facts, Happened, Heard, Stand, Step, in_order, tell_fiche, tell_signal, tell_stand
from core.intake.own import is_own
from core.municipalities import Place
from core.store.tables import Door, FicheSignal, Journal, Letter, Question, Signal, Told

_GONE, _SPLIT, _TAKEN_BACK = "ingetrokken", "gesplitst", "withdrawn"
# Of each fiche since when it carries a signal.
Carried = Mapping[uuid.UUID, Mapping[uuid.UUID, datetime]]


@dataclass(frozen=True, slots=True)
class Way:
    """One of a reporter's signals and what happened to it.

    `editable`: it may still be withdrawn; `takes_words`: something can be added; `finished`: then a processor is asked.
    """

    number: int
    received_at: datetime
    status: str
    editable: bool
    takes_words: bool
    finished: bool
    stands: tuple[Stand, ...]
    steps: tuple[Step, ...]


def read_ways(session: Session, place: Place, reporter_id: uuid.UUID, now: datetime) -> list[Way]:
    """Read the signals of a reporter of the bound municipality with their ways, the newest first."""
    signals = list(session.scalars(select(Signal).where(is_own(reporter_id)).order_by(Signal.number.desc())))
    settled = _settled(place, now)
    ids = [signal.id for signal in signals]
    carried, town = _read_fiches(session, ids, settled, now)
    happened = _happened(session, ids)
    facts = Facts(_heard(session, reporter_id), _asked(session, ids), settled)
    known = _Known(carried, town, happened, facts, now)
    parts = {whole: [one for one in signals[::-1] if one.part_of == whole] for whole in ids}
    return [_way(known, signal, parts[signal.id]) for signal in signals if signal.part_of not in parts]


@dataclass(frozen=True, slots=True)
class _Known:
    carried: Carried
    town: Town
    happened: Mapping[uuid.UUID, list[Happened]]
    facts: Facts
    now: datetime


def _way(known: _Known, signal: Signal, parts: Sequence[Signal]) -> Way:
    """Tell the way of a signal as it was sent, with those of its parts: its reporter knows one number."""
    town, facts = known.town, known.facts
    steps = tell_signal(str(signal.number), known.happened[signal.id], facts)
    for place, part in enumerate(parts, 1):
        name = f"{signal.number} (deel {place} van {len(parts)})"
        steps += tell_signal(name, [one for one in known.happened[part.id] if one.what == "decided"], facts)
    held: dict[uuid.UUID, datetime] = {}
    for one in (signal, *parts):
        held |= {id_: since for id_, since in known.carried[one.id].items() if id_ in town.fiches}
    for id_, since in held.items():
        of_fiche = _closing(town, id_, facts)
        steps += tell_fiche(town.fiches[id_], town.entries.get(id_, ()), since, known.now, of_fiche)
    stands = tuple(tell_stand(town.fiches[id_], _entries(town, id_, facts.settled)) for id_ in held)
    return Way(
        number=signal.number,
        received_at=signal.received_at,
        status=signal.status,
        editable=signal.status in UNDECIDED,
        takes_words=signal.status != _GONE and bool(signal.text),
        finished=is_finished(signal, stands),
        stands=stands,
        steps=in_order(steps),
    )


def read_stands(
    session: Session, place: Place, signals: Collection[uuid.UUID], now: datetime
) -> Mapping[uuid.UUID, tuple[Stand, ...]]:
    """Read how the fiches of signals stand."""
    settled = _settled(place, now)
    carried, town = _read_fiches(session, signals, settled, now)
    return {
        signal: tuple(tell_stand(town.fiches[id_], _entries(town, id_, settled)) for id_ in held if id_ in town.fiches)
        for signal, held in carried.items()
    }


def is_finished(signal: Signal, stands: Collection[Stand]) -> bool:
    """Tell whether a signal itself changes no more: its parts go on, or it was decided and no fiche with it is open."""
    decided = signal.status not in UNDECIDED
    return decided and (signal.status == _SPLIT or all(stand.closed for stand in stands))


def _settled(place: Place, now: datetime) -> datetime:
    return now - timedelta(minutes=int(place.setting("undo_minutes")))


def _read_fiches(
    session: Session, signals: Collection[uuid.UUID], settled: datetime, now: datetime
) -> tuple[Carried, Town]:
    """Read the fiches that carry signals; one of the last minutes may be undone, and is not told yet."""
    held = select(FicheSignal).where(FicheSignal.signal_id.in_(signals), FicheSignal.released_at.is_(None))
    carried: dict[uuid.UUID, dict[uuid.UUID, datetime]] = defaultdict(dict)
    for row in session.scalars(held.where(FicheSignal.since <= settled).order_by(FicheSignal.id)):
        carried[row.signal_id][row.fiche_id] = row.since
    own = {id_ for fiches in carried.values() for id_ in fiches}
    return carried, read_town(session, own, now, only_own=True) if own else Town()


def _entries(town: Town, fiche_id: uuid.UUID, settled: datetime) -> list[Entry]:
    return [entry for entry in town.entries.get(fiche_id, ()) if entry.at <= settled]


def _closing(town: Town, fiche_id: uuid.UUID, facts: Facts) -> Facts:
    """Let the move to closed be told by the letter about the closing that was asked before it."""
    heard = dict(facts.heard)
    asked: Heard | None = None
    for entry in town.entries.get(fiche_id, ()):
        asked = facts.heard.get(entry.id) if entry.what == CLOSING_ASKED else asked
        if asked and entry.details.get("to") == "afgerond":
            heard.setdefault(entry.id, asked)
    return Facts(heard, facts.asked, facts.settled)


def _happened(session: Session, signals: Collection[uuid.UUID]) -> Mapping[uuid.UUID, list[Happened]]:
    rows = session.execute(
        select(Journal.id, Journal.signal_id, Journal.what, Journal.at, Journal.details)
        .where(Journal.signal_id.in_(signals))
        .order_by(Journal.id)
    )
    found: dict[uuid.UUID, list[Happened]] = defaultdict(list)
    for row in rows:
        found[row.signal_id].append(Happened(row.id, row.what, row.at, row.details))
    return found


def _heard(session: Session, reporter_id: uuid.UUID) -> Mapping[int, Heard]:
    rows = session.execute(
        select(Told.entry_id, Told.done_at, Door.kind)
        .outerjoin(Letter, Letter.id == Told.letter_id)
        .outerjoin(Door, Door.id == Letter.door_id)
        .where(Told.reporter_id == reporter_id, Told.state == SENT)
    )
    return {row.entry_id: Heard(row.done_at, row.kind or "") for row in rows if row.done_at is not None}


def _asked(session: Session, signals: Collection[uuid.UUID]) -> Mapping[str, str]:
    rows = session.execute(
        select(Question.id, Question.text).where(Question.signal_id.in_(signals), Question.state != _TAKEN_BACK)
    )
    return {str(row.id): row.text for row in rows}
