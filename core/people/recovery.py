"""Recovery codes: ten, for who has lost her second factor; kept as keyed hashes, each works once."""

import secrets
import uuid

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from core.context import Context
from core.people.audit import note
from core.store.tables import RecoveryCode, Staff

COUNT = 10
# Digits only, because the field shows a keyboard of digits; three groups of four, which no code of an app is.
_GROUPS, _DIGITS = 3, 4


def make_codes(session: Session, context: Context, staff: Staff) -> tuple[str, ...]:
    """Make ten codes and forget the earlier ones; what is returned is shown once and stored nowhere."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff.id))
    codes = tuple(_draw() for _ in range(COUNT))
    session.add_all(
        RecoveryCode(municipality_id=staff.municipality_id, staff_id=staff.id, code_hash=_hash(context, staff.id, code))
        for code in codes
    )
    note(session, staff.municipality_id, staff.id, "recovery.made", staff.id)
    return codes


def spend_code(session: Session, context: Context, staff: Staff, typed: str) -> bool:
    """Use a code up; False when it is none, or was used before. The row of `staff` is locked by the caller."""
    digits = "".join(typed.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == _GROUPS * _DIGITS):
        return False
    unused = update(RecoveryCode).where(
        RecoveryCode.staff_id == staff.id,
        RecoveryCode.code_hash == _hash(context, staff.id, digits),
        RecoveryCode.used_at.is_(None),
    )
    if session.scalar(unused.values(used_at=context.clock()).returning(RecoveryCode.id)) is None:
        return False
    note(session, staff.municipality_id, staff.id, "recovery.used", staff.id)
    return True


def count_codes(session: Session, staff_id: uuid.UUID) -> int:
    """Count the codes of someone that still work."""
    left = select(func.count()).select_from(RecoveryCode)
    return session.scalar(left.where(RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None))) or 0


def _draw() -> str:
    return " ".join("".join(secrets.choice("0123456789") for _ in range(_DIGITS)) for _ in range(_GROUPS))


def _hash(context: Context, staff_id: uuid.UUID, code: str) -> bytes:
    return context.keys.lookup("recovery", f"{staff_id} {''.join(code.split())}")
