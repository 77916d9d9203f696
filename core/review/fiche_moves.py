"""The states of a fiche: which follows which, and what must be there before a fiche gets one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.store.tables.fiche import ASKED, DECLINED, OUTSIDE

DRAFT, TESTED, PRIORITY, PARKED = "ontwerp", "getoetst", "geprioriteerd", "geparkeerd"
ACTION, ABOVE, CLOSED = "in-actie", "bovenlokaal", "afgerond"
OPEN_STATES = (DRAFT, TESTED, PRIORITY, PARKED, ACTION, ABOVE)
# A problem is recognised when it is seen from so many organisations; with fewer, a person says why it is one.
FEWEST_ORGANISATIONS = 2

# Every move there is. A parked fiche can be taken up, and one that waits above can be acted upon here meanwhile.
MOVES: Mapping[str, tuple[str, ...]] = {
    DRAFT: (TESTED,),
    TESTED: (PRIORITY, PARKED),
    PRIORITY: (ACTION, ABOVE, PARKED),
    PARKED: (PRIORITY, ACTION, ABOVE),
    ACTION: (CLOSED, ABOVE),
    ABOVE: (CLOSED, ACTION),
    CLOSED: (ACTION,),
}


@dataclass(frozen=True, slots=True)
class Move:
    """A move that somebody asks for, with what she typed; what a state does not ask for is passed over.

    `told`: what came of it, in two sentences. `action`: the first thing that is done, by `action_due`, where none is.
    """

    to: str
    reason: str = ""
    review_on: date | None = None
    puller: str = ""
    outcome: str = ""
    told: str = ""
    action: str = ""
    action_due: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a fiche has when a move is asked for, beside what is typed; `actions`: how many are still to be done.

    `answer` and `note`: what the puller said, or what was agreed with who is outside.
    """

    status: str
    description: str
    organisations: int
    puller: str
    actions: int = 0
    answer: str = ""
    note: str = ""


def missing_for(facts: Facts, move: Move, today: date, outcomes: tuple[str, ...]) -> tuple[str, ...]:
    """Name what is missing for a move that exists.

    Of description, reason, review_on, puller, accepts, action, outcome and told.
    """
    asked: Mapping[str, Mapping[str, bool]] = {
        TESTED: {
            "description": not facts.description.strip(),
            "reason": facts.organisations < FEWEST_ORGANISATIONS and not move.reason,
        },
        PARKED: {"reason": not move.reason, "review_on": move.review_on is None or move.review_on <= today},
        ACTION: {
            "puller": not (move.puller or facts.puller),
            # A colleague has said yes; of someone outside it is noted what was agreed.
            "accepts": not move.puller and facts.answer in (ASKED, DECLINED),
            "reason": not move.reason and _outside(facts, move),
            "action": not (move.action or facts.actions),
        },
        CLOSED: {"outcome": move.outcome not in outcomes, "told": not move.told},
    }
    return tuple(name for name, lacks in asked.get(move.to, {}).items() if lacks)


def _outside(facts: Facts, move: Move) -> bool:
    # Who pulls is outside the panel, or will be, and nothing was noted of what was agreed.
    return bool(move.puller) or not facts.puller or (facts.answer == OUTSIDE and not facts.note)
