"""The way of a signal, pure: what was undone unheard was never there, and of a fiche only what came since."""

import uuid
from datetime import UTC, datetime, timedelta

from core.feedback.digest_facts import Entry, FicheFact
from core.feedback.way import Facts, Happened, Heard, tell_fiche, tell_signal

NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)
FICHE = FicheFact(uuid.UUID(int=1), 1, "Wonen", status="geparkeerd")


def happened(*whats: str) -> list[Happened]:
    details = {"to": "intern"}
    return [Happened(id_, what, NOON + timedelta(hours=id_), details) for id_, what in enumerate(whats)]


def keys(entries: list[Happened], *heard: int, settled: datetime = NOON + timedelta(days=1)) -> list[str]:
    facts = Facts({id_: Heard(NOON, "mail") for id_ in heard}, {}, settled)
    return [step.notices[0].key for step in tell_signal("1", entries, facts)]


def test_a_decision_that_was_undone_unheard_was_never_there() -> None:
    entries = happened("received", "opened", "decided", "reconsidered", "decided")
    assert keys(entries) == ["way.received", "way.opened", "asking.told.intern"]
    assert keys(entries, 2)[2:] == ["asking.told.intern", "asking.told.reconsidered", "asking.told.intern"]
    assert keys(entries[:3], settled=NOON) == ["way.received", "way.opened"], "it can still be undone"


def test_what_is_the_same_is_said_once_a_day_and_a_split_that_was_undone_not_at_all() -> None:
    assert keys(happened("received", "supplemented", "added")) == ["way.received", "way.added"]
    assert keys(happened("received", "split", "rejoined")) == ["way.received"]
    assert keys(happened("received", "labelled", "weighed", "hidden")) == ["way.received"]


def test_of_a_fiche_only_what_came_since_is_told() -> None:
    moves = ("geprioriteerd", "in-actie", "geparkeerd")
    entries = [
        Entry(
            id_, FICHE.id, "moved", NOON + timedelta(hours=id_), {"to": to, "reason": "Er is geen geld." * (id_ == 2)}
        )
        for id_, to in enumerate(moves)
    ]
    facts = Facts({1: Heard(NOON, "telegram")}, {}, NOON + timedelta(days=1))
    steps = tell_fiche(FICHE, entries, NOON + timedelta(minutes=1), NOON + timedelta(days=2), facts)
    assert [step.notices[0].key for step in steps] == ["digest.state.in-actie", "digest.state.geparkeerd-undated"]
    assert steps[1].notices[0].values == {"reason": "Er is geen geld."}
    assert (steps[0].heard, steps[1].heard) == (Heard(NOON, "telegram"), None)
