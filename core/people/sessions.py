"""Sessions: a signed-in browser is a row found by the hash of its cookie; idle and old ones end by themselves."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotAllowed
from core.municipalities import Place, read_municipality
from core.people.audit import note
from core.people.roles import allows, reach, require
from core.privacy.keys import hash_token, new_token
from core.store.engine import Writing, bind
from core.store.tables import Organisation, Staff, StaffSession

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Present:
    """Who is signed in, where, and what her forms must carry (`csrf`).

    `organisation`: the name of the one she speaks for; empty where she speaks for none.
    """

    staff_id: uuid.UUID
    email: str
    role: str
    place: Place
    csrf: str
    token_hash: bytes
    organisation: str = ""

    def may(self, permission: str) -> bool:
        """Tell whether she may do this, be it only so far."""
        return allows(self.role, permission)

    def must(self, permission: str) -> None:
        """Raise NotAllowed unless she may do this everywhere in her municipality."""
        require(self.role, permission)

    def reach(self, permission: str) -> str:
        """Tell how far she may do this: `all`, `own` or `shown`; NotAllowed when not at all."""
        far = reach(self.role, permission)
        if not far:
            raise NotAllowed(permission)
        return far


@dataclass(frozen=True, slots=True)
class Listed:
    """One of someone's sessions; `name` stands for it in a form, `here` is the one she uses now.

    `device`: browser and system by name; empty when they are not known. Network addresses are kept nowhere.
    """

    name: str
    device: str
    begun_at: datetime
    seen_at: datetime
    here: bool


def begin_session(session: Session, context: Context, staff: Staff, how: str) -> str:
    """Begin a session in the bound municipality and return its token; `how` goes to the audit."""
    token = new_token()
    now = context.clock()
    row = StaffSession(
        token_hash=hash_token(token),
        staff_id=staff.id,
        municipality_id=staff.municipality_id,
        csrf=new_token(),
        expires_at=now + LONGEST,
    )
    row.seen_at = now
    session.add(row)
    note(session, staff.municipality_id, staff.id, how)
    return token


def enter(session: Writing, context: Context, token: str, device: str = "", *, quiet: bool = False) -> Present | None:
    """Find who a token belongs to, and bind a door's transaction to her municipality; None when it is over.

    `device`: the name of the browser it came from, kept with the session. `quiet`: her page asks by itself, which is no
    sign that she is there.
    """
    hashed = hash_token(token)
    municipality_id = session.scalar(select(StaffSession.municipality_id).where(StaffSession.token_hash == hashed))
    if municipality_id is None:
        return None
    bind(session, municipality_id)
    found = session.execute(
        select(StaffSession, Staff, Organisation.name)
        .join(Staff, Staff.id == StaffSession.staff_id)
        .outerjoin(Organisation, Organisation.id == Staff.organisation_id)
        .where(StaffSession.token_hash == hashed)
    ).one_or_none()
    if found is None:
        return None
    row, staff, organisation = found
    now = context.clock()
    if staff.disabled_at is not None or row.expires_at <= now or row.seen_at <= now - IDLE:
        end_session(session, hashed)
        return None
    if not quiet and row.seen_at <= now - _NOTED_EVERY:
        row.seen_at = now
    if device and row.device != device:
        row.device = device
    place = read_municipality(session, municipality_id)
    return Present(staff.id, staff.email, staff.role, place, row.csrf, hashed, organisation or "")


def is_known(session: Session, token: str) -> bool:
    """Tell, as the door, whether there is such a session; whose it is, and whether it is over, `enter` finds out."""
    return (
        session.scalar(select(StaffSession.municipality_id).where(StaffSession.token_hash == hash_token(token)))
        is not None
    )


def end_session(session: Session, token_hash: bytes) -> None:
    """End a session."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == token_hash))


def list_sessions(session: Session, context: Context, present: Present) -> list[Listed]:
    """List someone's own sessions that still work, the latest used first."""
    now = context.clock()
    own = select(StaffSession).where(
        StaffSession.staff_id == present.staff_id, StaffSession.expires_at > now, StaffSession.seen_at > now - IDLE
    )
    rows = session.scalars(own.order_by(StaffSession.seen_at.desc()))
    return [
        Listed(_name(row.token_hash), row.device, row.created_at, row.seen_at, row.token_hash == present.token_hash)
        for row in rows
    ]


def end_own(session: Session, present: Present, name: str) -> bool:
    """End one of someone's own sessions by its name; False when there is none."""
    own = select(StaffSession.token_hash).where(StaffSession.staff_id == present.staff_id)
    for hashed in list(session.scalars(own)):
        if _name(hashed) == name:
            end_session(session, hashed)
            note(session, present.place.id, present.staff_id, "session.ended")
            return True
    return False


def end_all(session: Session, staff_id: uuid.UUID) -> None:
    """End every session of someone."""
    session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))


def _name(token_hash: bytes) -> str:
    return hashlib.sha256(b"session" + token_hash).hexdigest()[:24]
