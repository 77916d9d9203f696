"""Staff as they change: found, given another role, disabled; whatever changes what someone may do ends her sessions."""

import re
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotFound, NotPossible, Refused
from core.people.audit import note
from core.people.roles import PERMISSIONS, allows
from core.people.sessions import end_all
from core.store.tables import Staff

_ADDRESS = re.compile(r"[^@\s<>\"(),;:\\]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+")
_LONGEST = 254
_RUNS = "people.invite"  # the permission of who runs the accounts


def fold_email(email: str) -> str:
    """Write an e-mail address in the one way in which accounts are found."""
    return email.strip().casefold()


def read_email(email: str) -> str:
    """Fold an e-mail address; Refused when it is none."""
    folded = fold_email(email)
    if len(folded) > _LONGEST or not _ADDRESS.fullmatch(folded):
        raise Refused("e-mail address: one address, such as an.peeters@example.org")
    return folded


def read_role(role: str) -> str:
    """Give the role back; Refused when there is no such role."""
    if role not in PERMISSIONS:
        raise Refused(f"role {role}: one of {', '.join(PERMISSIONS)}")
    return role


def find_staff(session: Session, email: str) -> Staff:
    """Find someone by e-mail address among those the session sees; NotFound when there is none."""
    found = session.scalar(select(Staff).where(Staff.email == fold_email(email)))
    if found is None:
        raise NotFound("staff")
    return found


def change_role(session: Session, staff: Staff, role: str, by: uuid.UUID | None = None) -> None:
    """Give someone another role; her sessions end. `by` None: the installation's keeper.

    Raises NotPossible when nobody would be left who runs the accounts.
    """
    role = read_role(role)
    if not allows(role, _RUNS):
        _leave_one(session, staff)
    staff.role = role
    end_all(session, staff.id)
    note(session, staff.municipality_id, by, "role.changed", staff.id)


def disable(session: Session, context: Context, staff: Staff, by: uuid.UUID | None = None) -> None:
    """Stop someone from signing in; her sessions end at once. NotPossible for the last who runs the accounts."""
    _leave_one(session, staff)
    staff.disabled_at = context.clock()
    end_all(session, staff.id)
    note(session, staff.municipality_id, by, "staff.disabled", staff.id)


def enable(session: Session, staff: Staff, by: uuid.UUID | None = None) -> None:
    """Let someone who was disabled sign in again."""
    staff.disabled_at = None
    note(session, staff.municipality_id, by, "staff.enabled", staff.id)


def _leave_one(session: Session, staff: Staff) -> None:
    """See that somebody else can still run the accounts; all who can are locked, so that no two leave at once."""
    runners = [role for role in PERMISSIONS if allows(role, _RUNS)]
    working = select(Staff.id).where(
        Staff.municipality_id == staff.municipality_id, Staff.role.in_(runners), Staff.disabled_at.is_(None)
    )
    left = set(session.scalars(working.order_by(Staff.id).with_for_update()))
    if left == {staff.id}:
        raise NotPossible("the last one who runs the accounts")
