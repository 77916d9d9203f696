"""Retention: what a municipality no longer needs is erased, anonymised or forgotten, counted first and audited."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotPossible
from core.municipalities import Place
from core.privacy.expired import PROMISED, UNPLACED
from core.privacy.outlived import GUARDED
from core.privacy.periods import Category, Limits
from core.store.tables import Audit

log = structlog.get_logger()

# A run that would touch more than this of a category that counts asks a person first.
_MOST = 0.05
_FEW = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One category of a plan: how many rows are due, of how many there are."""

    category: str
    due: int
    total: int
    guarded: bool

    @property
    def share(self) -> float:
        """Give the part that is due, between 0 and 1."""
        return self.due / self.total if self.total else 0.0

    @property
    def asks(self) -> bool:
        """Tell whether this is so much that a person must agree before it is done."""
        return self.guarded and self.total > _FEW and self.share > _MOST


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does or would do, by category; `done` tells which of the two."""

    lines: tuple[Line, ...]
    done: bool = False

    @property
    def asks(self) -> tuple[Line, ...]:
        """Give the categories that wait for a person."""
        return tuple(line for line in self.lines if line.asks)

    def describe(self) -> str:
        """Write the plan for people: a line for each category."""
        verb = "done" if self.done else "due"
        return "\n".join(
            f"{line.category:10} {line.due:7} {verb} of {line.total:7}  {line.share:6.1%}{self._remark(line)}"
            for line in self.lines
        )

    def _remark(self, line: Line) -> str:
        if line.asks:
            return "  (asks first: run again with --force)" if not self.done else ""
        promised = not line.guarded and line.due > 0 and not self.done
        return "  (promised to go after this long: goes without asking)" if promised else ""

    def due(self, category: str) -> int:
        """Tell how many rows of a category are due, or were done."""
        return next(line.due for line in self.lines if line.category == category)


class AsksFirst(NotPossible):
    """So much is due that a person must agree: run it again with force, or change the periods."""

    def __init__(self, plan: Plan) -> None:
        """Take the plan; its counts are no secret."""
        self.plan = plan
        parts = [f"{line.category} {line.due} of {line.total}" for line in plan.asks]
        super().__init__(f"more than {_MOST:.0%} would go: {', '.join(parts)}")


def plan(session: Session, place: Place, now: datetime) -> Plan:
    """Count what is due in the bound municipality, by category, and change nothing: the dry run."""
    limits = Limits(place, now)
    return Plan(tuple(_count(session, category, limits) for category in (*PROMISED, *GUARDED)))


def apply(session: Session, place: Place, now: datetime, *, force: bool = False) -> Plan:
    """Do what is due in the bound municipality, write one audit row with the counts, and tell what was done.

    Safe to repeat: what was done is not due any more. Raises AsksFirst, with nothing changed, when more than 5 % of
    the signals or contacts would go and nobody forced it. Drafts, deliveries and letters have no such limit: that they
    go after so many days is what people were promised, and it may not wait because many wrote in the same week.
    """
    counted = plan(session, place, now)
    if counted.asks and not force:
        raise AsksFirst(counted)
    return _do(session, counted, Limits(place, now), (*PROMISED, *GUARDED))


def run_retention(context: Context, place: Place, *, dry: bool = False, force: bool = False) -> Plan:
    """Run retention for a municipality in transactions of its own, and for what belongs to no municipality.

    Raises AsksFirst when signals or contacts wait for a person; what was promised is then done all the same.
    """
    now = context.clock()
    with context.store.tenant(place.id) as session:
        counted = plan(session, place, now)
        if dry:
            return counted
        held = bool(counted.asks) and not force
        done = _do(session, counted, Limits(place, now), PROMISED if held else (*PROMISED, *GUARDED))
    erase_unplaced(context)
    log.info("retention", municipality=place.id, count=sum(line.due for line in done.lines))
    if held:
        raise AsksFirst(counted)
    return done


def erase_unplaced(context: Context) -> int:
    """Erase what is due of the rows that nobody could place in a municipality; returns how many that were."""
    nowhere = Place(0, "", "", {})
    with context.store.door() as session:
        limits = Limits(nowhere, context.clock())
        return sum(category.erase(session, limits) for category in UNPLACED)


def _count(session: Session, category: Category, limits: Limits) -> Line:
    due, total = category.count(session, limits)
    return Line(category.name, due, total, category in GUARDED)


def _do(session: Session, counted: Plan, limits: Limits, categories: tuple[Category, ...]) -> Plan:
    erased = {category.name: category.erase(session, limits) for category in categories}
    lines = tuple(Line(line.category, erased.get(line.category, 0), line.total, line.guarded) for line in counted.lines)
    waits = [f"{line.category} waits" for line in counted.lines if line.category not in erased]
    counts = [f"{name} {count}" for name, count in erased.items()]
    session.add(
        Audit(municipality_id=limits.place.id, staff_id=None, action="retention", reason=", ".join([*counts, *waits]))
    )
    session.flush()
    return Plan(lines, done=True)
