"""Answers by mail: a reply to the letter with the question, known by its token, its letter or its thread."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.intake.answering import OPEN, add_answer, newest_to, thank
from core.intake.first_mail import describe_whole
from core.intake.mailed import Post
from core.intake.outcome import Outcome
from core.intake.seat import Met
from core.privacy.keys import hash_token
from core.store.tables import Conversation, Question, Signal


def answer_by_mail(post: Post, met: Met, thread: Conversation | None) -> Outcome | None:
    """Take a mail as the answer to a question; None when it is none."""
    session, mail = post.session, post.mail
    question = _find(session, met, mail.token, mail.answers, thread)
    if question is None:
        return None
    was_open, (likeness, answers) = question.state == OPEN, post.weigh_answer()
    if not was_open and not answers:  # the same again, or our own words: nothing new
        return Outcome("answer")
    added = add_answer(session, question, post.heard.text or "", post.known.guard, post.context.clock())
    if added is not None:
        signal = session.get_one(Signal, question.signal_id)
        signal.whole = describe_whole(post.known.guard, mail, signal.whole)
    if thread is not None:
        thread.likeness, thread.touched_at = likeness or thread.likeness, post.context.clock()
    if not answers:
        return Outcome("answer")
    facts: dict[str, object] = {"subject": "thanks-answer", "thread": thread.id.hex if thread else ""}
    facts |= {"number": added.number} if added else {}
    return Outcome("answer", said=post.say(*thank(added), facts=facts))


def is_question_token(session: Session, token: str) -> bool:
    """Tell whether a token is that of a question, whosoever it is."""
    return session.scalar(select(Question.id).where(Question.token_hash == hash_token(token))) is not None


def _find(session: Session, met: Met, token: str, letter: str, thread: Conversation | None) -> Question | None:
    """Find the question to this reporter: by the token of its address, the letter answered, else its thread's own."""
    mine = newest_to(met.reporter.id)
    found = session.scalar(mine.where(Question.token_hash == hash_token(token))) if token else None
    if found is None and letter:
        found = session.scalar(mine.where(Question.letter_id == uuid.UUID(letter)))
    if found is None and thread is not None:
        about = mine.join(Signal, Signal.id == Question.signal_id)
        found = session.scalar(about.where(Signal.conversation_id == thread.id, Question.state == OPEN))
    return found
