"""Filling in: how long it takes by channel, how many stop before the end, and at which question."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from core.insight.measures import Reading, share_of, spread
from core.insight.view import View

_CHANNELS = ("web", "telegram")
# Keys of questions, and what stands between them; another one is a municipality's own, or seldom asked.
_STAGES, _OTHER = (
    (
        "description",
        "sector",
        "organisation",
        "breadth",
        "trend",
        "kinds",
        "impact",
        "suggestion",
        "personal",
        "review",
    ),
    "other",
)
_SECOND = timedelta(seconds=1) // timedelta(microseconds=1)


def filling(view: View) -> Iterable[Reading]:
    """15: how long filling in takes by channel, how many stop before the end, and at which question."""
    sent = view.facts.sent
    # What came in before it was begun, as a letter of last week does, took no time.
    took = sent["at"] - sent["started_at"]
    for channel in _CHANNELS:
        mine = sent.holding("channel", channel) & (took >= 0)
        yield spread(f"{channel}-seconds", took[mine] / _SECOND, "seconds")
        begun = [one for one in view.facts.begun if one.channel == channel]
        gone = sum(one.begun - one.sent for one in begun)
        yield share_of(f"{channel}-stopped", gone, gone + sum(one.sent for one in begun))
    left = Counter[str]()
    for one in view.facts.begun:
        left[one.stage if one.stage in _STAGES else _OTHER] += (one.begun - one.sent) if one.stage else 0
    # Nothing else is kept of a conversation that was left, so that few of them tell of nobody.
    for stage in (*_STAGES, _OTHER):
        yield replace(share_of(f"left-{stage}", left[stage], left.total()), people=False)
