"""Questions: what a processor asks a reporter goes out as a letter in her channel; what was decided settles it."""

import uuid

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core.feedback.one_by_one import do_each
from core.feedback.parts import join_words, name_signals
from core.feedback.planning import take_letters_back
from core.feedback.reaching import find_way, paused_until
from core.feedback.writing import Message, Post, write_letter
from core.intake.answering import ANSWERED, OPEN, SETTLED, TAKEN_BACK
from core.intake.rooms import Notice
from core.intake.thread import new_thread_token
from core.privacy.keys import hash_token
from core.store.tables import Question, Signal

KIND = "asked"
_MAIL = "mail"


def send_questions(post: Post) -> int:
    """Write the letters of questions that were asked; each in a commit of its own; returns how many."""
    with post.context.store.tenant(post.place.id) as session:
        waiting = list(session.scalars(select(Question.id).where(*_unsent()).order_by(Question.asked_at)))
    return do_each(post, waiting, lambda session, question: _send(session, post, question), "asking failed")


def settle_questions(session: Session, signal_id: uuid.UUID) -> None:
    """Settle the questions about a signal that is decided on: what was not asked yet is not asked any more."""
    about = select(Question).where(Question.signal_id == signal_id, Question.state.in_((OPEN, ANSWERED)))
    for question in session.scalars(about.with_for_update()):
        if question.state == OPEN:
            withdraw_letter(session, question)
        question.state = TAKEN_BACK if question.state == OPEN else SETTLED
    session.flush()


def withdraw_letter(session: Session, question: Question) -> bool:
    """Take the letter of a question back; tells whether it left already."""
    letters = [question.letter_id] if question.letter_id else []
    return bool(letters) and not take_letters_back(session, letters)


def _send(session: Session, post: Post, question_id: uuid.UUID) -> bool:
    waiting = select(Question).where(Question.id == question_id, *_unsent())
    question = session.scalar(waiting.with_for_update(skip_locked=True))
    if question is None:
        return False
    signal = session.get_one(Signal, question.signal_id)
    if paused_until(session, signal.reporter_id, post.context.clock()) is not None:
        return False
    way = find_way(session, signal)
    if isinstance(way, str):
        question.why = way
        return False
    number, token = signal.number, new_thread_token()
    said = Notice(
        "asking.question",
        {"number": join_words(name_signals(session, [signal])), "question": question.text},
        ((f"antwoord {number}", "asking.button.answer"),),
    )
    how = Notice("asking.how-mail" if way.kind == _MAIL else "asking.how-chat")
    page = f"{post.context.base_url}/{post.place.slug}/vraag/{token}"
    letter = write_letter(session, post, way, signal, Message(KIND, "question", (said, how), token, page))
    if letter is None:
        return False
    question.letter_id, question.token_hash = letter, hash_token(token)
    return True


def _unsent() -> tuple[ColumnElement[bool], ...]:
    return (Question.state == OPEN, Question.letter_id.is_(None), Question.why.is_(None))
