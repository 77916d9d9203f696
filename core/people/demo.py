"""The demo municipality's staff, and a one-time link that signs one in: for looking around, never in real use."""

import secrets
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.context import Context
from core.municipalities import Place
from core.people.codes import new_seed
from core.people.invite import totp_place
from core.people.links import make_sign_in_link
from core.people.passwords import Passwords
from core.people.roles import COORDINATOR, TREKKER, VERWERKER
from core.people.sessions import Present
from core.store.tables import Staff

_EMAIL = "verwerker@demo.example.org"
# Colleagues who can be asked to pull a fiche; nobody signs in as one of them.
_COLLEAGUES = {"collega@demo.example.org": VERWERKER, "trekker@demo.example.org": TREKKER}


def demo_link(session: Session, context: Context, place: Place) -> str:
    """Make a sign-in link for the demo's processor; she is added first if need be, with a password nobody knows."""
    return make_sign_in_link(session, context, _meet(session, context, place, _EMAIL, COORDINATOR))


def demo_staff(session: Session, context: Context, place: Place) -> tuple[Present, ...]:
    """Add the demo's processor and her colleagues, as they stand in a session: she who signs in first."""
    everyone = {_EMAIL: COORDINATOR, **_COLLEAGUES}
    staff = [_meet(session, context, place, email, role) for email, role in everyone.items()]
    return tuple(Present(one.id, one.email, one.role, place, "", b"") for one in staff)


def _meet(session: Session, context: Context, place: Place, email: str, role: str) -> Staff:
    known = session.scalar(select(Staff).where(Staff.email == email))
    if known is not None:
        return known
    id_ = uuid.uuid4()
    staff = Staff(
        id=id_,
        municipality_id=place.id,
        email=email,
        role=role,
        password_hash=Passwords().hash(secrets.token_urlsafe(32)),
        totp=context.keys.seal(new_seed().encode(), totp_place(place.id, id_)),
    )
    session.add(staff)
    session.flush()
    return staff
