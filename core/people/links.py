"""Sign-in links of the demo municipality: once, within the hour, and nowhere else."""

from datetime import timedelta

from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotAllowed, NotFound
from core.municipalities import read_municipality
from core.people.audit import note
from core.people.invite import find_link
from core.privacy.keys import hash_token, new_token
from core.store.engine import Writing
from core.store.tables import Staff, StaffInvitation

VALID = timedelta(hours=1)
DEMO = "demo"


def make_sign_in_link(session: Session, context: Context, staff: Staff) -> str:
    """Make a link that signs someone of the demo municipality in, once, within the hour; returns its token.

    Raises NotAllowed for any other municipality: there nobody signs in without a second factor.
    """
    if read_municipality(session, staff.municipality_id).slug != DEMO:
        raise NotAllowed("sign-in link")
    token = add_link(session, context, staff, "sign-in", VALID)
    note(session, staff.municipality_id, None, "link.made", staff.id)
    return token


def add_link(session: Session, context: Context, staff: Staff, purpose: str, valid: timedelta) -> str:
    """Store a link for someone who is known, good for that long; returns its token."""
    token = new_token()
    link = StaffInvitation(
        municipality_id=staff.municipality_id,
        email=staff.email,
        role=staff.role,
        token_hash=hash_token(token),
        purpose=purpose,
        staff_id=staff.id,
        expires_at=context.clock() + valid,
    )
    session.add(link)
    return token


def use_sign_in_link(session: Writing, context: Context, token: str, *, spend: bool) -> Staff:
    """Find whom a link signs in and bind a door's transaction to her municipality; `spend`: it works no more.

    Raises NotFound for anything but a fresh link of the demo municipality.
    """
    link = find_link(session, context, token)
    staff = session.get(Staff, link.staff_id) if link.purpose == "sign-in" else None
    if staff is None or staff.disabled_at or read_municipality(session, link.municipality_id).slug != DEMO:
        raise NotFound("link")
    if spend:
        link.used_at = context.clock()
    return staff
