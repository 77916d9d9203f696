"""What a digest says of a fiche that carries a reporter's own signals: how it stands now, of what she was not told."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from core.agenda.changes import CALLED_OFF, SHIFTED
from core.agenda.notes import DISCUSSED
from core.agenda.table import TABLED
from core.feedback.bands import word_others
from core.feedback.digest_facts import CLOSED, Doing, Entry, FicheFact
from core.feedback.planning import CLOSING_ASKED
from core.feedback.schedule import BRUSSELS
from core.intake.rooms import Notice
from core.review.action_rows import ADDED
from core.review.actions import MOVED as ACTION_MOVED
from core.review.bundling import BUNDLED_IN
from core.review.fiche_links import CAME_BACK
from core.review.fiches import (
    MOVED,
    PARTED,
    PULLER_ANSWERED,
    PULLER_ASKED,
    PULLER_OUTSIDE,
    PUT_BACK,
    TOOK,
)
from core.review.public_texts import GRANTED, GRANTED_DESPITE
from core.review.shifting import CAME
from core.store.tables.fiche import ACCEPTED, OUTSIDE

# What is never said of a fiche in a digest is not read either.
TELLABLE = (
    BUNDLED_IN, MOVED, PULLER_ASKED, PULLER_ANSWERED, PULLER_OUTSIDE, ADDED, ACTION_MOVED, TABLED, DISCUSSED,
    SHIFTED, CALLED_OFF, GRANTED, GRANTED_DESPITE, CAME_BACK, TOOK, CAME, PARTED, PUT_BACK, CLOSING_ASKED,
)  # fmt: skip
_PULLERS = (PULLER_ASKED, PULLER_ANSWERED, PULLER_OUTSIDE, MOVED)
_SHIFTS = {TOOK: "took", CAME: "came", PARTED: "parted", PUT_BACK: "put-back"}
_MOST_ACTIONS = 3
_MET = {TABLED: "tabled", DISCUSSED: "discussed", SHIFTED: "shifted", CALLED_OFF: "off"}
_DAYS = frozenset({"signaaldag", "actiedag"})
_DAY = "%d/%m/%Y"
Told = tuple[list[Notice], set[int]]


@dataclass(frozen=True, slots=True)
class Known:
    """What a reporter knows: the ids of entries she was told, her signals in a fiche, and where she was invited."""

    told: Collection[int]
    numbers: Collection[int]
    invited: Collection[int]


def tell_own(
    fiche: FicheFact, entries: Sequence[Entry], hers: Known, now: datetime
) -> tuple[tuple[Notice, ...], frozenset[int]]:
    """Say of a fiche what its reporter was not told of, and which entries that tells; nothing: there is no news.

    `entries`: all that is tellable of it, in order. What happened more than once is said as it stands now.
    """
    known = frozenset(hers.told)
    new = [entry for entry in entries if entry.id not in known]
    since = _joined(entries, hers.numbers)
    later = [entry for entry in new if entry.id > since]
    parts = [
        _bundled(new, hers.numbers),
        _shifted(later),
        _state(fiche, entries, new, known, since),
        _pulled(fiche, new),
        _done(fiche, new),
        _met(fiche, (entries, new), hers, now),
        _made_public(fiche, new),
        _came_back(new),
    ]
    lines = list(chain.from_iterable(lines for lines, _ in parts))
    ids = frozenset(chain.from_iterable(ids for _, ids in parts))
    if ids and (others := word_others(fiche.reporters - 1)):
        lines.insert(0, others)
    # That her signal was put in is said at once by a letter: it is news here once somebody else sees the same.
    return (tuple(lines), ids) if lines else ((), frozenset())


def tell_state(fiche: FicheFact, entries: Sequence[Entry]) -> Notice:
    """Say in which state a fiche is; of a parked one until when and why."""
    if fiche.status != "geparkeerd":
        return Notice(f"digest.state.{fiche.status}")
    parked = next((entry for entry in reversed(entries) if _moved_to(entry) == fiche.status), None)
    reason = str(parked.details.get("reason", "")) if parked else ""
    values: dict[str, object] = {"day": fiche.review_on.strftime(_DAY) if fiche.review_on else "", "reason": reason}
    return Notice(f"digest.state.geparkeerd{'' if values['day'] else '-undated'}{'' if reason else '-bare'}", values)


def _bundled(new: Sequence[Entry], numbers: Collection[int]) -> Told:
    """Note that her own signals were put in; the title and the others say so, and a letter did at once."""
    return [], _of(new, lambda entry: entry.what == BUNDLED_IN and entry.details.get("signal") in numbers)


def _joined(entries: Sequence[Entry], numbers: Collection[int]) -> int:
    """Give the entry with which her first signal came into a fiche; 0 where none says so: it came along with others."""
    mine = (entry.id for entry in entries if entry.what == BUNDLED_IN and entry.details.get("signal") in numbers)
    return min(mine, default=0)


def _shifted(new: Sequence[Entry]) -> Told:
    ids = _of(new, lambda entry: entry.what in _SHIFTS)
    last = next((entry for entry in reversed(new) if entry.what in _SHIFTS), None)
    return ([Notice(f"digest.shift.{_SHIFTS[last.what]}")] if last else []), ids


def _state(fiche: FicheFact, entries: Sequence[Entry], new: Sequence[Entry], known: frozenset[int], since: int) -> Told:
    moves = [entry for entry in new if entry.what == MOVED]
    if not moves:
        return [], set()
    ids = {entry.id for entry in moves}
    if fiche.status == CLOSED:
        asked = [entry.id for entry in entries if entry.what == CLOSING_ASKED]
        # A letter said so at once, with what came of it; where there was none, this is the first she hears.
        if asked and asked[-1] in known:
            return [], set()
        return [Notice(f"digest.outcome.{fiche.outcome}")], ids
    if fiche.status not in {_moved_to(entry) for entry in moves}:
        return [], set()
    if any(entry.details.get("from") == CLOSED and entry.id > since for entry in moves):
        return [Notice("digest.reopened")], ids
    return [tell_state(fiche, entries)], ids


def _pulled(fiche: FicheFact, new: Sequence[Entry]) -> Told:
    asked = [entry for entry in new if entry.what in _PULLERS and (entry.what != MOVED or entry.details.get("puller"))]
    if not asked or fiche.puller_answer not in (ACCEPTED, OUTSIDE):
        return [], set()
    said = Notice("digest.puller", {"puller": fiche.puller}) if fiche.puller else Notice("digest.puller-colleague")
    return [said], {entry.id for entry in asked}


def _done(fiche: FicheFact, new: Sequence[Entry]) -> Told:
    known = {doing.id: doing for doing in fiche.doings}
    found = [entry for entry in new if entry.what in (ADDED, ACTION_MOVED) and entry.details.get("action") in known]
    named = list(dict.fromkeys(str(entry.details["action"]) for entry in reversed(found)))
    lines = [_say_doing(known[action]) for action in named[:_MOST_ACTIONS]]
    if left := len(named) - len(lines):
        lines.append(Notice("digest.actions-more", {"count": left}))
    return lines, {entry.id for entry in found}


def _say_doing(doing: Doing) -> Notice:
    values: dict[str, object] = {"title": doing.title}
    match doing.state:
        case "gedaan" if doing.changed:
            return Notice("digest.action.gedaan-changed", values | {"changed": doing.changed})
        case "gestopt":
            return Notice("digest.action.gestopt", values | {"reason": doing.reason})
        case "gepland" | "bezig" if doing.due_on:
            return Notice(f"digest.action.{doing.state}-due", values | {"day": doing.due_on.strftime(_DAY)})
        case _:
            return Notice(f"digest.action.{doing.state}", values)


def _met(fiche: FicheFact, both: tuple[Sequence[Entry], Sequence[Entry]], hers: Known, now: datetime) -> Told:
    """Say on which day it is talked about, unless she was invited to it, and on which it was; and what changed of it.

    `both`: all entries, and those that she was not told. A change is told to who heard of the day.
    """
    entries, new = both
    days = {meeting.number: meeting for meeting in fiche.meetings if meeting.kind in _DAYS}
    found = [entry for entry in new if entry.what in _MET and entry.details.get("item") in days]
    told = [entry for entry in entries if entry.id in hers.told]
    heard = {entry.details.get("item") for entry in told if entry.what in (TABLED, SHIFTED)}
    latest = {entry.details["item"]: entry for entry in found}
    lines: list[Notice] = []
    ids: set[int] = set()
    for item, entry in latest.items():
        day, called_off = days[item].starts_at, entry.what == CALLED_OFF
        if called_off == days[item].certain or (called_off and item not in heard):
            continue
        if entry.what != DISCUSSED and (day <= now or item in hers.invited):
            continue  # it is past and nobody said yet that the talk was done, or a letter said it at once
        key = f"digest.meeting.{'tabled' if entry.what == SHIFTED and item not in heard else _MET[entry.what]}"
        said: dict[str, object] = {
            "day": day.astimezone(BRUSSELS).strftime(_DAY),
            "title": str(entry.details.get("title", "")),
        }
        lines.append(Notice(key, said))
        ids |= {one.id for one in found if one.details["item"] == item}
    return lines, ids


def _made_public(fiche: FicheFact, new: Sequence[Entry]) -> Told:
    ids = _of(new, lambda entry: entry.what in (GRANTED, GRANTED_DESPITE)) if fiche.public_title else set[int]()
    return ([Notice("digest.public", {"title": fiche.public_title})] if ids else []), ids


def _came_back(new: Sequence[Entry]) -> Told:
    ids = _of(new, lambda entry: entry.what == CAME_BACK)
    return ([Notice("digest.came-back")] if ids else []), ids


def _of(new: Sequence[Entry], which: Callable[[Entry], bool]) -> set[int]:
    return {entry.id for entry in new if which(entry)}


def _moved_to(entry: Entry) -> str:
    return str(entry.details.get("to", "")) if entry.what == MOVED else ""
