"""Stopping: who wants no more letters, or no more questions, gets none of those that wait either."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from core.intake.thread import REMINDER
from core.store.tables import Contact, Conversation, Letter

STOPPED = "stop"
_DROPPED: dict[str, Any] = {"state": "dropped", "reason": "stopped", "body": None}


def stop_letters(session: Session, contact: Contact) -> None:
    """Stop all letters to an address, of the bound municipality; what waits to be sent or decided on goes."""
    contact.paused = STOPPED
    waiting = Letter.state.in_(("queued", "failed"))
    session.execute(update(Letter).where(*_to(contact), waiting).values(_DROPPED))


def stop_questions(session: Session, contact: Contact, thread: Conversation) -> None:
    """Stop the questions of a thread; a reminder that waits to be sent goes."""
    thread.asks = False
    reminders = (Letter.state == "queued", Letter.kind == REMINDER)
    session.execute(update(Letter).where(*_to(contact), *reminders).values(_DROPPED))


def _to(contact: Contact) -> tuple[Any, ...]:
    return (
        Letter.door_id == contact.door_id,
        Letter.lookup == contact.lookup,
        Letter.municipality_id == contact.municipality_id,
    )
