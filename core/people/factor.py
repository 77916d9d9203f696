"""A new second factor: a link that works once, with which someone who knows her password gets a new seed for her app.

The link alone opens nothing: who made it cannot become the person it is for.
"""

import uuid

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotFound
from core.people.audit import note
from core.people.codes import find_step
from core.people.colleagues import find_changeable
from core.people.invite import VALID, find_link, totp_place
from core.people.links import add_link
from core.people.sessions import Present, end_all
from core.store.engine import Writing
from core.store.tables import Staff, StaffInvitation


def offer_factor(session: Session, context: Context, present: Present, staff_id: uuid.UUID) -> str:
    """Make a link for a colleague, or for oneself (who must have proven to be at the keyboard); returns its token."""
    own = staff_id == present.staff_id
    staff = session.get_one(Staff, staff_id) if own else find_changeable(session, present, staff_id)
    earlier = delete(StaffInvitation).where(StaffInvitation.staff_id == staff.id, StaffInvitation.purpose == "factor")
    session.execute(earlier.where(StaffInvitation.used_at.is_(None)))
    token = add_link(session, context, staff, "factor", VALID)
    note(session, staff.municipality_id, present.staff_id, "factor.offered", staff.id)
    return token


def find_factor(session: Writing, context: Context, token: str) -> tuple[StaffInvitation, Staff]:
    """Find whom a link is for, and bind a door's transaction to her municipality; both rows stay locked.

    Raises NotFound for an unknown, used or old link, and for one of someone who may not sign in.
    """
    link = find_link(session, context, token)
    staff = None
    if link.purpose == "factor":
        staff = session.scalar(select(Staff).where(Staff.id == link.staff_id).with_for_update())
    if staff is None or staff.disabled_at is not None:
        raise NotFound("invitation")
    return link, staff


def renew_factor(session: Writing, context: Context, token: str, seed: str, code: str) -> Staff | None:
    """Take a new seed of who has just shown with a code that her app has it; None when the code is wrong.

    Her sessions end. Raises NotFound as `find_factor` does.
    """
    link, staff = find_factor(session, context, token)
    step = find_step(seed, code, context.clock())
    if step is None:
        return None
    staff.totp = context.keys.seal(seed.encode(), totp_place(staff.municipality_id, staff.id))
    staff.totp_step = step
    link.used_at = context.clock()
    end_all(session, staff.id)
    note(session, staff.municipality_id, staff.id, "factor.renewed", staff.id)
    return staff
