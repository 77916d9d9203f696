"""Sign in with a passkey: the key on a device whose owner it has verified is both factors.

A challenge is sealed for the browser that asked for it and lasts five minutes. A key answers challenges in the order of
their making, each once: an answer that is sent again, or to an older challenge, is worth nothing.
"""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from sqlalchemy import select
from webauthn import generate_authentication_options, options_to_json, verify_authentication_response
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.structs import UserVerificationRequirement

from core.context import Context
from core.errors import KeyMismatch, NotFound
from core.people.audit import note
from core.people.passkeys import MALFORMED, VALID, Relying, find_relying
from core.people.sessions import begin_session
from core.people.slow import Pace, begin_attempt, forgive, name_attempt
from core.privacy.keys import Place
from core.store.engine import Writing
from core.store.tables import Passkey, Staff

_SEALED_FOR = Place(0, "passkey", "challenge")
_MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Shown:
    """What a browser showed: the sealed challenge, its key's answer, and the network address it came from."""

    sealed: str
    answer: str
    address: str


def ask_challenge(context: Context) -> tuple[str, str]:
    """Make a challenge: what the browser's keys are asked (JSON), and the same sealed, for a cookie."""
    relying = find_relying(context)
    if relying is None:
        raise NotFound("passkey")
    challenge = secrets.token_bytes(32)
    options = generate_authentication_options(
        rp_id=relying.id,
        challenge=challenge,
        timeout=int(VALID.total_seconds() * 1000),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    held = {"challenge": challenge.hex(), "at": int(context.clock().timestamp() * _MICRO)}
    return options_to_json(options), urlsafe_b64encode(context.keys.seal_json(held, _SEALED_FOR)).decode()


def pace_key(context: Context, shown: Shown) -> Pace:
    """Count the attempt as one with a password is counted, by key and by address. In a transaction of its own."""
    with context.store.door() as session:
        return begin_attempt(session, context, name_attempt(context, _name(shown), shown.address))


def sign_in_with_key(context: Context, shown: Shown) -> str | None:
    """Judge an attempt that has its pace behind it: the token of a new session, or None."""
    held, credential, relying = _open(context, shown), _read_credential(shown), find_relying(context)
    if held is None or not credential or relying is None:
        return None
    with context.store.door() as session:
        municipality_id = session.scalar(select(Passkey.municipality_id).where(Passkey.credential == credential))
    if municipality_id is None:
        return None
    with context.store.tenant(municipality_id) as session:
        token = _enter(session, context, relying, credential, shown.answer, held)
    if token is not None:
        with context.store.door() as session:
            forgive(session, name_attempt(context, _name(shown), shown.address))
    return token


def _enter(
    session: Writing, context: Context, relying: Relying, credential: bytes, answer: str, held: tuple[bytes, int]
) -> str | None:
    challenge, at = held
    found = session.execute(
        select(Passkey, Staff)
        .join(Staff, Staff.id == Passkey.staff_id)
        .where(Passkey.credential == credential)
        .with_for_update()
    ).one_or_none()
    if found is None:
        return None
    key, staff = found
    try:
        if staff.disabled_at is not None or at <= key.answered or _read_user(answer) not in {b"", staff.id.bytes}:
            raise ValueError("passkey")  # one way out for all that is wrong
        judged = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=relying.id,
            expected_origin=relying.origin,
            credential_public_key=key.public_key or b"",
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except MALFORMED:
        note(session, staff.municipality_id, staff.id, "sign-in.failed", key.id)
        return None
    key.sign_count, key.answered, key.used_at = judged.new_sign_count, at, context.clock()
    return begin_session(session, context, staff, "signed-in.passkey")


def _open(context: Context, shown: Shown) -> tuple[bytes, int] | None:
    """Open the sealed challenge: itself and when it was made; None when it is none, or late."""
    try:
        held = context.keys.open_json(urlsafe_b64decode(shown.sealed.encode()), _SEALED_FOR)
    except (KeyMismatch, ValueError):
        return None
    now = context.clock().timestamp()
    return (bytes.fromhex(held["challenge"]), held["at"]) if held["at"] / _MICRO > now - VALID.total_seconds() else None


def _name(shown: Shown) -> str:
    return f"passkey {_read_credential(shown).hex()}"


def _read_credential(shown: Shown) -> bytes:
    """Read which key an answer says it is of; empty when it says none."""
    try:
        return base64url_to_bytes(json.loads(shown.answer)["id"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return b""


def _read_user(answer: str) -> bytes:
    """Read whose key an answer says it is of; empty when it does not say."""
    said = json.loads(answer)["response"].get("userHandle")
    return base64url_to_bytes(said) if said else b""
