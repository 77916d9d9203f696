"""Verberg: personal data that slipped through, taken out of a signal and of everything that was made of its words."""

import re
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import any_, delete, func, literal, or_, select, tuple_, update
from sqlalchemy.orm import Session

from core.context import Context
from core.dialogue.placeholders import HIDDEN, PLACEHOLDERS
from core.errors import NotFound, NotPossible, Refused
from core.intake.letters import letter_place
from core.people.audit import note
from core.people.sessions import Present
from core.review.narrowing import Filters, search
from core.store.tables import Allowed, Cluster, Contact, Fiche, FicheSignal, Journal, Letter, Question, Signal

# What the journal says of it: that something was hidden, of what kind and where, never what.
HID = "hidden"
OTHER = "OTHER"
KINDS: Mapping[str, str] = {**PLACEHOLDERS, OTHER: HIDDEN}
LONGEST = 200  # characters
_TEXTS = ("text", "impact", "suggestion", "others", "organisation", "source")
_UNSENT = ("queued", "failed")
# What of a letter's body is words; the rest says where it goes.
_SPOKEN = ("text", "html", "subject", "caption")
_MOST_NAMED = 10


class NoWords(Refused):
    """Nothing to hide: at least two signs with a letter or figure, at most LONGEST."""


@dataclass(frozen=True, slots=True)
class Spots:
    """Where words stand: how often in which part of the signal, and where else, which is only warned of.

    `fiches` are those with the words in their own texts, as (number, title); `signals` the numbers of other signals.
    """

    places: Mapping[str, int]
    fiches: tuple[tuple[int, str], ...]
    signals: tuple[int, ...]

    @property
    def times(self) -> int:
        """How often the words stand in the signal."""
        return sum(self.places.values())


def look_for(session: Session, present: Present, signal_id: uuid.UUID, words: str) -> Spots:
    """Look where words stand, before they are hidden. Raises NoWords, NotFound."""
    present.must("signals.decide")
    signal = session.scalar(select(Signal).where(Signal.id == signal_id))
    if signal is None:
        raise NotFound("signal")
    pattern = _pattern(words)
    return Spots(_count(signal, pattern), _fiches(session, signal_id, pattern), _elsewhere(session, signal, words))


def hide_words(
    session: Session, context: Context, present: Present, signal_id: uuid.UUID, words: str, kind: str
) -> Counter[str]:
    """Hide words in a signal and in what was made of it; gives how often, by place. Nothing says afterwards what.

    The words are replaced by a placeholder in all free texts and the whole mail, in the journal and in letters that
    were not sent yet; index, proposal and vector follow the text by themselves. Words of a group are taken out, and
    words that wait to be allowed are thrown away. Hiding what is not there changes nothing. Raises NoWords, NotFound.
    """
    present.must("signals.decide")
    pattern, instead = _pattern(words), KINDS.get(kind, HIDDEN)
    family = _lock_family(session, signal_id)
    if not any(signal.id == signal_id for signal in family):
        raise NotFound("signal")
    found: Counter[str] = Counter()
    for signal in family:
        done = _hide_in_signal(signal, pattern, instead)
        session.flush()
        done["journal"] = session.scalar(select(func.hide_in_journal(signal.id, _tidy(words), instead))) or 0
        done["letters"] = _hide_in_letters(session, context, signal, pattern, instead)
        done["questions"] = _hide_in_questions(session, signal.id, pattern, instead)
        here = Counter({place: times for place, times in done.items() if times})
        if here:
            _forget_elsewhere(session, signal.id, words)
            _write(session, present, signal, kind, sorted(here))
        found += here
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


def _tidy(words: str) -> str:
    return " ".join(words.replace("\x00", " ").split())


def _pattern(words: str) -> re.Pattern[str]:
    """Find words as a whole and in any case; the database finds the same in a journal (migration `triage`)."""
    tidy = _tidy(words)
    if len(tidy) < 2 or len(tidy) > LONGEST or not re.search(r"\w", tidy):  # noqa: PLR2004 # as NoWords says
        raise NoWords("words")
    return re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, tidy.split())) + r"(?!\w)", re.IGNORECASE)


