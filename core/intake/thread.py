"""Threads by mail: which conversation a mail goes on with, what its last letter asked, whether we may answer at all."""

import base64
import re
import secrets
import uuid
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.intake.rooms import Mailed
from core.intake.seat import Met
from core.privacy.keys import hash_token
from core.store.tables import Contact, Conversation, Letter

# Three letters with questions, or two weeks: then nothing more is asked.
MOST_ROUNDS = 3
ASKED_FOR = timedelta(days=14)
# However it comes about: no address gets more automatic letters than this in an hour, and in a day.
MOST_AN_HOUR, MOST_A_DAY = 5, 20
# The kinds of letters in which questions stand.
QUESTION, REMINDER = "question", "reminder"
ASKING = frozenset({QUESTION, REMINDER})
_QUIET = _DAY = timedelta(hours=24)
_REFERENCE = re.compile(r"\[Signaal (\d{1,9})\]", re.IGNORECASE)


def new_thread_token() -> str:
    """Make a token for an address: 20 small letters and digits (100 bits), because gateways fold case."""
    return base64.b32encode(secrets.token_bytes(13)).decode().lower()[:20]


def find_thread(session: Session, met: Met, mail: Mailed) -> Conversation | None:
    """Find the conversation that a mail goes on with: by token, then references, then subject; never another's.

    Only for a verified sender, and only among the conversations of the same reporter.
    """
    own = (
        select(Conversation)
        .join(Contact, Contact.id == Conversation.contact_id)
        .where(Contact.reporter_id == met.reporter.id)
        .with_for_update(of=Conversation)
    )
    if mail.token:
        found = session.scalar(own.where(Conversation.link_hash == hash_token(mail.token)))
        if found:
            return found
    ids = [uuid.UUID(reference) for reference in mail.references]
    if ids:
        found = session.scalar(own.where(Conversation.id.in_(ids)).order_by(Conversation.opened_at.desc()).limit(1))
        if found:
            return found
    number = _REFERENCE.search(mail.subject)
    return session.scalar(own.where(Conversation.number == int(number[1])).limit(1)) if number else None


def is_token(session: Session, token: str) -> bool:
    """Tell whether a token is that of a thread, whosoever it is."""
    return session.scalar(select(Conversation.id).where(Conversation.link_hash == hash_token(token))) is not None


def last_asked(thread: Conversation) -> tuple[str, ...]:
    """List the keys that the last letter asked, in the order of their numbers."""
    now = f"{thread.rounds}:"
    return tuple(entry.removeprefix(now) for entry in thread.asked if entry.startswith(now))


def ever_asked(thread: Conversation) -> tuple[str, ...]:
    """List the keys that any letter asked."""
    return tuple(entry.partition(":")[2] for entry in thread.asked)


def note_asked(thread: Conversation, keys: list[str]) -> None:
    """Note that a letter asks these."""
    thread.rounds += 1
    thread.asked = [*thread.asked, *(f"{thread.rounds}:{key}" for key in keys)]


def is_to_questions(session: Session, thread: Conversation | None, mail: Mailed) -> bool:
    """Tell whether STOP is said to questions: to a letter that asked; where that is not known, in a thread that asks.

    To any other letter it is said to all letters.
    """
    if thread is None:
        return False
    letter = session.get(Letter, uuid.UUID(mail.answers)) if mail.answers else None
    return letter.kind in ASKING if letter else thread.asks


def still_asks(thread: Conversation, now: datetime) -> bool:
    """Tell whether more may be asked in this thread."""
    return thread.asks and thread.rounds < MOST_ROUNDS and now - thread.opened_at < ASKED_FOR


def may_answer(session: Session, door_id: int, lookup: bytes, now: datetime) -> bool:
    """Tell whether an automatic letter may go to this address: the guard that outranks every header."""
    an_hour = func.count().filter(Letter.queued_at > now - timedelta(hours=1))
    recent = select(an_hour, func.count()).where(
        Letter.door_id == door_id, Letter.lookup == lookup, Letter.queued_at > now - _DAY
    )
    hour, day = session.execute(recent).one()
    return not is_enough(hour, day)


def is_enough(hour: int, day: int) -> bool:
    """Tell whether so many letters in the last hour and in the last day are enough for one address."""
    return hour >= MOST_AN_HOUR or day >= MOST_A_DAY


def was_quiet(thread: Conversation, now: datetime) -> bool:
    """Tell whether a bare confirmation is due: at most one a day in a thread."""
    return thread.written_at is None or now - thread.written_at > _QUIET
