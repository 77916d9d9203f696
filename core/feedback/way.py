"""The way of a signal: what happened to it, step by step, as its reporter may know it; nothing of others. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core.feedback.bands import OTHERS, word_others
from core.feedback.digest_facts import CLOSED, Entry, FicheFact
from core.feedback.digest_own import Known, tell_own, tell_state
from core.feedback.planning import CLOSING_ASKED
from core.feedback.schedule import BRUSSELS
from core.feedback.wording import word_decision
from core.intake.rooms import Notice
from core.review.bundling import BUNDLED_IN
from core.review.fiches import MOVED

_PLAIN = {
    "received": "way.received",
    "opened": "way.opened",
    "split": "way.split",
    "answered": "way.added",
    "supplemented": "way.added",
    "added": "way.added",
    "withdrawn": "way.withdrawn",
}


@dataclass(frozen=True, slots=True)
class Happened:
    """An entry of the journal of a signal."""

    id: int
    what: str
    at: datetime
    details: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Heard:
    """When a letter that told it was handed over, and by which kind of door (empty: not known any more)."""

    at: datetime
    kind: str


@dataclass(frozen=True, slots=True)
class Step:
    """What happened at a moment, and when she was told."""

    at: datetime
    notices: tuple[Notice, ...]
    heard: Heard | None = None


@dataclass(frozen=True, slots=True)
class Stand:
    """How a fiche of hers stands: its title, its state, and how many others see the same (None: nobody else)."""

    title: str
    state: Notice
    others: Notice | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What steps are told from: when she was told which entry, what she was asked, and until when things are settled.

    `asked`: the words of questions by id; those that were taken back are not there.
    """

    heard: Mapping[int, Heard]
    asked: Mapping[str, str]
    settled: datetime


def tell_stand(fiche: FicheFact, entries: Sequence[Entry]) -> Stand:
    """Say how a fiche stands now."""
    closed = fiche.status == CLOSED
    state = Notice(f"digest.outcome.{fiche.outcome}") if closed and fiche.outcome else tell_state(fiche, entries)
    return Stand(fiche.title, state, word_others(fiche.reporters - 1), closed)


def tell_signal(name: str, entries: Sequence[Happened], facts: Facts) -> list[Step]:
    """Tell what happened to a signal itself (`name`: its number, or which part of it), the first first."""
    steps: list[Step] = []
    told = False
    for place, entry in enumerate(entries):
        heard = facts.heard.get(entry.id)
        notices: tuple[Notice, ...] = ()
        if entry.what == "decided":
            undone = any(later.what == "reconsidered" for later in entries[place + 1 :])
            told = heard is not None
            if told or (entry.at <= facts.settled and not undone):
                notices = word_decision(name, dict(entry.details))
        elif entry.what == "reconsidered":
            notices = (Notice("asking.told.reconsidered", {"number": name}),) if told else ()
        elif entry.what == "asked":
            question = facts.asked.get(str(entry.details.get("question", "")), "")
            notices = (Notice("way.asked", {"question": question}),) if question else ()
        elif entry.what in _PLAIN and not _taken_back(entry, entries[place + 1 :]):
            notices = (Notice(_PLAIN[entry.what]),)
        if notices and not _repeats(steps, entry.at, notices):
            steps.append(Step(entry.at, notices, heard))
    return steps


def tell_fiche(fiche: FicheFact, entries: Sequence[Entry], since: datetime, now: datetime, facts: Facts) -> list[Step]:
    """Tell what happened to a fiche since it carries a signal; what happened more than once is said as it stands."""
    ids = {entry.id for entry in entries}
    steps: list[Step] = []
    said: set[str] = set()
    for entry in reversed(entries):
        if not since <= entry.at <= facts.settled or entry.what == BUNDLED_IN:
            continue
        heard = facts.heard.get(entry.id)
        notices = _moved(fiche, entry) if entry.what in (MOVED, CLOSING_ASKED) else ()
        if entry.what not in (MOVED, CLOSING_ASKED):
            lines, _ = tell_own(fiche, entries, Known(ids - {entry.id}, (), ()), now)
            notices = tuple(line for line in lines if not line.key.startswith(OTHERS) and repr(line) not in said)
        said |= {repr(line) for line in notices}
        if notices:
            steps.append(Step(entry.at, notices, heard))
    return steps[::-1]


def _moved(fiche: FicheFact, entry: Entry) -> tuple[Notice, ...]:
    """Say which state a fiche went to; of a closing what came of it, and what a person wrote of that."""
    if entry.what == CLOSING_ASKED:
        return ()  # it is told when it closes
    to, reason = str(entry.details.get("to", "")), str(entry.details.get("reason", ""))
    if to == CLOSED:
        outcome, told = entry.details.get("outcome") or fiche.outcome, str(entry.details.get("told", ""))
        said = Notice(f"digest.outcome.{outcome}") if outcome else Notice("digest.state.afgerond")
        return (said, *([Notice("asking.told.message", {"message": told})] if told else []))
    if entry.details.get("from") == CLOSED:
        return (Notice("digest.reopened"),)
    if to == "geparkeerd":
        end = "-undated" if reason else "-undated-bare"
        return (Notice(f"digest.state.geparkeerd{end}", {"reason": reason} if reason else {}),)
    return (Notice(f"digest.state.{to}"),)


def _taken_back(entry: Happened, later: Sequence[Happened]) -> bool:
    """Tell whether a signal that was split is whole again."""
    return entry.what == "split" and any(one.what == "rejoined" for one in later)


def _repeats(steps: Sequence[Step], at: datetime, notices: tuple[Notice, ...]) -> bool:
    last = steps[-1] if steps else None
    return last is not None and _day(last.at) == _day(at) and last.notices == notices


def _day(at: datetime) -> date:
    return at.astimezone(BRUSSELS).date()


def in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Put steps in the order in which they happened."""
    return tuple(sorted(steps, key=lambda step: step.at))
