"""Parts of one signal that was split: told together, and called as its reporter knows them, who sent one signal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from core.feedback.planning import PLANNED
from core.store.tables import Journal, Signal, Told

_DECIDED = "decided"
_UNDECIDED = ("nieuw", "in-nazicht", "aanvulling-gevraagd")
# So long what is decided about one part waits for the others.
PATIENCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Telling:
    """What is to be told, the entry of the journal that it tells, and the signal that it is about."""

    told: Told
    entry: Journal
    about: Signal


def gather_parts(session: Session, first: Telling, now: datetime) -> tuple[Telling, ...]:
    """Gather what goes in one letter with what is due: of the other parts too; empty while it waits for those.

    It waits for parts that nobody decided about yet, PATIENCE at most; what corrects an earlier letter waits for none.
    The rows are locked; what another node has in hand is waited for as well.
    """
    whole = first.about.part_of
    if whole is None or first.entry.fiche_id is not None:
        return (first,)
    planned = (
        select(Told, Journal, Signal)
        .join(Journal, Journal.id == Told.entry_id)
        .join(Signal, Signal.id == Journal.signal_id)
        .where(Signal.part_of == whole, Told.reporter_id == first.told.reporter_id, Told.state == PLANNED)
        .order_by(Signal.number, Told.id)
    )
    there = len(session.execute(planned).all())
    rows = [Telling(*row) for row in session.execute(planned.with_for_update(of=Told, skip_locked=True))]
    open_ = select(Signal.id).where(Signal.part_of == whole, Signal.status.in_(_UNDECIDED), Signal.text != "").limit(1)
    waits = session.scalar(open_) is not None or any(row.told.due_at > now for row in rows)
    patient = first.told.due_at > now - PATIENCE and all(row.entry.what == _DECIDED for row in rows)
    if len(rows) < there or (waits and patient):
        return ()
    return tuple(row for row in rows if row.told.due_at <= now)


def whole_of(session: Session, signal: Signal) -> Signal:
    """Give the signal as it was sent, in whose thread its parts are told; of a signal that is no part, itself."""
    return (session.get(Signal, signal.part_of) if signal.part_of else None) or signal


def name_signals(session: Session, signals: Sequence[Signal]) -> tuple[str, ...]:
    """Name signals as their reporter knows them, by number: 12, or of parts of it, 12 (deel 1 en 3 van 3).

    All parts together are the signal again.
    """
    whole, part = aliased(Signal), aliased(Signal)
    split = {signal.part_of for signal in signals if signal.part_of}
    rows = session.execute(
        select(whole.id, whole.number, part.id.label("part"))
        .join(part, part.part_of == whole.id)
        .where(whole.id.in_(split))
        .order_by(whole.number, part.number)
    ).all() if split else ()  # fmt: skip
    mine = {signal.id for signal in signals}
    named = {signal.number: str(signal.number) for signal in signals if signal.part_of is None}
    for number in {row.number for row in rows}:
        parts = [row.part for row in rows if row.number == number]
        told = [str(place) for place, id_ in enumerate(parts, 1) if id_ in mine]
        which = "" if len(told) == len(parts) else f" (deel {join_words(told)} van {len(parts)})"
        named[number] = f"{number}{which}"
    return tuple(named[number] for number in sorted(named))


def join_words(words: Sequence[str]) -> str:
    """Write words one after another: a, b en c."""
    *others, last = words
    return f"{', '.join(others)} en {last}" if others else last
