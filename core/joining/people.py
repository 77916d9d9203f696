"""The first people of a municipality: its start invites them, as long as that opens nobody else's signals."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core.errors import NotPossible, Refused
from core.people.invite import invite
from core.people.roles import COORDINATOR, EIGENAAR, VERWERKER
from core.people.sessions import Present
from core.store.engine import Writing
from core.store.tables import Signal, Staff, StaffInvitation

PERMISSION = "start.set"
FIRST = (COORDINATOR, VERWERKER)
_TWO = 2


def may_invite_first(session: Session, by: Present, processors: int) -> bool:
    """Tell whether a first processor may still be invited to the bound municipality; `processors` can decide already.

    Whoever owns the installation invites before anybody came and before there is a signal, and never after: once all
    had left she could otherwise give herself a role in which signals are read.
    """
    return is_new(session) if by.role == EIGENAAR else processors < _TWO


def is_new(session: Session) -> bool:
    """Tell whether nobody but its owner ever had an account in the bound municipality, and nobody sent a signal."""
    worked = exists().where(Staff.role != EIGENAAR)
    came = exists().where(
        StaffInvitation.purpose == "join", StaffInvitation.used_at.is_not(None), StaffInvitation.role != EIGENAAR
    )
    return not session.scalar(select(worked | came | exists(select(Signal.id))))


def invite_first_two(session: Writing, by: Present, processors: int, email: str, role: str) -> str:
    """Invite one of the first two and return the token of her link; `processors`: how many can decide already.

    Raises NotPossible once there are enough (whoever comes after is invited from within), Refused for an address or
    role that cannot be, NotAllowed.
    """
    by.must(PERMISSION)
    by.must("people.invite")
    if not may_invite_first(session, by, processors):
        raise NotPossible("municipality: somebody works there")
    if role not in FIRST:
        raise Refused("role")
    return invite(session, by.place.id, email, role, by)
