"""Splitting: a text that tells of several problems becomes signals of their own; the original stays as their source."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import NotPossible, Refused
from core.feedback.questions import settle_questions
from core.intake.look import is_thin, read_language
from core.intake.receive import next_number
from core.people.sessions import Present
from core.review.decide import Outrun
from core.review.decision import REVIEWED, UNDECIDED, read_standing
from core.review.signal_rows import lock_signal
from core.store.tables import Journal, Signal

SPLIT = "gesplitst"
# What the journal says: of the original, of each part, and of the original when its parts are taken together again.
CUT, CUT_OFF, JOINED = "split", "split-off", "rejoined"
FEWEST, MOST = 2, 4
# In every part: what all of them need to be understood.
EVERYWHERE = "alle"
_ENDS = re.compile(r"(?<=[.!?…])[\"”')\]]*\s+(?=[\"“'(\[]?[A-ZÀ-Þ0-9\[])|\n+")
# What is carried over to each part: where it came from, not what was told of the whole.
_CARRIED = (
    "municipality_id", "reporter_id", "channel", "started_at", "breadth", "sector", "organisation", "source", "wants",
    "form", "form_version", "own", "call_id",
)  # fmt: skip
_UNTOUCHED = frozenset({CUT_OFF, "opened"})


class TooFewParts(Refused):
    """At least FEWEST parts with words, at most MOST."""


@dataclass(frozen=True, slots=True)
class Family:
    """What a signal was split into, or what it is a part of: ids and numbers. `joins`: the parts may be undone."""

    parts: tuple[tuple[uuid.UUID, int], ...] = ()
    whole: tuple[uuid.UUID, int] | None = None
    joins: bool = False


def cut_sentences(text: str) -> tuple[str, ...]:
    """Cut a text into its sentences, in order, none of them empty."""
    return tuple(piece.strip() for piece in _ENDS.split(text) if piece and piece.strip())


def split_signal(
    session: Session, present: Present, signal_id: uuid.UUID, places: Sequence[str], stand: str
) -> tuple[int, ...] | Outrun:
    """Split a signal that waits for a decision; gives the numbers of its parts.

    `places`: for each sentence the part it goes to ("1" to "4"), EVERYWHERE, or nothing: then it stays in the original
    only. The parts are of the same reporter and came in at the same moment; who told it is one, so what a fiche tells
    her she hears once. A question that is open is withdrawn; an answer that comes all the same reaches the parts too
    (core.intake.answering). `stand`: as the page had it. Raises TooFewParts, NotFound, and NotPossible when the signal
    is decided about already or its sentences are others by now.
    """
    present.must("signals.decide")
    signal = lock_signal(session, signal_id)
    standing = read_standing(session, signal_id)
    if standing.stand != stand or signal.status == SPLIT:
        return Outrun(standing)
    sentences = cut_sentences(signal.text)
    if signal.status not in UNDECIDED or signal.part_of is not None or len(sentences) != len(places):
        raise NotPossible("split")
    texts = [
        " ".join(sentence for sentence, to in zip(sentences, places, strict=True) if to in (str(number), EVERYWHERE))
        for number in range(1, MOST + 1)
        if str(number) in places
    ]
    if len(texts) < FEWEST:
        raise TooFewParts("parts")
    settle_questions(session, signal.id)
    numbers = tuple(_make_part(session, present, signal, text) for text in texts)
    signal.status = SPLIT
    _note(session, present, signal.id, CUT, {"parts": list(numbers)})
    return numbers


def join_signal(session: Session, present: Present, signal_id: uuid.UUID) -> bool:
    """Take the parts of a signal together again; False when it is not split (any more).

    NotPossible once somebody labelled a part or decided about it: that would be lost.
    """
    present.must("signals.decide")
    signal = lock_signal(session, signal_id)
    if signal.status != SPLIT:
        return False
    parts = session.scalars(select(Signal).where(Signal.part_of == signal.id).with_for_update()).all()
    if not _untouched(session, [part.id for part in parts]):
        raise NotPossible("split: parts were worked on")
    for part in parts:
        session.delete(part)
    signal.status = REVIEWED
    session.flush()
    _note(session, present, signal.id, JOINED, {"parts": [part.number for part in parts]})
    return True


def read_family(session: Session, signal_id: uuid.UUID) -> Family:
    """Read what a signal was split into, or what it is a part of."""
    columns = select(Signal.id, Signal.number)
    parts = session.execute(columns.where(Signal.part_of == signal_id).order_by(Signal.number)).all()
    mine = select(Signal.part_of).where(Signal.id == signal_id).scalar_subquery()
    whole = session.execute(columns.where(Signal.id == mine)).one_or_none()
    return Family(
        tuple((row.id, row.number) for row in parts),
        (whole.id, whole.number) if whole else None,
        joins=bool(parts) and _untouched(session, [row.id for row in parts]),
    )


def _make_part(session: Session, present: Present, signal: Signal, text: str) -> int:
    flags = {*signal.flags} - {"thin", "individual", "several"} | ({"thin"} if is_thin(text) else set[str]())
    part = Signal(
        **{name: getattr(signal, name) for name in _CARRIED},
        number=next_number(session, signal.municipality_id),
        conversation_id=uuid.uuid4(),
        part_of=signal.id,
        text=text,
        language=read_language(text),
        flags=sorted(flags),
    )
    part.received_at = signal.received_at
    session.add(part)
    session.flush()
    _note(session, present, part.id, CUT_OFF, {"whole": signal.number})
    return part.number


def _untouched(session: Session, parts: Sequence[uuid.UUID]) -> bool:
    worked = select(func.count()).where(Journal.signal_id.in_(parts), Journal.what.not_in(_UNTOUCHED))
    return not session.scalar(worked)


def _note(session: Session, present: Present, signal_id: uuid.UUID, what: str, details: dict[str, object]) -> None:
    session.add(
        Journal(
            municipality_id=present.place.id,
            signal_id=signal_id,
            what=what,
            actor="staff",
            staff_id=present.staff_id,
            details=details,
        )
    )
    session.flush()
