"""The nineteen indicators of the process, each a pure function of facts; their definitions stand in the catalogue."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.insight.facts import Facts, Followed, Sent, count_sources
from core.insight.measures import Reading, count, evenness, macro_f1, mean, share, spread
from core.insight.working_days import DayCounter
from core.review.fiche_moves import CLOSED

# Decisions that something is a signal, and that this is one person's matter.
ACCEPTED, _INDIVIDUAL = ("gebundeld", "intern"), "individueel"
_NEAR, _FAR, _HEARD, _AGAIN = timedelta(days=90), timedelta(days=180), timedelta(days=60), timedelta(days=182)
_SILENT = timedelta(days=90)
_DAY = timedelta(days=1)
_TOP, _ENOUGH_TO_RANK = 3, 6
_CHANNELS = ("web", "telegram")


@dataclass(frozen=True, slots=True)
class View:
    """Facts as an indicator sees them: those of a stretch of time, told at `now`; `followed` are all fiches."""

    facts: Facts
    begin: datetime
    end: datetime
    now: datetime
    working_days: DayCounter

    def within(self, at: datetime | None) -> bool:
        """Tell whether something happened in this stretch of time."""
        return at is not None and self.begin <= at < self.end


Measure = Callable[[View], Iterable[Reading]]


def deciding(view: View) -> Iterable[Reading]:
    """1: how long until the first decision of a person."""
    yield spread(
        "days",
        (view.working_days(one.at, one.decided_at) if one.decided_at else None for one in view.facts.sent),
        "workdays",
    )
    yield share("decided", (one.decided_at is not None for one in view.facts.sent))


def acting(view: View) -> Iterable[Reading]:
    """2: how many signals led to an action within 90 and 180 days, of those that are that old."""
    for name, limit in (("near", _NEAR), ("far", _FAR)):
        last = view.now - limit
        old = [one for one in view.facts.sent if one.at <= last]
        yield share(name, (any(at - one.at <= limit for at in _actions(view, one)) for one in old))


def answering(view: View) -> Iterable[Reading]:
    """3: how many of those who want to hear something did within 60 days."""
    old = [one for one in view.facts.sent if one.wants and one.at + _HEARD <= view.now]
    yield share("told", (one.told_at is not None and one.told_at - one.at <= _HEARD for one in old))


def first_word(view: View) -> Iterable[Reading]:
    """4: how long until she heard something that no machine wrote."""
    wanting = [one for one in view.facts.sent if one.wants]
    yield spread("days", (_days(one.at, one.told_at) for one in wanting), "days")


def reporting(view: View) -> Iterable[Reading]:
    """5: how many people reported, and how many of them for the first time."""
    first = {one.reporter: one.first_at for one in view.facts.sent if one.reporter is not None}
    yield count("reporters", len(first))
    yield share("new", (view.within(at) for at in first.values()))
    yield share("nameless", (one.reporter is None for one in view.facts.sent))


def returning(view: View) -> Iterable[Reading]:
    """6: who reports again within half a year, with and without an answer."""
    first: dict[object, Sent] = {}
    for one in sorted(view.facts.sent, key=lambda one: one.at):
        if one.reporter is not None and one.at + _AGAIN <= view.now:
            first.setdefault(one.reporter, one)
    for name, told in (("told", True), ("untold", False)):
        yield share(name, (_came_back(one) for one in first.values() if (one.told_at is not None) is told))


def mixing(view: View) -> Iterable[Reading]:
    """7: from how many organisations and sectors signals come, and how evenly."""
    sent = view.facts.sent
    sectors = [one.source.sector for one in sent if one.source.sector]
    yield count("organisations", count_sources(sent)[1] if sent else 0)
    yield count("sectors", len(set(sectors)), people=False)
    even = evenness(sectors)
    yield mean("even", [even] * len(sectors) if even is not None else [])
    named = Counter(one.source.organisation.casefold() for one in sent if one.source.organisation)
    top = {name for name, _ in named.most_common(_TOP)} if len(named) >= _ENOUGH_TO_RANK else set[str]()
    yield share("top", (name in top for name in named.elements()) if top else ())


def deepening(view: View) -> Iterable[Reading]:
    """8: how many of the six points of depth signals have."""
    yield mean("points", (one.points for one in view.facts.sent if one.points is not None), "points")


def judging(view: View) -> Iterable[Reading]:
    """9: how many are taken without asking more, and how many are refused as one person's matter."""
    decided = [one for one in view.facts.sent if one.decided]
    yield share("taken", (one.decided in ACCEPTED and not one.asked for one in decided))
    yield share("individual", (one.reason == _INDIVIDUAL for one in decided))


def guarding(view: View) -> Iterable[Reading]:
    """10: how often the guard found something that she hid or let stand, and a processor something after it."""
    yield share("guarded", (one.guarded for one in view.facts.sent))
    yield share("leaked", (one.leaked for one in view.facts.sent))


