"""The audit: what staff did or looked at, append-only, ids and never content."""

import uuid

from sqlalchemy.orm import Session

from core.store.tables import Audit


def note(
    session: Session,
    municipality_id: int,
    staff_id: uuid.UUID | None,
    action: str,
    subject: object = "",
    reason: str = "",
) -> None:
    """Note an act in the caller's transaction. `subject` is an id; `reason` what the person gave as her reason."""
    session.add(
        Audit(municipality_id=municipality_id, staff_id=staff_id, action=action, subject=str(subject), reason=reason)
    )
    session.flush()
