"""The nineteen indicators of the process, each a pure function of facts; their definitions stand in the catalogue."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.insight.facts import count_sources
from core.insight.filling import filling
from core.insight.measures import Reading, count, evenness, level, macro_f1, mean, share, share_of, spread
from core.insight.sents import NEVER, Sents, link, micros
from core.insight.view import View
from core.review.due import NO_PROMISE
from core.review.fiche_moves import CLOSED

# Decisions that something is a signal, and that this is one person's matter.
ACCEPTED, _INDIVIDUAL = ("gebundeld", "intern"), "individueel"
_NEAR, _FAR, _HEARD, _AGAIN = timedelta(days=90), timedelta(days=180), timedelta(days=60), timedelta(days=182)
_SILENT = timedelta(days=90)
_DAY = timedelta(days=1)
_TOP, _ENOUGH_TO_RANK = 3, 6


Measure = Callable[[View], Iterable[Reading]]


def deciding(view: View) -> Iterable[Reading]:
    """1: how long until the first decision of a person."""
    sent = _promised(view)
    decided = sent["decided_at"] != NEVER
    days = np.full(len(sent), np.inf)
    days[decided] = view.working_days.count(sent["at"][decided], sent["decided_at"][decided])
    yield spread("days", days, "workdays")
    yield share("decided", decided)


def acting(view: View) -> Iterable[Reading]:
    """2: how many signals led to an action within 90 and 180 days, of those that are that old."""
    sent = view.facts.sent
    places, found = _fiches(view)
    begun = np.full(len(sent), NEVER)
    np.minimum.at(begun, places, view.facts.every.action_at[found])
    taken = np.maximum(begun, sent["at"]) - sent["at"]
    promised = ~sent.holding("channel", NO_PROMISE)
    for name, limit in (("near", _NEAR), ("far", _FAR)):
        old = promised & (sent["at"] <= micros(view.now - limit))
        yield share(name, taken[old] <= _long(limit))


def answering(view: View) -> Iterable[Reading]:
    """3: how many of those who want to hear something did within 60 days."""
    sent = view.facts.sent
    old = sent["wants"] & (sent["at"] <= micros(view.now - _HEARD))
    yield share("told", sent["told_at"][old] - sent["at"][old] <= _long(_HEARD))


def first_word(view: View) -> Iterable[Reading]:
    """4: how long until she heard something that no machine wrote."""
    sent = view.facts.sent
    told = sent["told_at"][sent["wants"]]
    days = np.where(told == NEVER, np.inf, (told - sent["at"][sent["wants"]]) / _long(_DAY))
    yield spread("days", days, "days")


def reporting(view: View) -> Iterable[Reading]:
    """5: how many people reported, and how many of them for the first time."""
    sent = view.facts.sent
    known = sent["reporter"] != 0
    people, where = np.unique(sent["reporter"][known], return_index=True)
    yield count("reporters", len(people))
    yield share("new", view.within(sent["first_at"][known][where]))
    yield share("nameless", ~known)


def returning(view: View) -> Iterable[Reading]:
    """6: who reports again within half a year, with and without an answer."""
    sent = view.facts.sent
    old = np.flatnonzero((sent["reporter"] != 0) & (sent["at"] <= micros(view.now - _AGAIN)))
    first = old[np.unique(sent["reporter"][old], return_index=True)[1]]
    back = sent["next_at"][first] - sent["at"][first] <= _long(_AGAIN)
    heard = sent["told_at"][first] != NEVER
    for name, of in (("told", heard), ("untold", ~heard)):
        yield share(name, back[of])


def mixing(view: View) -> Iterable[Reading]:
    """7: from how many organisations and sectors signals come, and how evenly."""
    sent = view.facts.sent
    sectors = sent.count("sector")
    sectors.pop("", None)
    yield count("organisations", count_sources(sent)[1] if len(sent) else 0)
    yield count("sectors", len(sectors), people=False)
    yield level("even", evenness(sectors), sum(sectors.values()))
    named = Counter[str]()
    for name, number in sent.count("organisation").items():
        named[name.casefold()] += number
    named.pop("", None)
    ranked = len(named) >= _ENOUGH_TO_RANK
    top = sum(number for _, number in named.most_common(_TOP))
    yield share_of("top", top, named.total()) if ranked else share_of("top", 0, 0)


def deepening(view: View) -> Iterable[Reading]:
    """8: how many of the six points of depth signals have."""
    points = view.facts.sent["points"]
    yield mean("points", points[points >= 0], "points")


def judging(view: View) -> Iterable[Reading]:
    """9: how many are taken without asking more, and how many are refused as one person's matter."""
    sent = view.facts.sent
    decided = ~sent.holding("decided", "")
    taken = np.logical_or.reduce([sent.holding("decided", one) for one in ACCEPTED]) & ~sent["asked"]
    yield share("taken", taken[decided])
    yield share("individual", sent.holding("reason", _INDIVIDUAL)[decided])


def guarding(view: View) -> Iterable[Reading]:
    """10: how often the guard found something that she hid or let stand, and a processor something after it."""
    yield share("guarded", view.facts.sent["guarded"])
    yield share("leaked", view.facts.sent["leaked"])


