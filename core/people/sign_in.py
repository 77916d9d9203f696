"""Sign in: e-mail address, password and code are judged together; an answer never says which of them was wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select

from core.context import Context
from core.people.audit import note
from core.people.codes import find_step
from core.people.invite import totp_place
from core.people.passwords import Passwords
from core.people.recovery import spend_code
from core.people.sessions import begin_session
from core.people.slow import Pace, begin_attempt, forgive, name_attempt
from core.people.staff import fold_email
from core.store.engine import Writing
from core.store.tables import Staff

# Of no municipality: unknown accounts go the same way as known ones, and find nothing there.
_NOWHERE = 0
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Given:
    """What someone typed to sign in, and the network address it came from."""

    email: str
    password: str
    code: str
    address: str


def pace(context: Context, given: Given) -> Pace:
    """Count the attempt, and tell whether it must wait or be answered more slowly. In a transaction of its own."""
    with context.store.door() as session:
        return begin_attempt(session, context, name_attempt(context, fold_email(given.email), given.address))


def sign_in(context: Context, passwords: Passwords, given: Given) -> str | None:
    """Judge an attempt that has its pace behind it: the token of a new session, or None."""
    return _judge(context, passwords, given, lambda session, staff: begin_session(session, context, staff, "signed-in"))


def confirm(context: Context, passwords: Passwords, given: Given) -> bool:
    """Judge whether someone who is signed in is still the one at the keyboard: by password and code, as above."""
    return _judge(context, passwords, given, lambda _session, _staff: True) is not None


def knows_password(context: Context, passwords: Passwords, given: Given) -> bool:
    """Judge the password alone, of who gets a new second factor and may have lost the old one."""
    return _judge(context, passwords, given, lambda _session, _staff: True, coded=False) is not None


def _judge(
    context: Context,
    passwords: Passwords,
    given: Given,
    then: Callable[[Writing, Staff], Result],
    *,
    coded: bool = True,
) -> Result | None:
    """Judge an attempt, and do what follows when it is right; None when it is not.

    One password is compared whatever happens, and outside any transaction, because that takes a while.
    """
    email = fold_email(given.email)
    with context.store.door() as session:
        municipality_id = session.scalar(select(Staff.municipality_id).where(Staff.email == email)) or _NOWHERE
    with context.store.tenant(municipality_id) as session:
        hashed = session.scalar(select(Staff.password_hash).where(Staff.email == email, Staff.disabled_at.is_(None)))
    right = passwords.matches(given.password, hashed)
    with context.store.tenant(municipality_id) as session:
        staff = session.scalar(select(Staff).where(Staff.email == email).with_for_update())
        if staff is None:
            return None
        known = right and staff.disabled_at is None and staff.password_hash == hashed
        if not known or (coded and not _spend(session, context, staff, given.code)):
            note(session, municipality_id, staff.id, "sign-in.failed")
            return None
        done = then(session, staff)
    with context.store.door() as session:
        forgive(session, name_attempt(context, email, given.address))
    return done


def _spend(session: Writing, context: Context, staff: Staff, code: str) -> bool:
    """Use a code up, of her app or for recovery: neither it nor an older one of the app works again."""
    seed = context.keys.open(staff.totp, totp_place(staff.municipality_id, staff.id)).decode()
    step = find_step(seed, code, context.clock())
    if step is None:
        return spend_code(session, context, staff, code)
    if step <= staff.totp_step:
        return False
    staff.totp_step = step
    return True