def bundling(view: View) -> Iterable[Reading]:
    """11: how many accepted signals are in a fiche, and what a fiche carries."""
    fiches = {fiche.id: fiche for one in view.facts.sent for fiche in _fiches(view, one)}
    yield share("bundled", (bool(one.fiches) for one in view.facts.sent if one.decided in ACCEPTED))
    yield spread("signals", (fiche.signals for fiche in fiches.values()), "signals", people=False)
    yield spread("organisations", (fiche.organisations for fiche in fiches.values()), "organisations", people=False)


def resulting(view: View) -> Iterable[Reading]:
    """12: how many bundled signals are in a fiche with an action, and in one with an outcome."""
    bundled = [_fiches(view, one) for one in view.facts.sent if one.fiches]
    yield share("action", (any(fiche.action_at for fiche in fiches) for fiches in bundled))
    yield share("outcome", (any(fiche.outcome for fiche in fiches) for fiches in bundled))
    ended = [next(fiche.outcome for fiche in fiches if fiche.outcome) for fiches in bundled if _ended(fiches)]
    for outcome in ("opgelost", "verbeterd", "deels", "niet-haalbaar", "overgenomen"):
        yield share(outcome, (one == outcome for one in ended))


def owning(view: View) -> Iterable[Reading]:
    """13: how many open fiches somebody follows up, and of how many nothing was heard for 90 days; as of now."""
    open_ = [fiche for fiche in view.facts.followed if fiche.status != CLOSED]
    yield share("pulled", (fiche.pulled for fiche in open_), people=False)
    yield share("silent", (view.now - fiche.last_at > _SILENT for fiche in open_), people=False)


def escalating(view: View) -> Iterable[Reading]:
    """14: how many fiches went to a higher level."""
    yield count("above", sum(view.within(fiche.above_at) for fiche in view.facts.followed), people=False)


def filling(view: View) -> Iterable[Reading]:
    """15: how long filling in takes by channel, and how many stop before the end."""
    for channel in _CHANNELS:
        mine = [one for one in view.facts.sent if one.channel == channel]
        yield spread(f"{channel}-seconds", _seconds(mine), "seconds")
        begun = [one for one in view.facts.begun if one.channel == channel]
        gone = sum(one.begun - one.sent for one in begun)
        yield share(f"{channel}-stopped", [True] * gone + [False] * sum(one.sent for one in begun))


def labelling(view: View) -> Iterable[Reading]:
    """16: how often the first label that was proposed stays, how good labels are, how often none is proposed."""
    judged = view.facts.judged
    yield share("kept", (one.proposed[0] in one.held for one in judged if one.proposed))
    score = macro_f1([(one.proposed, one.held) for one in judged])
    yield mean("f1", [score] * len(judged) if score is not None else [])
    yield share("silent", (one.silent for one in view.facts.sent if one.read))


def meeting(view: View) -> Iterable[Reading]:
    """17: who came to signal days, from how many organisations, how many of them report, and what came out."""
    held = [day for day in view.facts.held if view.within(day.at)]
    yield count("days", len(held), people=False)
    yield count("came", sum(day.came for day in held), people=False)
    yield count("organisations", sum(day.organisations for day in held), people=False)
    asked = [day for day in held if day.signallers is not None]
    told = sum(min(day.signallers or 0, day.came) for day in asked)
    yield share("signallers", [True] * told + [False] * (sum(day.came for day in asked) - told))
    yield count("actions", sum(day.actions for day in held), people=False)


def recurring(view: View) -> Iterable[Reading]:
    """18: how many fiches that were opened are about what a closed one was about."""
    opened = [fiche for fiche in view.facts.followed if view.within(fiche.opened_at)]
    yield share("returned", (fiche.returned for fiche in opened), people=False)


def waiting(_view: View) -> Iterable[Reading]:
    """19: what it is computed from is not kept yet."""
    return ()


INDICATORS: Mapping[int, Measure] = {
    1: deciding, 2: acting, 3: answering, 4: first_word, 5: reporting, 6: returning, 7: mixing, 8: deepening,
    9: judging, 10: guarding, 11: bundling, 12: resulting, 13: owning, 14: escalating, 15: filling, 16: labelling,
    17: meeting, 18: recurring, 19: waiting,
}  # fmt: skip
# As of now, whatever the period.
AS_OF_NOW = frozenset({13})


def _fiches(view: View, one: Sent) -> Sequence[Followed]:
    by_id = view.facts.by_id
    return [by_id[id_] for id_ in one.fiches if id_ in by_id] if one.fiches else ()


def _actions(view: View, one: Sent) -> Iterable[datetime]:
    return (max(fiche.action_at, one.at) for fiche in _fiches(view, one) if fiche.action_at is not None)


def _ended(fiches: Iterable[Followed]) -> bool:
    return any(fiche.outcome for fiche in fiches)


def _came_back(one: Sent) -> bool:
    return one.next_at is not None and one.next_at - one.at <= _AGAIN


def _seconds(sent: Iterable[Sent]) -> Iterable[float]:
    """Give how long filling in took; what came in before it was begun, as a letter of last week does, took no time."""
    return ((one.at - one.started_at).total_seconds() for one in sent if one.started_at <= one.at)


def _days(begin: datetime, end: datetime | None) -> float | None:
    return None if end is None else (end - begin) / _DAY
