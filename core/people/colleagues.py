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
from core.people.organisations import place_organisation
from core.people.roles import PERMISSIONS, may_grant
from core.people.sessions import Present, end_all
from core.people.staff import change_role, disable, enable, read_role
from core.store.tables import Organisation, Staff, StaffInvitation, StaffSession

_PERMISSION = "people.invite"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Someone of the staff. `seen_at`: when she last used a session that is still there; `changeable` by who asks.

    `organisation`: the one she speaks for; empty for none.
    """

    id: uuid.UUID
    email: str
    role: str
    disabled_at: datetime | None
    seen_at: datetime | None
    own: bool
    changeable: bool
    organisation: str


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that is open."""

    id: uuid.UUID
    email: str
    role: str
    expires_at: datetime
    organisation: str


def list_colleagues(session: Session, present: Present) -> list[Colleague]:
    """List who works in the bound municipality: who can sign in first, by address."""
    present.must(_PERMISSION)
    seen = dict[uuid.UUID, datetime]()
    for staff_id, at in session.execute(select(StaffSession.staff_id, StaffSession.seen_at)):
        seen[staff_id] = max(at, seen.get(staff_id, at))
    rows = session.execute(
        select(Staff, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Staff.organisation_id)
        .order_by(Staff.disabled_at.is_not(None), Staff.email)
    )
    return [
        Colleague(
            row.id,
            row.email,
            row.role,
            row.disabled_at,
            seen.get(row.id),
            own=row.id == present.staff_id,
            changeable=row.id != present.staff_id and may_grant(present.role, row.role),
            organisation=organisation or "",
        )
        for row, organisation in rows
    ]


def list_invited(session: Session, context: Context, present: Present) -> list[Invited]:
    """List the open invitations of the bound municipality, the first to end first."""
    present.must(_PERMISSION)
    still = (
        select(StaffInvitation, Organisation.name)
        .outerjoin(Organisation, Organisation.id == StaffInvitation.organisation_id)
        .where(
            StaffInvitation.purpose == "join",
            StaffInvitation.used_at.is_(None),
            StaffInvitation.expires_at > context.clock(),
        )
    )
    rows = session.execute(still.order_by(StaffInvitation.expires_at))
    return [Invited(row.id, row.email, row.role, row.expires_at, name or "") for row, name in rows]


def grantable(present: Present) -> tuple[str, ...]:
    """List the roles that someone may give to others."""
    return tuple(role for role in PERMISSIONS if may_grant(present.role, role))


def invite_colleague(session: Session, present: Present, email: str, role: str, organisation: str = "") -> str:
    """Invite someone and return the token of her link; see `invite` for what is refused."""
    present.must(_PERMISSION)
    return invite(session, present.place.id, email, role, present, organisation)


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


def change_colleague(
    session: Session, present: Present, staff_id: uuid.UUID, role: str, organisation: str = ""
) -> None:
    """Give a colleague another role, of those that one may give, or another organisation to speak for.

    Raises Refused for a role that there is not, NoOrganisation for one that lacks an organisation.
    """
    staff = find_changeable(session, present, staff_id)
    if not may_grant(present.role, read_role(role)):
        raise NotAllowed(_PERMISSION)
    organisation_id = place_organisation(session, present.place.id, role, organisation)
    change_role(session, staff, role, present.staff_id)
    staff.organisation_id = organisation_id


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
