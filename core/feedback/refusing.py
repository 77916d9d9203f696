"""Refusing: who was invited as a guest says "invite me no more" by a link that does only that and never expires.

The link carries what is kept: the municipality and the beginning of a keyed hash of the address, which leads to nobody.
"""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotFound
from core.feedback.signed import read_signed, sign
from core.municipalities import Place, read_municipality
from core.store.tables import GuestRefusal

_PURPOSE, _ID, _HASH = "guest", 8, 16


def refuse_page(context: Context, municipality_id: int, address: str) -> str:
    """Give the address of the page that stops invitations to a guest; a mail program may post there by itself."""
    body = municipality_id.to_bytes(_ID, "big") + _lookup(context, address)
    return f"{context.base_url}/afmelden/gast/{sign(context.keys, _PURPOSE, body)}"


def find_host(context: Context, token: str) -> Place:
    """Find the municipality whose invitations a link stops. Raises NotFound for a link that we did not make."""
    body = _read(context, token)
    with context.store.door() as session:
        return read_municipality(session, int.from_bytes(body[:_ID], "big"))


def refuse(context: Context, token: str) -> Place:
    """Stop invitations to a guest; safe to repeat. Raises NotFound for a link that we did not make."""
    place = find_host(context, token)
    values = {"municipality_id": place.id, "lookup": _read(context, token)[_ID:]}
    with context.store.tenant(place.id) as session:
        session.execute(insert(GuestRefusal).values(values).on_conflict_do_nothing())
    return place


def has_refused(session: Session, context: Context, address: str) -> bool:
    """Tell whether somebody wants no more invitations of the bound municipality."""
    hers = GuestRefusal.lookup == _lookup(context, address)
    return session.scalar(select(GuestRefusal.municipality_id).where(hers)) is not None


def _lookup(context: Context, address: str) -> bytes:
    return context.keys.lookup("guest", address.strip().casefold())[:_HASH]


def _read(context: Context, token: str) -> bytes:
    body = read_signed(context.keys, _PURPOSE, token)
    if len(body) != _ID + _HASH:
        raise NotFound("link")
    return body
