"""The demo municipality's processor, and a one-time link that signs her in: for looking around, never in real use."""

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
from core.people.roles import COORDINATOR
from core.store.tables import Staff

_EMAIL = "verwerker@demo.example.org"


def demo_link(session: Session, context: Context, place: Place) -> str:
    """Make a sign-in link for the demo's processor; she is added first if need be, with a password nobody knows."""
    staff = session.scalar(select(Staff).where(Staff.email == _EMAIL))
    if staff is None:
        id_ = uuid.uuid4()
        staff = Staff(
            id=id_,
            municipality_id=place.id,
            email=_EMAIL,
            role=COORDINATOR,
            password_hash=Passwords().hash(secrets.token_urlsafe(32)),
            totp=context.keys.seal(new_seed().encode(), totp_place(place.id, id_)),
        )
        session.add(staff)
        session.flush()
    return make_sign_in_link(session, context, staff)
