"""Colleagues: who works here and who is invited, and what someone who runs the accounts may do about them."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotAllowed, NotFound, NotPossible
from core.people.audit import note
from core.people.invite import invite
from core.people.roles import PERMISSIONS, may_grant
from core.people.sessions import Present, end_all
from core.people.staff import change_role, disable, enable, read_role
from core.store.tables import Staff, StaffInvitation, StaffSession

_PERMISSION = "people.invite"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Someone of the staff. `seen_at`: when she last used a session that is still there; `changeable` by who asks."""

    id: uuid.UUID
    email: str
    role: str
    disabled_at: datetime | None
    seen_at: datetime | None
    own: bool
    changeable: bool


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that is open."""

    id: uuid.UUID
    email: str
    role: str
    expires_at: datetime


def list_colleagues(session: Session, present: Present) -> list[Colleague]:
    """List who works in the bound municipality: who can sign in first, by address."""
    present.must(_PERMISSION)
    seen = dict[uuid.UUID, datetime]()
    for staff_id, at in session.execute(select(StaffSession.staff_id, StaffSession.seen_at)):
        seen[staff_id] = max(at, seen.get(staff_id, at))
    rows = session.scalars(select(Staff).order_by(Staff.disabled_at.is_not(None), Staff.email))
    return [
        Colleague(
            row.id,
            row.email,
            row.role,
            row.disabled_at,
            seen.get(row.id),
            own=row.id == present.staff_id,
            changeable=row.id != present.staff_id and may_grant(present.role, row.role),
        )
        for row in rows
    ]


def list_invited(session: Session, context: Context, present: Present) -> list[Invited]:
    """List the open invitations of the bound municipality, the first to end first."""
    present.must(_PERMISSION)
    still = select(StaffInvitation).where(
        StaffInvitation.purpose == "join",
        StaffInvitation.used_at.is_(None),
        StaffInvitation.expires_at > context.clock(),
    )
    rows = session.scalars(still.order_by(StaffInvitation.expires_at))
    return [Invited(row.id, row.email, row.role, row.expires_at) for row in rows]


def grantable(present: Present) -> tuple[str, ...]:
    """List the roles that someone may give to others."""
    return tuple(role for role in PERMISSIONS if may_grant(present.role, role))


def invite_colleague(session: Session, present: Present, email: str, role: str) -> str:
    """Invite someone and return the token of her link; see `invite` for what is refused."""
    present.must(_PERMISSION)
    return invite(session, present.place.id, email, role, present)


def revoke_invitation(session: Session, present: Present, invitation_id: uuid.UUID) -> None:
    """Take an open invitation back; NotFound when there is none (any more)."""
    present.must(_PERMISSION)
    row = session.scalar(
        select(StaffInvitation)
        .where(StaffInvitation.id == invitation_id, StaffInvitation.purpose == "join")
        .where(StaffInvitation.used_at.is_(None))
        .with_for_update()
    )
    if row is None:
        raise NotFound("invitation")
    session.delete(row)
    note(session, present.place.id, present.staff_id, "invitation.revoked", invitation_id)


def disable_colleague(session: Session, context: Context, present: Present, staff_id: uuid.UUID) -> None:
    """Stop a colleague from signing in. NotPossible for oneself and for the last who runs the accounts."""
    disable(session, context, find_changeable(session, present, staff_id), present.staff_id)


def enable_colleague(session: Session, present: Present, staff_id: uuid.UUID) -> None:
    """Let a colleague who was disabled sign in again."""
    enable(session, find_changeable(session, present, staff_id), present.staff_id)


def end_sessions(session: Session, present: Present, staff_id: uuid.UUID) -> None:
    """End every session of a colleague: she has to sign in again."""
    staff = find_changeable(session, present, staff_id)
    end_all(session, staff.id)
    note(session, present.place.id, present.staff_id, "sessions.ended", staff.id)


def change_colleague(session: Session, present: Present, staff_id: uuid.UUID, role: str) -> None:
    """Give a colleague another role, of those that one may give; Refused for one that there is not."""
    staff = find_changeable(session, present, staff_id)
    if not may_grant(present.role, read_role(role)):
        raise NotAllowed(_PERMISSION)
    change_role(session, staff, role, present.staff_id)


def find_changeable(session: Session, present: Present, staff_id: uuid.UUID) -> Staff:
    """Find a colleague: NotFound for one of elsewhere, NotPossible for oneself, NotAllowed if her role is not to give.

    Her row is not locked: who is disabled or loses her role is locked with those who stay, in one order.
    """
    present.must(_PERMISSION)
    staff = session.scalar(select(Staff).where(Staff.id == staff_id))
    if staff is None:
        raise NotFound("staff")
    if staff.id == present.staff_id:
        raise NotPossible("oneself")
    if not may_grant(present.role, staff.role):
        raise NotAllowed(_PERMISSION)
    return staff