def bundling(view: View) -> Iterable[Reading]:
    """11: how many accepted signals are in a fiche, and what a fiche carries."""
    sent, every = view.facts.sent, view.facts.every
    found = np.unique(_fiches(view)[1])
    accepted = np.logical_or.reduce([sent.holding("decided", one) for one in ACCEPTED])
    yield share("bundled", sent["fiche"][accepted] != 0)
    yield spread("signals", every.signals[found], "signals", people=False)
    yield spread("organisations", every.organisations[found], "organisations", people=False)


def resulting(view: View) -> Iterable[Reading]:
    """12: how many bundled signals are in a fiche with an action, and in one with an outcome."""
    sent, every = view.facts.sent, view.facts.every
    places, found = _fiches(view)
    bundled = sent["fiche"] != 0
    begun, ended = np.zeros(len(sent), bool), np.full(len(sent), "", every.outcome.dtype)
    begun[places[every.action_at[found] != NEVER]] = True
    # Of several outcomes the first counts.
    outcomes = every.outcome[found] != ""
    ended[places[outcomes][::-1]] = every.outcome[found][outcomes][::-1]
    yield share("action", begun[bundled])
    yield share("outcome", ended[bundled] != "")
    came = ended[ended != ""]
    for outcome in ("opgelost", "verbeterd", "deels", "niet-haalbaar", "overgenomen"):
        yield share(outcome, came == outcome)


def owning(view: View) -> Iterable[Reading]:
    """13: how many open fiches somebody follows up, and of how many nothing was heard for 90 days; as of now."""
    fiches = view.facts.followed
    open_ = fiches.status != CLOSED
    yield share("pulled", fiches.pulled[open_], people=False)
    yield share("silent", fiches.last_at[open_] < micros(view.now - _SILENT), people=False)


def escalating(view: View) -> Iterable[Reading]:
    """14: how many fiches went to a higher level, how many of those were closed from there, and after how long."""
    fiches = view.facts.followed
    gone = view.within(fiches.above_at)
    closed = fiches.closed_above_at[gone]
    yield count("above", int(gone.sum()), people=False)
    yield share("answered", closed != NEVER, people=False)
    days = np.where(closed == NEVER, np.inf, (closed - fiches.above_at[gone]) / _long(_DAY))
    yield spread("answer-days", days, "days", people=False)


def labelling(view: View) -> Iterable[Reading]:
    """16: how often the first label that was proposed stays, how good labels are, how often none is proposed."""
    judged = view.facts.judged
    yield share("kept", (one.proposed[0] in one.held for one in judged if one.proposed))
    score = macro_f1([(one.proposed, one.held) for one in judged])
    yield level("f1", score, len(judged))
    yield share("silent", view.facts.sent["silent"][view.facts.sent["read"]])


def meeting(view: View) -> Iterable[Reading]:
    """17: who came to signal days, from how many organisations, how many of them report, and what came out."""
    held = [day for day in view.facts.held if view.begin <= day.at < view.end]
    yield count("days", len(held), people=False)
    yield count("came", sum(day.came for day in held), people=False)
    yield count("organisations", sum(day.organisations for day in held), people=False)
    asked = [day for day in held if day.signallers is not None]
    told = sum(min(day.signallers or 0, day.came) for day in asked)
    yield share_of("signallers", told, sum(day.came for day in asked))
    yield count("actions", sum(day.actions for day in held), people=False)


def recurring(view: View) -> Iterable[Reading]:
    """18: how many fiches that were opened are about what a closed one was about."""
    fiches = view.facts.followed
    yield share("returned", fiches.returned[view.within(fiches.opened_at)], people=False)


def helping(view: View) -> Iterable[Reading]:
    """19: how many of those who said something of a digest found it useful, and of how many digests somebody did."""
    rated = view.facts.rated
    yes, said = sum(one.yes for one in rated), sum(one.yes + one.no for one in rated)
    yield share_of("useful", yes, said)
    yield share_of("rated", said, sum(one.arrived for one in rated))


INDICATORS: Mapping[int, Measure] = {
    1: deciding, 2: acting, 3: answering, 4: first_word, 5: reporting, 6: returning, 7: mixing, 8: deepening,
    9: judging, 10: guarding, 11: bundling, 12: resulting, 13: owning, 14: escalating, 15: filling, 16: labelling,
    17: meeting, 18: recurring, 19: helping,
}  # fmt: skip
# As of now, whatever the period.
AS_OF_NOW = frozenset({13})


def _promised(view: View) -> Sents:
    """Give the signals that came when they say: rows of an old list tell nothing of how fast we are."""
    sent = view.facts.sent
    return sent.where(~sent.holding("channel", NO_PROMISE))


def _fiches(view: View) -> tuple[NDArray[Any], NDArray[Any]]:
    """Give the place of each signal that is in a fiche, with the place of the fiche; merged ones are left out."""
    places, numbers = link(view.facts.sent)
    found = view.facts.every.find(numbers)
    return places[found >= 0], found[found >= 0]


def _long(time: timedelta) -> int:
    return time // timedelta(microseconds=1)