def _count(signal: Signal, pattern: re.Pattern[str]) -> dict[str, int]:
    found = {name: len(pattern.findall(getattr(signal, name) or "")) for name in _TEXTS}
    pieces: Sequence[Mapping[str, Any]] = (signal.whole or {}).get("pieces", ())
    found["whole"] = sum(len(pattern.findall(piece["text"])) for piece in pieces)
    found["own"] = sum(len(pattern.findall(value)) for value in signal.own.values() if isinstance(value, str))
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
        signal.own = {
            key: pattern.sub(instead, value) if isinstance(value, str) else value for key, value in signal.own.items()
        }
    return found


def _hide_in_letters(session: Session, context: Context, signal: Signal, pattern: re.Pattern[str], instead: str) -> int:
    """Hide words in letters to the reporter that were not sent yet. NotPossible while one is just being sent."""
    if signal.reporter_id is None:
        return 0
    hers = select(Contact.door_id, Contact.lookup).where(Contact.reporter_id == signal.reporter_id)
    waiting = select(Letter).where(
        tuple_(Letter.door_id, Letter.lookup).in_(hers),
        Letter.state.in_((*_UNSENT, "sending")),
        Letter.body.is_not(None),
    )
    hidden = 0
    for letter in session.scalars(waiting.order_by(Letter.seq).with_for_update()):
        place = letter_place(letter.municipality_id, letter.id)
        body = context.keys.open_json(letter.body or b"", place)
        masked = _mask(body, pattern, instead)
        if masked == body:
            continue
        if letter.state not in _UNSENT:
            raise NotPossible("letter: being sent")
        letter.body = context.keys.seal_json(masked, place)
        hidden += 1
    return hidden


def _mask(value: Any, pattern: re.Pattern[str], instead: str, *, spoken: bool = False) -> Any:
    if isinstance(value, str):
        return pattern.sub(instead, value) if spoken else value
    if isinstance(value, list):
        return [_mask(item, pattern, instead, spoken=spoken) for item in cast("list[Any]", value)]
    if isinstance(value, dict):
        held = cast("dict[str, Any]", value)
        return {name: _mask(item, pattern, instead, spoken=name in _SPOKEN) for name, item in held.items()}
    return value


def _hide_in_questions(session: Session, signal_id: uuid.UUID, pattern: re.Pattern[str], instead: str) -> int:
    hidden = 0
    for id_, asked in session.execute(select(Question.id, Question.text).where(Question.signal_id == signal_id)).all():
        if pattern.search(asked):
            session.execute(update(Question).where(Question.id == id_).values(text=pattern.sub(instead, asked)))
            hidden += 1
    return hidden


def _forget_elsewhere(session: Session, signal_id: uuid.UUID, words: str) -> None:
    """Take the words out of the groups that the signal is in, and out of what waits to be allowed."""
    parts = {part.casefold() for part in re.findall(r"\w+", words)}
    for cluster in session.scalars(select(Cluster).where(literal(signal_id) == any_(Cluster.signals))):
        cluster.words = [word for word in cluster.words if word.casefold() not in parts]
    session.execute(delete(Allowed).where(~Allowed.accepted, func.lower(Allowed.words) == _tidy(words).lower()))


def _fiches(session: Session, signal_id: uuid.UUID, pattern: re.Pattern[str]) -> tuple[tuple[int, str], ...]:
    carries = (
        select(Fiche).join(FicheSignal, FicheSignal.fiche_id == Fiche.id).where(FicheSignal.signal_id == signal_id)
    )
    return tuple(
        (fiche.number, fiche.title)
        for fiche in session.scalars(carries.distinct().order_by(Fiche.number))
        if pattern.search("\n".join((fiche.title, *fiche.former_titles, fiche.description, fiche.told or "")))
    )


def _elsewhere(session: Session, signal: Signal, words: str) -> tuple[int, ...]:
    quoted = '"' + _tidy(words).replace('"', " ") + '"'
    found = search(session, Filters(words=quoted), None, _MOST_NAMED + 1)
    numbers = select(Signal.number).where(Signal.id.in_([id_ for id_ in found if id_ != signal.id]))
    return tuple(session.scalars(numbers.order_by(Signal.number).limit(_MOST_NAMED)))
