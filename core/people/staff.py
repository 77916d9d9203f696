"""Staff as they change: found, given another role, disabled; whatever changes what someone may do ends her sessions."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotFound, Refused
from core.people.audit import note
from core.people.roles import PERMISSIONS
from core.people.sessions import end_all
from core.store.tables import Staff

_ADDRESS = re.compile(r"[^@\s<>\"(),;:\\]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+")
_LONGEST = 254


def fold_email(email: str) -> str:
    """Write an e-mail address in the one way in which accounts are found."""
    return email.strip().casefold()


def read_email(email: str) -> str:
    """Fold an e-mail address; Refused when it is none."""
    folded = fold_email(email)
    if len(folded) > _LONGEST or not _ADDRESS.fullmatch(folded):
        raise Refused("e-mail address")
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


def change_role(session: Session, staff: Staff, role: str) -> None:
    """Give someone another role; her sessions end."""
    staff.role = read_role(role)
    end_all(session, staff.id)
    note(session, staff.municipality_id, None, "role.changed", staff.id)


def disable(session: Session, context: Context, staff: Staff) -> None:
    """Stop someone from signing in; her sessions end at once."""
    staff.disabled_at = context.clock()
    end_all(session, staff.id)
    note(session, staff.municipality_id, None, "staff.disabled", staff.id)
