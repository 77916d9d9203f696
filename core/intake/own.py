"""Which signals are someone's own: those of her reporter, and those that her own conversations became."""

import uuid

from sqlalchemy import ColumnElement, and_, or_, select

from core.store.tables import Contact, Conversation, Signal


def is_own(reporter_id: uuid.UUID) -> ColumnElement[bool]:
    """Say which signals a reporter may see and withdraw.

    A signal sent with an address that is another reporter's already is told to that one, and is still hers. What was
    withdrawn belongs to nobody any more.
    """
    hers = (
        select(Conversation.id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .where(Contact.reporter_id == reporter_id)
    )
    became = and_(Signal.conversation_id.in_(hers), Signal.status != "ingetrokken")
    return or_(Signal.reporter_id == reporter_id, became)
