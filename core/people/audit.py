"""The audit: what staff did or looked at, append-only, ids and never content."""

import uuid

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.store.tables import Audit

# Writers of a municipality's audit share a lock, and who seals it takes that alone: so no row appears behind a seal.
_LOCK = 0x617564
_SHARE = text(f"select pg_advisory_xact_lock_shared({_LOCK}, cast(:municipality as integer))")
_ALONE = text(f"select pg_try_advisory_xact_lock({_LOCK}, cast(:municipality as integer))")


def note(
    session: Session,
    municipality_id: int,
    staff_id: uuid.UUID | None,
    action: str,
    subject: object = "",
    reason: str = "",
) -> None:
    """Note an act in the caller's transaction. `subject` is an id; `reason` what the person gave as her reason."""
    session.execute(_SHARE, {"municipality": municipality_id})
    session.add(
        Audit(municipality_id=municipality_id, staff_id=staff_id, action=action, subject=str(subject), reason=reason)
    )
    session.flush()


def try_alone(session: Session, municipality_id: int) -> bool:
    """Keep everyone from writing a municipality's audit until the transaction ends; False when somebody just is."""
    return bool(session.scalar(_ALONE, {"municipality": municipality_id}))
