"""Verberg: personal data that slipped through, taken out of a signal and of everything that was made of its words."""

import re
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import any_, delete, func, literal, or_, select
from sqlalchemy.orm import Session

from core.context import Context
from core.dialogue.placeholders import HIDDEN, PLACEHOLDERS
from core.errors import NotFound
from core.insight.facts_kept import follow_moved
from core.people.audit import note
from core.people.sessions import Present
from core.review.decision import HID
from core.review.hiding_beside import FicheSpot, count_beside, find_fiches, hide_beside
from core.review.masking import count_in, make_pattern, mask_values, tidy_words
from core.review.narrowing import Filters, search
from core.store.tables import Allowed, Cluster, Journal, Signal

# What the journal says of it: that something was hidden, of what kind and where, never what.
OTHER = "OTHER"
KINDS: Mapping[str, str] = {**PLACEHOLDERS, OTHER: HIDDEN}
_TEXTS = ("text", "impact", "suggestion", "others", "organisation", "source")
_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Spots:
    """Where words stand: how often in which part of the signal and what hangs on it, and where it is only warned of.

    `fiches` are those with the words in what people can change there; `signals` the numbers of other signals.
    """

    places: Mapping[str, int]
    fiches: tuple[FicheSpot, ...]
    signals: tuple[int, ...]

    @property
    def times(self) -> int:
        """How often the words stand where they would be replaced."""
        return sum(self.places.values())


def look_for(session: Session, present: Present, signal_id: uuid.UUID, words: str) -> Spots:
    """Look where words stand, before they are hidden. Raises NoWords, NotFound."""
    present.must("signals.decide")
    signal = session.scalar(select(Signal).where(Signal.id == signal_id))
    if signal is None:
        raise NotFound("signal")
    pattern = make_pattern(words)
    beside = {place: times for place, times in count_beside(session, signal_id, pattern).items() if times}
    fiches = find_fiches(session, signal_id, pattern)
    return Spots({**_count(signal, pattern), **beside}, fiches, _elsewhere(session, signal, words))


def hide_words(
    session: Session, context: Context, present: Present, signal_id: uuid.UUID, words: str, kind: str
) -> Counter[str]:
    """Hide words in a signal and in what was made of it; gives how often, by place. Nothing says afterwards what.

    The words are replaced by a placeholder in all free texts and the whole mail, in the journal and in what hangs on
    the signal (`hide_beside`); index, proposal and vector follow the text by themselves. Words of a group go,
    and words that wait to be allowed. Hiding what is not there changes nothing. Raises NoWords, NotFound.
    """
    present.must("signals.decide")
    pattern, instead = make_pattern(words), KINDS.get(kind, HIDDEN)
    family = _lock_family(session, signal_id)
    if not any(signal.id == signal_id for signal in family):
        raise NotFound("signal")
    found: Counter[str] = Counter()
    for signal in family:
        before = signal.text
        done = _hide_in_signal(signal, pattern, instead)
        session.flush()
        done["journal"] = session.scalar(select(func.hide_in_journal(signal.id, tidy_words(words), instead))) or 0
        done += hide_beside(session, context, signal, before, pattern, instead)
        here = Counter({place: times for place, times in done.items() if times})
        if here:
            _forget_elsewhere(session, signal.id, words)
            _write(session, present, signal, kind, sorted(here))
        found += here
    if found:
        follow_moved(session)  # also what figures keep of it
    return found


def _lock_family(session: Session, signal_id: uuid.UUID) -> Sequence[Signal]:
    """Take in hand a signal with what it was split into or what it is a part of: the words stand in each."""
    whole = select(func.coalesce(Signal.part_of, Signal.id)).where(Signal.id == signal_id).scalar_subquery()
    every = select(Signal).where(or_(Signal.id == whole, Signal.part_of == whole)).order_by(Signal.id)
    return session.scalars(every.with_for_update().execution_options(populate_existing=True)).all()


def _write(session: Session, present: Present, signal: Signal, kind: str, where: list[str]) -> None:
    session.add(
        Journal(
            municipality_id=signal.municipality_id,
            signal_id=signal.id,
            what=HID,
            actor="staff",
            staff_id=present.staff_id,
            details={"kind": kind if kind in KINDS else OTHER, "where": where},
        )
    )
    note(session, present.place.id, present.staff_id, "signal.hidden", signal.id)
    session.flush()


def count_leaks(session: Session, begin: Any, end: Any) -> tuple[int, int]:
    """Count the signals between two moments, and those of them in which a person still had to hide something."""
    came = (Signal.received_at >= begin, Signal.received_at < end)
    leaked = select(Journal.id).where(Journal.signal_id == Signal.id, Journal.what == HID).exists()
    row = session.execute(select(func.count(), func.count().filter(leaked)).select_from(Signal).where(*came)).one()
    return int(row[0]), int(row[1])


def _count(signal: Signal, pattern: re.Pattern[str]) -> dict[str, int]:
    found = {name: len(pattern.findall(getattr(signal, name) or "")) for name in _TEXTS}
    pieces: Sequence[Mapping[str, Any]] = (signal.whole or {}).get("pieces", ())
    found["whole"] = sum(len(pattern.findall(piece["text"])) for piece in pieces)
    found["own"] = count_in(signal.own, pattern)
    return {name: times for name, times in found.items() if times}


def _hide_in_signal(signal: Signal, pattern: re.Pattern[str], instead: str) -> Counter[str]:
    found = Counter(_count(signal, pattern))
    for name in _TEXTS:
        if name in found:
            setattr(signal, name, pattern.sub(instead, getattr(signal, name)))
    if signal.whole and "whole" in found:
        pieces = [{**piece, "text": pattern.sub(instead, piece["text"])} for piece in signal.whole["pieces"]]
        signal.whole = {**signal.whole, "pieces": pieces}
    if "own" in found:
        signal.own = mask_values(signal.own, pattern, instead)
    return found


def _forget_elsewhere(session: Session, signal_id: uuid.UUID, words: str) -> None:
    """Take the words out of the groups that the signal is in, and out of what waits to be allowed."""
    parts = {part.casefold() for part in re.findall(r"\w+", words)}
    for cluster in session.scalars(select(Cluster).where(literal(signal_id) == any_(Cluster.signals))):
        cluster.words = [word for word in cluster.words if not parts & set(word.casefold().split())]
    session.execute(delete(Allowed).where(~Allowed.accepted, func.lower(Allowed.words) == tidy_words(words).lower()))


def _elsewhere(session: Session, signal: Signal, words: str) -> tuple[int, ...]:
    quoted = '"' + tidy_words(words).replace('"', " ") + '"'
    found = search(session, Filters(words=quoted), None, _MOST_NAMED + 1)
    numbers = select(Signal.number).where(Signal.id.in_([id_ for id_ in found if id_ != signal.id]))
    return tuple(session.scalars(numbers.order_by(Signal.number).limit(_MOST_NAMED)))
