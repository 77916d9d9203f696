"""The link to the page of a reporter's wishes: signed, for that page alone, and it lives as long as she is known."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from core.context import Context
from core.errors import NotFound
from core.feedback.signed import read_signed, sign
from core.store.tables import Contact

_PURPOSE, _ID = "wishes", 16


def wishes_page(context: Context, slug: str, reporter_id: uuid.UUID) -> str:
    """Give the address of the page of her wishes, which shows and does nothing else."""
    return f"{context.base_url}/{slug}/voorkeuren/{sign(context.keys, _PURPOSE, reporter_id.bytes)}"


def read_wisher(context: Context, token: str) -> uuid.UUID:
    """Give whose wishes a link is about. Raises NotFound for a link that we did not make."""
    body = read_signed(context.keys, _PURPOSE, token)
    if len(body) != _ID:
        raise NotFound("link")
    return uuid.UUID(bytes=body)


def find_wisher(session: Session, contact_id: uuid.UUID) -> uuid.UUID | None:
    """Find whose contact this is, where she has an address; None where nothing goes to her.

    An address that was typed and is somebody else's already is not hers.
    """
    other = aliased(Contact)
    hers = select(Contact.reporter_id).join(other, other.reporter_id == Contact.reporter_id)
    return session.scalar(hers.where(Contact.id == contact_id, other.address.is_not(None)).limit(1))
