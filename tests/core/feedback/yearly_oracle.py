"""What the rules of feedback call for, written from the rules and not from the program: who gets which letter when.

It knows what was done (Event) and which letters say so at once, and nothing of journals, tables or entries.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/Brussels")
UNDECIDED, WAITS, CLOSED = "undecided", "waits", "closed"
DAYS, NEVER = timedelta(days=1), datetime(1, 1, 1, tzinfo=UTC)


@dataclass
class Happened:
    """Something that was done to a fiche: `what` is state, action, puller, public, put (in it, a signal of `who`)."""

    at: datetime
    fiche: str
    what: str
    state: str = ""
    who: int = -1


@dataclass
class Worker:
    """A reporter as the test made her."""

    name: int
    town: str
    rhythm: str
    scope: str = "alles"
    sent: datetime = NEVER
    stops: datetime | None = None
    wants: bool = True


@dataclass
class Town:
    """A municipality: its day, hour and rhythm, and what happened there."""

    name: str
    weekday: int
    hour: int
    rhythm: str
    happened: list[Happened] = field(default_factory=list["Happened"])
    # Letters at once, by worker: when.
    at_once: dict[int, list[datetime]] = field(default_factory=dict[int, list[datetime]])
    # Whether and when somebody decided on her signal, so that nothing is still to come of that by itself.
    decided: dict[int, datetime] = field(default_factory=dict[int, datetime])
    # Fiches with enough signals and an approved text, since when.
    public: dict[str, datetime] = field(default_factory=dict[str, datetime])


@dataclass(frozen=True)
class Letter:
    """A digest that somebody is to get: its kind, the fiches of hers that it names, and how many things it tells."""

    at: datetime
    kind: str
    own: frozenset[str]
    items: int


def slots_of(town: Town, year: int) -> list[datetime]:
    """List the slots of a municipality in a year."""
    day = datetime(year, 1, 1, tzinfo=HERE)
    while day.weekday() != town.weekday:
        day += DAYS
    slots: list[datetime] = []
    while day.year == year:
        slots.append(_moment(day, town.hour))
        day = datetime(day.year, day.month, day.day, tzinfo=HERE) + 7 * DAYS
    return slots


@cache
def _moment(day: datetime, hour: int) -> datetime:
    """Give the first moment at or after that hour of the day, counted in real minutes from midnight."""
    moment = day.astimezone(UTC)
    for _ in range(26 * 60):
        there = moment.astimezone(HERE)
        if there.date() == day.date() and there.hour >= hour:
            return moment
        moment += timedelta(minutes=1)
    raise AssertionError


class Oracle:
    """Says which digests one worker gets in a year."""

    def __init__(self, town: Town, worker: Worker) -> None:
        """Begin with nothing told."""
        self._town, self._worker = town, worker
        self._known: set[int] = set()
        self._heard = worker.sent
        self.letters: list[Letter] = []

    def call(self, slots: list[datetime], looked: list[datetime]) -> list[Letter]:
        """Go through a year; `looked`: the moments at which the program was awake, with gaps where it was not."""
        rhythm = self._worker.rhythm or self._town.rhythm
        ran, left = -1, list(slots)
        before_that = NEVER
        for at in looked:
            missed = [slot for slot in left if slot <= at]
            left = left[len(missed) :]
            if missed:
                index = slots.index(missed[-1])
                slot, before = slots[index], slots[ran] if ran >= 0 else None
                ran = index
                if self._worker.sent <= at:
                    coming = [_planned(slots, index, step) for step in range(1, 16)]
                    following = next((one for one in coming if _is_turn(rhythm, one, slot)), coming[-1])
                    turn = _is_turn(rhythm, slot, before)
                    self._at(at, turn=turn, next_slot=coming[0], next_turn=following, monthly=rhythm == "maand")
            stirred = [*self._town.happened, Happened(self._worker.sent, "", "sent")]
            # Only what happened since it last looked can be news to who hears at once.
            if rhythm == "nu" and any(before_that < one.at <= at for one in stirred) and self._worker.sent <= at:
                self._send(at, "", self._own(at), self._others(at))
            before_that = at - timedelta(minutes=2)
        return self.letters

    def _at(self, at: datetime, *, turn: bool, next_slot: datetime, next_turn: datetime, monthly: bool) -> None:
        ends = self._last_heard(at) + 90 * DAYS
        late = next_slot > ends or (turn and monthly and next_turn > ends)
        quiet = late and self._is_open(at)
        if turn or quiet:
            own = self._own(at)
            still = self._open_fiches(at) if quiet and not own else None
            self._send(at, "still" if quiet and not own else "", own, self._others(at), still)

    def _send(
        self,
        at: datetime,
        kind: str,
        own: dict[str, set[int]],
        others: dict[str, set[int]],
        still: set[str] | None = None,
    ) -> None:
        worker = self._worker
        if not worker.wants or (worker.stops is not None and at >= worker.stops):
            return
        if kind == "still":
            open_ = still or set()
            waiting = 0 if worker.name in self._town.decided and self._town.decided[worker.name] <= at else 1
            held = Letter(at, "nieuws" if others else "stil", frozenset(open_), len(open_) + waiting + len(others))
        elif own or others:
            held = Letter(at, "nieuws", frozenset(own), len(own) + len(others))
        else:
            return
        self.letters.append(held)
        for news in (own, others):
            for ids in news.values():
                self._known |= ids
        if own or kind == "still":
            self._heard = at

    def _events(self, at: datetime) -> list[tuple[int, Happened]]:
        return [(id_, one) for id_, one in enumerate(self._town.happened) if one.at <= at - timedelta(minutes=2)]

    def _hers(self, at: datetime) -> set[str]:
        return {
            one.fiche
            for one in self._town.happened
            if one.what == "put" and one.who == self._worker.name and one.at <= at
        }

    def _own(self, at: datetime) -> dict[str, set[int]]:
        """Give by fiche what is new of it: how it stands, what is done, who pulls, that it is public, who sees it."""
        news: dict[str, set[int]] = {}
        for fiche in self._hers(at):
            found = [(id_, one) for id_, one in self._events(at) if one.fiche == fiche]
            people = {
                one.who for one in self._town.happened if one.fiche == fiche and one.what == "put" and one.at <= at
            }
            mine = {id_ for id_, one in found if one.what == "put" and one.who == self._worker.name}
            states = [(id_, one) for id_, one in found if one.what == "state"]
            told_at_once = bool(states) and states[-1][1].state == "afgerond"
            new = {id_ for id_, one in found if one.what not in {"put", "state"}} - self._known
            if states and states[-1][0] not in self._known and not told_at_once:
                new |= {id_ for id_, _ in states} - self._known
            if new or (mine - self._known and len(people - {-1}) > 1 and self._joined(fiche, at)):
                news[fiche] = new | mine
        return news

    def _joined(self, fiche: str, at: datetime) -> bool:
        """Tell whether somebody joined her since she was put in: the letter of that said who saw the same then."""
        puts = [one for _, one in self._events(at) if one.fiche == fiche and one.what == "put"]
        mine = max(one.at for one in puts if one.who == self._worker.name)
        return any(one.who != self._worker.name and one.at > mine for one in puts)

    def _others(self, at: datetime) -> dict[str, set[int]]:
        """Give what is new of public fiches of others: that there is a text, and a state that says something."""
        news: dict[str, set[int]] = {}
        for fiche in self._town.public if self._worker.scope == "alles" else ():
            carried = [one for one in self._town.happened if one.fiche == fiche and one.what == "put" and one.at <= at]
            if fiche in self._hers(at) or self._town.public[fiche] > at or len(carried) < 3:
                continue
            fresh = [(id_, one) for id_, one in self._events(at) if one.fiche == fiche and one.at >= at - 100 * DAYS]
            new = {id_ for id_, one in fresh if one.what == "public"} - self._known
            every = [one.state for _, one in self._events(at) if one.fiche == fiche and one.what == "state"]
            states = {id_: one.state for id_, one in fresh if one.what == "state" and id_ not in self._known}
            if (
                every
                and every[-1] in states.values()
                and every[-1] in {"geprioriteerd", "in-actie", "bovenlokaal", "afgerond"}
            ):
                new |= set(states)
            if new:
                news[fiche] = new
        return news

    def _last_heard(self, at: datetime) -> datetime:
        told = [moment for moment in self._town.at_once.get(self._worker.name, []) if moment <= at]
        return max([self._heard, self._worker.sent, *told])

    def _open_fiches(self, at: datetime) -> set[str]:
        open_: set[str] = set()
        for fiche in self._hers(at):
            states = [
                one.state for one in self._town.happened if one.fiche == fiche and one.what == "state" and one.at <= at
            ]
            if not states or states[-1] != "afgerond":
                open_.add(fiche)
        return open_

    def _is_open(self, at: datetime) -> bool:
        decided = self._town.decided.get(self._worker.name)
        return decided is None or decided > at or bool(self._open_fiches(at))


def _planned(slots: list[datetime], index: int, step: int) -> datetime:
    """Give a later slot by the calendar, whether it is run or not."""
    there = slots[index].astimezone(HERE)
    hours = [slot.astimezone(HERE).hour for slot in slots]
    day = datetime(there.year, there.month, there.day, tzinfo=HERE) + 7 * step * DAYS
    return _moment(day, max(set(hours), key=hours.count))


def _is_turn(rhythm: str, slot: datetime, before: datetime | None) -> bool:
    if rhythm in {"nu", "week"}:
        return True
    here = slot.astimezone(HERE)
    if before is None:
        return here.day <= 7 and (rhythm == "maand" or here.month in {1, 4, 7, 10})
    there = before.astimezone(HERE)
    if rhythm == "maand":
        return (here.year, here.month) != (there.year, there.month)
    return (here.year, (here.month - 1) // 3) != (there.year, (there.month - 1) // 3)
