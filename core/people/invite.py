"""Invitations: a one-time link, in two steps to an account: password, then second factor."""

import uuid
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.context import Context, now
from core.errors import NotAllowed, NotFound, Refused
from core.municipalities import Place, read_municipality
from core.people.audit import note
from core.people.codes import find_step, new_seed
from core.people.organisations import place_organisation
from core.people.passwords import Passwords, complain_about
from core.people.roles import may_grant
from core.people.sessions import Present, end_all
from core.people.staff import read_email, read_role
from core.privacy import keys
from core.privacy.keys import hash_token, new_token
from core.store.engine import Writing, bind
from core.store.tables import Staff, StaffInvitation

VALID = timedelta(hours=72)


def invite(
    session: Session, municipality_id: int, email: str, role: str, by: Present | None = None, organisation: str = ""
) -> str:
    """Invite someone and return the token of her link; `by` None: the installation's keeper, as the owner.

    `organisation`: the name of the one that she will speak for, for a role that speaks for one.
    Who has an account already chooses a new password and second factor with it; only the keeper may give such a link.
    Raises Refused for an address or role that cannot be, NoOrganisation for a role that lacks one, NotAllowed when
    `by` may not grant the role.
    """
    email, role = read_email(email), read_role(role)
    if by is not None and not may_grant(by.role, role):
        raise NotAllowed("people.invite")
    known = session.scalar(select(Staff).where(Staff.email == email))
    if known is not None and (by is not None or known.municipality_id != municipality_id):
        raise Refused("this address has an account already")
    organisation_id = place_organisation(session, municipality_id, role, organisation)
    revoke_invitations(session, municipality_id, email)  # one link at a time
    token = new_token()
    invitation = StaffInvitation(
        municipality_id=municipality_id,
        email=email,
        role=role,
        organisation_id=organisation_id,
        token_hash=hash_token(token),
        expires_at=now() + VALID,
    )
    session.add(invitation)
    note(session, municipality_id, by.staff_id if by else None, "invited", invitation.id)
    return token


def revoke_invitations(session: Session, municipality_id: int, email: str) -> None:
    """Take back the open invitations of an address to a municipality."""
    open_ones = delete(StaffInvitation).where(
        StaffInvitation.municipality_id == municipality_id,
        StaffInvitation.email == read_email(email),
        StaffInvitation.purpose == "join",
    )
    session.execute(open_ones.where(StaffInvitation.used_at.is_(None)))


def find_invitation(session: Writing, context: Context, token: str) -> StaffInvitation:
    """Find an open invitation, and bind a door's transaction to its municipality; the row stays locked.

    Raises NotFound for an unknown, used, revoked or old one alike.
    """
    found = find_link(session, context, token)
    if found.purpose != "join":
        raise NotFound("invitation")
    return found


def find_link(session: Writing, context: Context, token: str) -> StaffInvitation:
    """Find a one-time link of any sort, as `find_invitation` does."""
    hashed = hash_token(token)
    at = select(StaffInvitation.municipality_id).where(StaffInvitation.token_hash == hashed)
    municipality_id = session.scalar(at)
    if municipality_id is None:
        raise NotFound("invitation")
    bind(session, municipality_id)
    row = session.scalar(select(StaffInvitation).where(StaffInvitation.token_hash == hashed).with_for_update())
    if row is None or row.used_at is not None or row.expires_at <= context.clock():
        raise NotFound("invitation")
    return row


def choose_password(
    session: Session, context: Context, passwords: Passwords, invitation: StaffInvitation, password: str
) -> str | None:
    """Take the first step: a password, and a fresh seed for the second. Returns why a password is refused, by key."""
    place = invitation_municipality(session, invitation)
    complaint = complain_about(password, invitation.email, place.name)
    if complaint is None:
        invitation.password_hash = passwords.hash(password)
        invitation.seed = context.keys.seal(new_seed().encode(), _seed_place(invitation))
        session.flush()
    return complaint


def invitation_seed(context: Context, invitation: StaffInvitation) -> str:
    """Open the seed of an invitation whose first step is done; NotFound before that."""
    if invitation.seed is None:
        raise NotFound("invitation")
    return context.keys.open(invitation.seed, _seed_place(invitation)).decode()


def accept_invitation(session: Session, context: Context, invitation: StaffInvitation, code: str) -> Staff | None:
    """Take the second step: with a right code the account is made; None when the code is wrong.

    Raises NotFound before the first step, and Refused when the address got an account elsewhere meanwhile.
    """
    seed = invitation_seed(context, invitation)
    step = find_step(seed, code, context.clock())
    if step is None or invitation.password_hash is None:
        return None
    staff = session.scalar(select(Staff).where(Staff.email == invitation.email).with_for_update())
    id_ = staff.id if staff else uuid.uuid4()
    sealed = context.keys.seal(seed.encode(), totp_place(invitation.municipality_id, id_))
    if staff is None:
        staff = Staff(
            id=id_,
            municipality_id=invitation.municipality_id,
            email=invitation.email,
            role=invitation.role,
            password_hash=invitation.password_hash,
            totp=sealed,
        )
        _add(session, staff)
    else:
        staff.role, staff.password_hash, staff.totp = invitation.role, invitation.password_hash, sealed
        end_all(session, staff.id)
    staff.totp_step, staff.organisation_id = step, invitation.organisation_id
    invitation.used_at, invitation.seed, invitation.password_hash = context.clock(), None, None
    note(session, staff.municipality_id, staff.id, "invitation.accepted", invitation.id)
    return staff


def invitation_municipality(session: Session, invitation: StaffInvitation) -> Place:
    """Read the municipality that an invitation is for."""
    return read_municipality(session, invitation.municipality_id)


def totp_place(municipality_id: int, staff_id: uuid.UUID) -> keys.Place:
    """Say where someone's seed is sealed."""
    return keys.Place(municipality_id, str(staff_id), "staff.totp")


def _seed_place(invitation: StaffInvitation) -> keys.Place:
    return keys.Place(invitation.municipality_id, str(invitation.id), "staff_invitation.seed")


def _add(session: Session, staff: Staff) -> None:
    session.add(staff)
    try:
        session.flush()
    except IntegrityError:
        # The address has an account in another municipality, which this transaction cannot see.
        raise Refused("this address has an account already") from None
