"""What outlived its use: reporters of whom nothing was heard, and signals older than their period."""

import uuid
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, insert, literal, select, update
from sqlalchemy.orm import Session

from core.privacy.erase import EMPTIED, forget_reporters
from core.privacy.met import NOTES
from core.privacy.periods import Category, Limits, Part, change
from core.privacy.unsaid import follow_anonymised
from core.store.tables import Contact, Conversation, Journal, Reporter, Signal

_AT_ONCE = 500


def _idle(limits: Limits) -> ColumnElement[bool]:
    """Reporters of whom nothing was heard for the whole period."""
    since = limits.before("contact")
    met = exists().where(Contact.reporter_id == Reporter.id, Contact.used_at >= since)
    sent = exists().where(Signal.reporter_id == Reporter.id, Signal.received_at >= since)
    return and_(Reporter.created_at < since, ~met, ~sent)


def _forget_idle(session: Session, limits: Limits) -> int:
    found = list(session.scalars(select(Reporter.id).where(_idle(limits))))
    return sum(_forget(session, limits, found[first : first + _AT_ONCE]) for first in range(0, len(found), _AT_ONCE))


def _forget(session: Session, limits: Limits, found: list[uuid.UUID]) -> int:
    # Whoever writes at this moment holds her contact: we wait for her, and look again.
    session.execute(select(Contact.id).where(Contact.reporter_id.in_(found)).order_by(Contact.id).with_for_update())
    still = list(session.scalars(select(Reporter.id).where(Reporter.id.in_(found), _idle(limits))))
    forget_reporters(session, still)
    return len(still)


def _signals(limits: Limits) -> ColumnElement[bool]:
    """Signals with words; where they are deleted, all of them."""
    return literal(value=True) if _deletes(limits) else Signal.text != ""


def _old_signals(limits: Limits) -> ColumnElement[bool]:
    return and_(_signals(limits), Signal.received_at < limits.before("signals"))


def _deletes(limits: Limits) -> bool:
    return limits.place.setting("retention_signals") == "delete"


def _erase_signals(session: Session, limits: Limits) -> int:
    old = _old_signals(limits)
    if _deletes(limits):
        # That a conversation became a signal, and that it is gone for a reason, stays known: the sum counts both.
        talks = Conversation.id.in_(select(Signal.conversation_id).where(old))
        change(session, update(Conversation).where(talks).values(state="erased", contact_id=None))
        return change(session, delete(Signal).where(old))
    emptied = update(Signal).where(old).values(EMPTIED).returning(Signal.id, Signal.conversation_id)
    rows = session.execute(emptied, execution_options={"synchronize_session": False}).all()
    for first in range(0, len(rows), _AT_ONCE):
        some = rows[first : first + _AT_ONCE]
        # The conversation would still lead from the signal to its reporter.
        talks = Conversation.id.in_([row.conversation_id for row in some])
        change(session, update(Conversation).where(talks).values(contact_id=None))
        follow_anonymised(session, [row.id for row in some])
        entry: dict[str, Any] = {
            "municipality_id": limits.place.id,
            "what": "anonymised",
            "actor": "machine",
            "details": {},
        }
        session.execute(insert(Journal), [{**entry, "signal_id": row.id} for row in some])
    return len(rows)


def _everyone(_limits: Limits) -> ColumnElement[bool]:
    return literal(value=True)


GUARDED = (
    Category("contacts", (Part(Reporter, _everyone, _idle, _forget_idle),)),
    Category("signals", (Part(Signal, _signals, _old_signals, _erase_signals),)),
    NOTES,
)
