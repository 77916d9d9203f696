"""Answers that wait until a person says that they may go: to a sender who was not verified, or to an old mail."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from core.intake.letters import retry_letter
from core.intake.post import DOUBTED, OLD, UNVERIFIED
from core.people.audit import note
from core.people.sessions import Present
from core.store.tables import Letter, Signal

_REASONS = (UNVERIFIED, DOUBTED, OLD)


@dataclass(frozen=True, slots=True)
class Held:
    """An answer that waits: to the mail that became a signal (`number` and `signal_id`), where that is known.

    `reason`: unverified, doubtful or old.
    """

    id: uuid.UUID
    at: datetime
    reason: str
    number: int | None
    signal_id: uuid.UUID | None


def waits() -> ColumnElement[bool]:
    """Say which failed letters wait for a decision."""
    return func.coalesce(Letter.reason.in_(_REASONS), False)


def list_held(session: Session, most: int = 50) -> tuple[Held, ...]:
    """List the answers that wait, the newest first.

    The signal is the one that was stored in the same transaction, so at the same moment: the letter stays sealed.
    """
    same = (Signal.received_at == Letter.queued_at) & (Signal.channel == "mail")
    columns = select(Letter.id, Letter.queued_at, Letter.reason, Signal.number, Signal.id).outerjoin(Signal, same)
    held = columns.where(Letter.state == "failed", waits()).order_by(Letter.seq.desc()).limit(most)
    return tuple(Held(*row) for row in session.execute(held))


def count_old(session: Session) -> int:
    """Count the answers to old mails that wait."""
    return session.scalar(select(func.count()).where(Letter.state == "failed", Letter.reason == OLD)) or 0


def answer_held(session: Session, present: Present, letter_id: uuid.UUID) -> bool:
    """Let an answer go after all; False when none waits under this id."""
    present.must("work.retry")
    held = select(Letter.id).where(Letter.id == letter_id, Letter.state == "failed", waits())
    if session.scalar(held.with_for_update()) is None or not retry_letter(session, letter_id):
        return False
    note(session, present.place.id, present.staff_id, "letter.answered", letter_id)
    return True


def drop_old(session: Session, present: Present) -> int:
    """Let all answers to old mails fall, and tell how many those were."""
    present.must("work.retry")
    old = update(Letter).where(Letter.state == "failed", Letter.reason == OLD)
    dropped = session.scalars(old.values(state="dropped", body=None).returning(Letter.id)).all()
    if dropped:
        note(session, present.place.id, present.staff_id, "letters.dropped", reason=f"{OLD}: {len(dropped)}")
    return len(dropped)
