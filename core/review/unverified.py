"""Mails of senders who could not be verified: their answers wait until a person says that they may go."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, any_, func, literal, select
from sqlalchemy.orm import Session

from core.intake.letters import retry_letter
from core.intake.post import UNVERIFIED
from core.people.audit import note
from core.people.sessions import Present
from core.store.tables import Contact, Letter, Signal


@dataclass(frozen=True, slots=True)
class Unverified:
    """An answer that waits: to the mail that became a signal (`number` and `signal_id`), where that is known."""

    id: uuid.UUID
    at: datetime
    number: int | None
    signal_id: uuid.UUID | None


def waits_for_trust() -> ColumnElement[bool]:
    """Say which failed letters wait because their receiver was not verified."""
    return func.coalesce(Letter.reason == UNVERIFIED, False)


def list_unverified(session: Session, most: int = 50) -> tuple[Unverified, ...]:
    """List the answers that wait, the newest first.

    The signal is the one that was stored in the same transaction, so at the same moment: the letter stays sealed.
    """
    same = (
        (Signal.received_at == Letter.queued_at)
        & (Signal.channel == "mail")
        & (literal(UNVERIFIED) == any_(Signal.flags))
    )
    columns = select(Letter.id, Letter.queued_at, Signal.number, Signal.id).outerjoin(Signal, same)
    held = columns.where(Letter.state == "failed", waits_for_trust()).order_by(Letter.seq.desc()).limit(most)
    return tuple(Unverified(*row) for row in session.execute(held))


def answer_unverified(session: Session, present: Present, letter_id: uuid.UUID) -> bool:
    """Let an answer go after all; False when none waits under this id."""
    present.must("work.retry")
    held = select(Letter.id).where(Letter.id == letter_id, Letter.state == "failed", waits_for_trust())
    if session.scalar(held.with_for_update()) is None or not retry_letter(session, letter_id):
        return False
    note(session, present.place.id, present.staff_id, "letter.answered", letter_id)
    return True


def count_gone(session: Session) -> int:
    """Count the addresses to which nothing is sent any more, because it came back."""
    return session.scalar(select(func.count()).where(Contact.paused == "bounce")) or 0
