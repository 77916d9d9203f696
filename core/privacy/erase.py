"""Erase: what must be forgotten is really gone: contact, conversation, intake, outbox, and a withdrawn signal's words."""

import uuid

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from core.store.tables import Contact, Conversation, Intake, Journal, Letter, Reporter, Signal

# What a signal says, by column; the search index is computed from these.
_WORDS = ("impact", "suggestion", "others", "organisation", "source")


def forget_chat(session: Session, door_id: int, lookup: bytes, reporter_id: uuid.UUID) -> None:
    """Forget someone in the bound municipality: her addresses, conversations, unread deliveries and letters.

    Her signals stay, without a link to her. Rows of intake and conversations stay without content, for the sums.
    """
    contacts = select(Contact.id).where(Contact.reporter_id == reporter_id)
    session.execute(
        update(Conversation)
        .where(Conversation.contact_id.in_(contacts))
        .values(state="erased", dialogue=None, link=None, link_hash=None)
    )
    lookups = list(session.execute(select(Contact.door_id, Contact.lookup).where(Contact.reporter_id == reporter_id)))
    for door, hashed in {(door_id, lookup), *((row[0], row[1]) for row in lookups)}:
        session.execute(delete(Letter).where(Letter.door_id == door, Letter.lookup == hashed))
        session.execute(
            update(Intake)
            .where(Intake.door_id == door, Intake.lookup == hashed, Intake.state != "settled")
            .values(state="settled", outcome="aside", reason="erased", body=None, held=False)
        )
        session.execute(update(Intake).where(Intake.door_id == door, Intake.lookup == hashed).values(lookup=None))
    session.execute(update(Signal).where(Signal.reporter_id == reporter_id).values(reporter_id=None))
    session.execute(delete(Contact).where(Contact.reporter_id == reporter_id))
    session.execute(delete(Reporter).where(Reporter.id == reporter_id))


def withdraw(session: Session, signal: Signal) -> None:
    """Withdraw a signal: its words are gone, its row, number and journal stay."""
    empty_signal(signal)
    signal.status = "ingetrokken"
    session.add(
        Journal(municipality_id=signal.municipality_id, signal_id=signal.id, what="withdrawn", actor="reporter")
    )
    session.flush()


def empty_signal(signal: Signal) -> None:
    """Take the words out of a signal and unlink its reporter; what remains can be counted and names nobody."""
    signal.text = ""
    for column in _WORDS:
        setattr(signal, column, None)
    signal.reporter_id = None
