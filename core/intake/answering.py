"""Answering: what a reporter answers to the question about her signal becomes part of its words, whichever way it came.

An answer is never lost: also one to a question that was withdrawn, or answered before, is added to the signal.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotFound
from core.intake.guard import Guard, read_guard
from core.intake.joining import without_weight
from core.intake.look import heed
from core.intake.normalise import normalise
from core.intake.outcome import Outcome
from core.intake.rooms import Heard, Notice, Said
from core.municipalities import Place, find_municipality
from core.privacy.keys import hash_token
from core.store.engine import bind
from core.store.tables import Journal, Letter, Question, Signal

ANSWERED = "answered"
OPEN, SETTLED, TAKEN_BACK = "open", "settled", "withdrawn"
_WAITS, _REVIEWED, _GONE, _SPLIT = "aanvulling-gevraagd", "in-nazicht", "ingetrokken", "gesplitst"
LONGEST_ANSWER = 4000  # characters


@dataclass(frozen=True, slots=True)
class Added:
    """An answer that was added: to which signal, how many pieces were hidden, whether it speaks of danger."""

    number: int
    hidden: int
    danger: bool


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """The page of a question; `open`: it waits for its answer."""

    place: Place
    number: int
    text: str
    open: bool


def newest_to(reporter_id: uuid.UUID, *, sent: bool = False) -> Select[Question]:
    """Select the questions to a reporter, the newest first; `sent`: only those that wait and have reached her."""
    mine = select(Question).where(Question.reporter_id == reporter_id).order_by(Question.asked_at.desc()).limit(1)
    if not sent:
        return mine
    return mine.join(Letter, Letter.id == Question.letter_id).where(Question.state == OPEN, Letter.state == "sent")


def find_question(session: Session, reporter_id: uuid.UUID, number: int) -> Question | None:
    """Find the last question to a reporter about the signal with a number, whatever became of it."""
    about = newest_to(reporter_id).join(Signal, Signal.id == Question.signal_id).where(Signal.number == number)
    return session.scalar(about)


def add_answer(session: Session, question: Question, text: str, guard: Guard, now: datetime) -> Added | None:
    """Add an answer to the words of the signal, screened, and put it back in review.

    None when there is nothing to add it to: the signal was withdrawn or erased.
    """
    signal = session.scalar(select(Signal).where(Signal.id == question.signal_id).with_for_update())
    words = normalise(text)[:LONGEST_ANSWER].strip()
    if signal is None or signal.status == _GONE or not signal.text or not words:
        return None
    screened, hidden = guard.hide(words), len(guard.find(words))
    danger = bool(heed(words).danger)
    for one in (signal, *_undecided_parts(session, signal)):
        one.text = f"{one.text}\n\n{screened}"
        one.flags = without_weight(one.flags)
        one.flags = sorted({*one.flags, "danger"}) if danger else one.flags
        if one is not signal:
            _note(session, one, question, screened)
    session.refresh(question, with_for_update=True)
    if question.state == OPEN:
        question.state, question.answered_at = ANSWERED, now
        if signal.status == _WAITS:
            signal.status = _REVIEWED
    _note(session, signal, question, screened)
    session.flush()
    return Added(signal.number, hidden, danger)


def _undecided_parts(session: Session, signal: Signal) -> list[Signal]:
    """List the parts of a split signal that wait for a decision: which of them is answered, only a person sees."""
    if signal.status != _SPLIT:
        return []
    parts = select(Signal).where(Signal.part_of == signal.id, Signal.status.in_(("nieuw", _REVIEWED, _WAITS)))
    return list(session.scalars(parts.where(Signal.text != "").order_by(Signal.id).with_for_update()))


def _note(session: Session, signal: Signal, question: Question, screened: str) -> None:
    details = {"question": str(question.id), "characters": len(screened)}
    session.add(
        Journal(
            municipality_id=signal.municipality_id,
            signal_id=signal.id,
            what=ANSWERED,
            actor="reporter",
            details=details,
        )
    )


def thank(added: Added | None) -> tuple[Notice, ...]:
    """Say what became of an answer."""
    if added is None:
        return (Notice("asking.gone"),)
    notices = [Notice("asking.thanks", {"number": added.number})]
    if added.hidden:
        notices.append(Notice("asking.hidden"))
    if added.danger:
        notices.insert(0, Notice("dialogue.danger"))
    return tuple(notices)


def answer_on_page(session: Session, context: Context, place: Place, heard: Heard) -> Outcome:
    """Take what was posted on the page of a question. Raises NotFound for a page of nobody."""
    question = session.scalar(select(Question).where(Question.token_hash == hash_token(heard.question)))
    if question is None:
        raise NotFound("question")
    added = add_answer(session, question, heard.text or "", read_guard(session), context.clock())
    facts: dict[str, object] = {"hidden": added.hidden, "danger": added.danger} if added else {"gone": True}
    return Outcome("answer", said=Said(thank(added), heard, place=place, facts=facts))


def read_question(context: Context, slug: str, token: str) -> QuestionPage:
    """Read the page of a question; NotFound for one that is nobody's, or another municipality's."""
    with context.store.door() as session:
        place = find_municipality(session, slug)
        bind(session, place.id)
        row = session.execute(
            select(Question.text, Question.state, Signal.number, Signal.text.label("words"))
            .join(Signal, Signal.id == Question.signal_id)
            .where(Question.token_hash == hash_token(token))
        ).one_or_none()
        if row is None:
            raise NotFound("question")
        return QuestionPage(place, row.number, row.text, open=row.state == OPEN and bool(row.words))
