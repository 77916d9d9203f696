"""The bar that says what was decided just now about another signal, with the way back."""

import uuid
from dataclasses import dataclass
from typing import Any

from admin.desk import Visit
from core.review.decision import read_standing
from core.review.fiche_reading import name_fiches
from core.review.reading import name_signals

# What the page said it would do, in an address.
DONE = ("fiche", "intern", "geen-signaal", "dubbel", "terug", "al")
# So long the bar stays when nobody touches it, in seconds; the way back stays on the signal's own page.
SECONDS = 10


@dataclass(frozen=True, slots=True)
class Undoing:
    """A decision just taken: about which signal, the stand that undoing it names, the fiche (or 0) with its title."""

    id: uuid.UUID
    number: int
    stand: str
    done: str
    fiche: int
    title: str


def undoing(visit: Visit) -> dict[str, Any]:
    """Give what the bar needs: nothing unless she decided it herself, and nobody decided anything since."""
    done, was = visit.asked("besloten"), visit.asked("was")
    try:
        signal_id = uuid.UUID(was)
    except ValueError:
        return {"undo": None}
    standing = read_standing(visit.session, signal_id)
    number = name_signals(visit.session, [signal_id]).get(signal_id)
    if done not in DONE or number is None or standing.decision is None or standing.by != visit.present.email:
        return {"undo": None}
    fiche = (standing.decision.fiche or 0) if done == "fiche" else 0
    title = dict(name_fiches(visit.session, [fiche])).get(fiche, "") if fiche else ""
    return {
        "undo": Undoing(signal_id, number, standing.stand, done, fiche if title else 0, title),
        "undo_seconds": SECONDS,
    }
