"""Decision: which states a person may give a signal, with what she must say, and what was decided last."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.store.tables import Journal, Staff

DECIDED, RECONSIDERED = "decided", "reconsidered"
# Words of it were hidden (core.review.hiding).
HID = "hidden"
BUNDLED, INTERN, NO_SIGNAL, SAME, REVIEWED = "gebundeld", "intern", "geen-signaal", "dubbel", "in-nazicht"
UNDECIDED = ("nieuw", REVIEWED, "aanvulling-gevraagd")
REASONS = ("individueel", "klacht", "melding", "buiten-bevoegdheid", "te-vaag")

_DECISIONS = frozenset({BUNDLED, INTERN, NO_SIGNAL, SAME})
# Every move of a signal that a person makes by deciding; what is not here cannot be done. A bundled signal may be put
# in a second fiche. What the reporter took back is out of everybody's hands.
MOVES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(UNDECIDED, _DECISIONS),
    BUNDLED: frozenset({BUNDLED, REVIEWED}),
    INTERN: frozenset({REVIEWED}),
    NO_SIGNAL: frozenset({REVIEWED}),
    SAME: frozenset({REVIEWED}),
    # Its parts are decided about; taking them together again is core.review.splitting.
    "gesplitst": frozenset(),
    "ingetrokken": frozenset(),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decides: the state `to`, and what that state asks for.

    `fiche`: its number, 0 for a new one with this `title` (and after deciding, the title it had). `reason`: one of
    REASONS. `same_as`: the number of the signal that says the same. `message`: words for the reporter, for later.
    """

    to: str
    fiche: int = 0
    title: str = ""
    reason: str = ""
    same_as: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The last decision on a signal, None where none holds, by whom and when; `stand` is what a form carries of it."""

    stand: str = ""
    decision: Decision | None = None
    by: str = ""
    at: datetime | None = None
    details: Mapping[str, Any] | None = None


def read_standing(session: Session, signal_id: uuid.UUID) -> Standing:
    """Read the last decision on a signal."""
    last = (
        select(Journal.id, Journal.what, Journal.at, Journal.details, Staff.email)
        .outerjoin(Staff, Staff.id == Journal.staff_id)
        .where(Journal.signal_id == signal_id, Journal.what.in_((DECIDED, RECONSIDERED)))
        .order_by(Journal.id.desc())
        .limit(1)
    )
    row = session.execute(last).one_or_none()
    if row is None:
        return Standing()
    decision = read_decision(row.details) if row.what == DECIDED else None
    return Standing(str(row.id), decision, row.email or "", row.at, row.details)


def list_stands(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Read what forms carry of the last decisions on signals; those on which nothing was decided are left out."""
    last = select(Journal.signal_id, func.max(Journal.id).label("last")).where(
        Journal.signal_id.in_(ids), Journal.what.in_((DECIDED, RECONSIDERED))
    )
    return {row.signal_id: str(row.last) for row in session.execute(last.group_by(Journal.signal_id))}


def read_decision(details: Mapping[str, Any]) -> Decision:
    """Read a decision from the details of its entry in the journal."""
    return Decision(
        details["to"],
        fiche=details.get("fiche", 0),
        title=details.get("title", ""),
        reason=details.get("reason", ""),
        same_as=details.get("same_as", 0),
        message=details.get("message", ""),
    )
