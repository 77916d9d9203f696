"""Sign in: e-mail address, password and code are judged together; an answer never says which of them was wrong."""

from dataclasses import dataclass

from sqlalchemy import select

from core.context import Context
from core.people.audit import note
from core.people.codes import find_step
from core.people.invite import totp_place
from core.people.passwords import Passwords
from core.people.sessions import begin_session
from core.people.slow import Pace, begin_attempt, forgive, name_attempt
from core.people.staff import fold_email
from core.store.tables import Staff

# Of no municipality: unknown accounts go the same way as known ones, and find nothing there.
_NOWHERE = 0


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
    """Judge an attempt that has its pace behind it: the token of a new session, or None.

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
        token = None
        if right and staff.disabled_at is None and staff.password_hash == hashed and _spend(context, staff, given.code):
            token = begin_session(session, context, staff, "signed-in")
        else:
            note(session, municipality_id, staff.id, "sign-in.failed")
    if token is not None:
        with context.store.door() as session:
            forgive(session, name_attempt(context, email, given.address))
    return token


def _spend(context: Context, staff: Staff, code: str) -> bool:
    """Use a code up: neither it nor an older one works again."""
    seed = context.keys.open(staff.totp, totp_place(staff.municipality_id, staff.id)).decode()
    step = find_step(seed, code, context.clock())
    if step is None or step <= staff.totp_step:
        return False
    staff.totp_step = step
    return True
