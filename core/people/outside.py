"""Let somebody in on the word of her organisation: an account found by subject, made, or linked by an invitation."""

import hashlib
import uuid

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotPossible, Refused
from core.municipalities import Place
from core.people.audit import note
from core.people.claims import Unvouched, Vouched
from core.people.codes import new_seed
from core.people.invite import find_invitation, totp_place
from core.people.provider import Provider
from core.people.roles import SPEAKING
from core.people.sessions import begin_session
from core.people.staff import change_role, read_email
from core.store.engine import Writing
from core.store.tables import Staff, StaffIdentity

_NO_PASSWORD = "none"  # noqa: S105 # no hash that any password has


def admit(session: Writing, context: Context, place: Place, provider: Provider, vouched: Vouched, link: str) -> str:
    """Begin the session of who was vouched for, in the bound municipality, and return its token.

    `link`: the token of an invitation that she came with; it becomes her account. Without one, an account is made at
    her first sign-in. An address never leads to an account that is there already. Raises Unvouched for who is blocked.
    """
    staff = _find(session, provider, vouched)
    if staff is None:
        staff = _join(session, context, place, vouched, link)
        session.add(
            StaffIdentity(municipality_id=place.id, staff_id=staff.id, issuer=provider.issuer, subject=vouched.subject)
        )
        session.flush()
        note(session, place.id, staff.id, "identity.linked", staff.id)
    if staff.disabled_at is not None:
        raise Unvouched("blocked")
    if staff.role != vouched.role:
        try:
            change_role(session, staff, vouched.role)
        except NotPossible:
            raise Unvouched("role") from None  # the last who runs the accounts keeps them
    return begin_session(session, context, staff, "signed-in.organisation")


def _find(session: Session, provider: Provider, vouched: Vouched) -> Staff | None:
    known = (
        select(Staff)
        .join(StaffIdentity, StaffIdentity.staff_id == Staff.id)
        .where(StaffIdentity.issuer == provider.issuer, StaffIdentity.subject == vouched.subject)
    )
    return session.scalar(known.with_for_update(of=Staff))


def _join(session: Writing, context: Context, place: Place, vouched: Vouched, link: str) -> Staff:
    email, organisation = "", None
    if link:
        invitation = find_invitation(session, context, link)
        if invitation.municipality_id != place.id:
            raise Unvouched("organisation")
        invitation.used_at, email = context.clock(), invitation.email
        organisation = invitation.organisation_id
    try:
        email = email or read_email(vouched.email)
    except Refused:
        email = f"{hashlib.sha256(vouched.subject.encode()).hexdigest()[:20]}@organisatie.invalid"
    id_ = uuid.uuid4()
    # She has no password and no app: a seed that nobody saw.
    seed = context.keys.seal(new_seed().encode(), totp_place(place.id, id_))
    staff = Staff(
        id=id_,
        municipality_id=place.id,
        email=email,
        role=vouched.role,
        password_hash=_NO_PASSWORD,
        totp=seed,
        organisation_id=organisation if vouched.role in SPEAKING else None,
    )
    try:
        with session.begin_nested():
            session.add(staff)
            session.flush()
    except IntegrityError:
        raise Unvouched("known") from None
    return staff
