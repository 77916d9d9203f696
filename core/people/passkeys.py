"""Passkeys of one's own account: asked for, made, listed and removed. Only their public halves come here."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from webauthn import generate_registration_options, options_to_json, verify_registration_response
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from core.context import Context
from core.errors import NotFound, Refused
from core.people.audit import note
from core.people.sessions import Present
from core.store.tables import Passkey

VALID = timedelta(minutes=5)
MOST = 10  # keys of one person
LONGEST_NAME = 60
# What a malformed answer of a browser, or of who plays one, may raise within the library that reads it.
MALFORMED = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, IndexError)


@dataclass(frozen=True, slots=True)
class Relying:
    """For whom keys are made: the domain of the installation, and the origin of its pages."""

    id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Own:
    """A passkey as its owner sees it."""

    id: uuid.UUID
    name: str
    begun_at: datetime
    used_at: datetime | None


def find_relying(context: Context) -> Relying | None:
    """Tell for whom keys are made; None where no browser makes any: without a name, or without https."""
    url = urlsplit(context.base_url)
    host = url.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        able = bool(host) and (url.scheme == "https" or host == "localhost")
        return Relying(host, f"{url.scheme}://{url.netloc}") if able else None
    return None


def list_passkeys(session: Session, present: Present) -> list[Own]:
    """List someone's own passkeys, the oldest first."""
    own = select(Passkey).where(Passkey.staff_id == present.staff_id, Passkey.credential.is_not(None))
    rows = session.scalars(own.order_by(Passkey.begun_at, Passkey.id))
    return [Own(row.id, row.name, row.begun_at, row.used_at) for row in rows]


def offer_passkey(session: Session, context: Context, present: Present, name: str) -> uuid.UUID:
    """Make room for a key of who has just shown to be at the keyboard; gives the id for its second step.

    Raises Refused for no name, and where there are many keys already.
    """
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise Refused("passkey: name")
    unmade = delete(Passkey).where(Passkey.staff_id == present.staff_id, Passkey.credential.is_(None))
    session.execute(unmade)
    if len(list_passkeys(session, present)) >= MOST or find_relying(context) is None:
        raise Refused("passkey: many")
    row = Passkey(
        municipality_id=present.place.id,
        staff_id=present.staff_id,
        name=name,
        begun_at=context.clock(),
        challenge=secrets.token_bytes(32),
    )
    session.add(row)
    session.flush()
    return row.id


def ask_passkey(session: Session, context: Context, present: Present, passkey_id: uuid.UUID) -> str:
    """Write what a browser needs to make the key that was offered, as JSON. NotFound when it is late, or made."""
    row, relying = _find_offered(session, context, present, passkey_id)
    made = select(Passkey.credential).where(Passkey.staff_id == present.staff_id, Passkey.credential.is_not(None))
    options = generate_registration_options(
        rp_id=relying.id,
        rp_name="Signaal",
        user_id=present.staff_id.bytes,
        user_name=present.email,
        user_display_name=present.email,
        challenge=row.challenge,
        timeout=int(VALID.total_seconds() * 1000),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in session.scalars(made) if one],
    )
    return options_to_json(options)


def add_passkey(session: Session, context: Context, present: Present, passkey_id: uuid.UUID, answer: str) -> None:
    """Take the key that a browser made; its challenge works once. Raises NotFound as above, and Refused."""
    row, relying = _find_offered(session, context, present, passkey_id)
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=row.challenge or b"",
            expected_rp_id=relying.id,
            expected_origin=relying.origin,
            require_user_verification=True,
        )
    except MALFORMED:
        raise Refused("passkey: answer") from None
    row.challenge = None
    row.credential, row.public_key = made.credential_id, made.credential_public_key
    row.sign_count = made.sign_count
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError:
        raise Refused("passkey: known") from None
    note(session, present.place.id, present.staff_id, "passkey.added", row.id)


def remove_passkey(session: Session, present: Present, passkey_id: uuid.UUID) -> None:
    """Remove one of someone's own keys: it opens nothing any more. NotFound for another's."""
    own = delete(Passkey).where(Passkey.id == passkey_id, Passkey.staff_id == present.staff_id)
    if session.scalar(own.returning(Passkey.id)) is None:
        raise NotFound("passkey")
    note(session, present.place.id, present.staff_id, "passkey.removed", passkey_id)


def _find_offered(
    session: Session, context: Context, present: Present, passkey_id: uuid.UUID
) -> tuple[Passkey, Relying]:
    offered = select(Passkey).where(
        Passkey.id == passkey_id,
        Passkey.staff_id == present.staff_id,
        Passkey.challenge.is_not(None),
        Passkey.begun_at > context.clock() - VALID,
    )
    row, relying = session.scalar(offered.with_for_update()), find_relying(context)
    if row is None or relying is None:
        raise NotFound("passkey")
    return row, relying
