"""Leaving: a link with which someone stops all letters to an address; it never expires, and needs nothing stored."""

import base64
import binascii
import hmac
import uuid

from sqlalchemy import select

from core.context import Context
from core.errors import NotFound
from core.intake.stopping import stop_letters
from core.municipalities import Place, read_municipality
from core.privacy.keys import Keys
from core.store.tables import Contact

# A contact's id (16 bytes) and the first bytes of its keyed hash, as 40 small letters and digits.
_ID, _CHECK, _LENGTH = 16, 9, 40


def leave_token(keys: Keys, contact_id: uuid.UUID) -> str:
    """Make the token of a contact's link. Nobody else can make one."""
    return base64.b32encode(contact_id.bytes + _check(keys, contact_id)).decode().lower()


def find_letters(context: Context, token: str) -> Place | None:
    """Find whose letters a link stops; None when that address is known no more. NotFound for a link we did not make."""
    contact_id = _read(context.keys, token)
    with context.store.door() as session:
        found = session.scalar(select(Contact.municipality_id).where(Contact.id == contact_id))
        return read_municipality(session, found) if found else None


def leave(context: Context, token: str) -> None:
    """Stop all letters to an address; safe to repeat. NotFound for a link we did not make."""
    place = find_letters(context, token)
    if place is None:
        return  # forgotten: nothing goes there
    with context.store.tenant(place.id) as session:
        contact = session.get(Contact, _read(context.keys, token), with_for_update=True)
        if contact is not None:
            stop_letters(session, contact)


def _read(keys: Keys, token: str) -> uuid.UUID:
    try:
        plain = base64.b32decode(token.upper()) if len(token) == _LENGTH else b""
    except (binascii.Error, ValueError):
        plain = b""
    if len(plain) != _ID + _CHECK:
        raise NotFound("link")
    contact_id = uuid.UUID(bytes=plain[:_ID])
    if not hmac.compare_digest(plain[_ID:], _check(keys, contact_id)):
        raise NotFound("link")
    return contact_id


def _check(keys: Keys, contact_id: uuid.UUID) -> bytes:
    return keys.lookup("leave", str(contact_id))[:_CHECK]
