"""Asking: one question to the reporter of a signal, without seeing who she is; withdrawn, answered, and asked again."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotPossible, Refused
from core.feedback.planning import FAILED, PLANNED, QUEUED, SENT
from core.feedback.questions import withdraw_letter
from core.feedback.reaching import find_way
from core.intake.answering import ANSWERED, OPEN, SETTLED, TAKEN_BACK
from core.intake.guard import read_guard
from core.intake.normalise import normalise
from core.opening import open_text
from core.people.sessions import Present
from core.review.decision import REVIEWED, UNDECIDED
from core.review.reading import Shown
from core.review.signal_rows import lock_signal
from core.store.tables import Journal, Letter, Question, Signal, Staff

ASKED, UNASKED = "asked", "unasked"
WAITS = "aanvulling-gevraagd"
SHORTEST_QUESTION, LONGEST_QUESTION = 5, 500  # characters
_MOST_SHOWN, _OPENING = 20, 120
_GAP = "\n\n"  # between the words of a signal and an answer (core.intake.answering)
_OF_LETTER = {"queued": QUEUED, "sending": QUEUED, "sent": SENT, "failed": FAILED, "dropped": FAILED}


class NoQuestion(Refused):
    """A question has SHORTEST_QUESTION to LONGEST_QUESTION characters."""


@dataclass(frozen=True, slots=True)
class AskedOf:
    """A question as the panel shows it. `sending` and `why`: how its letter fares (core.feedback.planning)."""

    text: str
    state: str
    by: str
    at: datetime
    answered_at: datetime | None
    sending: str
    why: str


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """A signal that waits for a decision again since its reporter answered."""

    id: uuid.UUID
    number: int
    question: str
    at: datetime


def ask_reporter(session: Session, present: Present, signal_id: uuid.UUID, text: str) -> bool:
    """Ask the reporter of a signal one question; False when that very question is open already.

    Its letter goes with the next round of telling. Raises NoQuestion; NotPossible for a signal that was decided, has
    another open question, or whose reporter cannot be reached.
    """
    present.must("signals.decide")
    signal = lock_signal(session, signal_id)
    asked = read_guard(session).hide(" ".join(normalise(text).split()))
    if not SHORTEST_QUESTION <= len(asked) <= LONGEST_QUESTION:
        raise NoQuestion("question")
    for earlier in session.scalars(_of(signal_id).where(Question.state.in_((OPEN, ANSWERED))).with_for_update()):
        if earlier.state == OPEN:
            if earlier.text == asked:
                return False
            raise NotPossible("question: open")
        earlier.state = SETTLED
    if signal.status not in UNDECIDED:
        raise NotPossible("question: decided")
    if signal.reporter_id is None or isinstance(find_way(session, signal), str):
        raise NotPossible("question: reach")
    question = Question(
        municipality_id=present.place.id,
        signal_id=signal.id,
        reporter_id=signal.reporter_id,
        staff_id=present.staff_id,
        text=asked,
    )
    session.add(question)
    session.flush()
    # The log keeps no words of it: those go when the signal's do.
    _note(session, present, signal, ASKED, {"question": str(question.id), "from": signal.status, "to": WAITS})
    signal.status = WAITS
    session.flush()
    return True


def withdraw_question(session: Session, present: Present, signal_id: uuid.UUID) -> bool:
    """Withdraw the open question about a signal, which is reviewed again; False when none is open.

    A letter that did not leave yet is taken back; an answer that comes all the same is added to the signal.
    """
    present.must("signals.decide")
    signal = lock_signal(session, signal_id)
    question = session.scalar(_of(signal_id).where(Question.state == OPEN).with_for_update())
    if question is None:
        return False
    out = withdraw_letter(session, question)
    question.state = TAKEN_BACK
    if signal.status == WAITS:
        signal.status = REVIEWED
    _note(session, present, signal, UNASKED, {"sent": out, "to": signal.status})
    session.flush()
    return True


def read_questions(session: Session, present: Present, signal_id: uuid.UUID) -> tuple[AskedOf, ...]:
    """Read what was asked about a signal, the newest first."""
    present.must("signals.read")
    rows = session.execute(
        select(Question, Staff.email, Letter.state, Letter.reason)
        .outerjoin(Staff, Staff.id == Question.staff_id)
        .outerjoin(Letter, Letter.id == Question.letter_id)
        .where(Question.signal_id == signal_id)
        .order_by(Question.asked_at.desc())
        .limit(_MOST_SHOWN)
    ).all()
    return tuple(
        AskedOf(
            text=asked.text,
            state=asked.state,
            by=by or "",
            at=asked.asked_at,
            answered_at=asked.answered_at,
            sending=_OF_LETTER[letter] if letter else FAILED if asked.why else PLANNED,
            why=asked.why or reason or "",
        )
        for asked, by, letter, reason in rows
    )


def list_answered(session: Session, present: Present, most: int = 10) -> tuple[AnsweredLine, ...]:
    """List the signals whose reporter answered and that nobody decided since, who waits longest first."""
    present.must("signals.read")
    rows = session.execute(
        select(Signal.id, Signal.number, Question.text, Question.answered_at)
        .join(Question, Question.signal_id == Signal.id)
        .where(Question.state == ANSWERED, Signal.status == REVIEWED)
        .order_by(Question.answered_at)
        .limit(most)
    )
    return tuple(
        AnsweredLine(id_, number, open_text(text, _OPENING), at) for id_, number, text, at in rows if at is not None
    )


def tell_apart(signal: Shown) -> tuple[str, tuple[tuple[datetime, str], ...]]:
    """Tell a signal's own words from the answers to questions below them: (words, ((at, answer), ...)), oldest first.

    An answer whose place is not sure any more, as something was hidden or added since, stays with the words.
    """
    words, answers = signal.text, list[tuple[datetime, str]]()
    for entry in reversed(signal.journal):
        if entry.what == "hidden":
            break
        if entry.what == ANSWERED:
            at = len(words) - entry.characters
            if not entry.characters or at <= len(_GAP) or words[at - len(_GAP) : at] != _GAP:
                break
            answers.insert(0, (entry.at, words[at:]))
            words = words[: at - len(_GAP)]
    return words, tuple(answers)


def _of(signal_id: uuid.UUID) -> Any:
    return select(Question).where(Question.signal_id == signal_id)


def _note(session: Session, present: Present, signal: Signal, what: str, details: dict[str, Any]) -> None:
    session.add(
        Journal(
            municipality_id=signal.municipality_id,
            signal_id=signal.id,
            what=what,
            actor="staff",
            staff_id=present.staff_id,
            details=details,
        )
    )
