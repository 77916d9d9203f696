"""Answers to remarks: what a processor writes back to a reporter goes out as a letter in her channel."""

import uuid

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core.feedback.digest_reply import reply_token
from core.feedback.one_by_one import do_each
from core.feedback.reaching import find_way_to, paused_until
from core.feedback.writing import Message, Post, write_plain
from core.intake.rooms import Notice
from core.store.tables import Remark

ANSWER, DONE = "antwoord", "gedaan"
KIND = "told"


def send_answers(post: Post) -> int:
    """Write the letters of answers; each in a commit of its own; returns how many."""
    with post.context.store.tenant(post.place.id) as session:
        waiting = list(session.scalars(select(Remark.id).where(*unsent()).order_by(Remark.said_at)))
    return do_each(post, waiting, lambda session, remark: _send(session, post, remark), "answering failed")


def unsent() -> tuple[ColumnElement[bool], ...]:
    """Say which remarks have an answer whose letter is not made yet."""
    return (Remark.state == ANSWER, Remark.letter_id.is_(None), Remark.why.is_(None))


def _send(session: Session, post: Post, remark_id: uuid.UUID) -> bool:
    remark = session.scalar(select(Remark).where(Remark.id == remark_id, *unsent()).with_for_update(skip_locked=True))
    if remark is None:
        return False
    if paused_until(session, remark.reporter_id, post.context.clock()) is not None:
        return False  # she hears it when her pause is over
    way = find_way_to(session, remark.reporter_id, remark.channel)
    if isinstance(way, str):
        remark.why = way
        return False
    notices = (Notice("letters.answer"), Notice("asking.told.message", {"message": remark.answer or ""}))
    letter = write_plain(
        session, post, way, Message(KIND, "answer", notices, reply_token(post.context.keys, remark.id))
    )
    if letter is None:
        return False
    remark.letter_id, remark.answer = letter, None
    remark.state, remark.done_at = DONE, post.context.clock()
    return True
