"""Silence: who signalled regularly and stopped, while others go on."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from core.classify.sources import Source
from core.insight.reports import Report, gather
from core.insight.silence import find_silences

NOW = 2000


def report(number: int, back: int, sector: str) -> Report:
    """A signal of a sector, so many weeks before this one."""
    return Report(uuid.UUID(int=number), NOW - back, (), (), Source("", sector))


def weekly(sector: str, since: int, until: int, start: int = 0) -> list[Report]:
    """One signal a week."""
    return [report(start + back, back, sector) for back in range(until, since)]


def test_who_stopped_while_others_go_on_is_silent() -> None:
    [silence] = find_silences(gather([*weekly("politie", 34, 10), *weekly("ocmw", 34, 1, 100)]), NOW)
    assert silence.sector == "politie"
    assert silence.last == NOW - 10
    assert silence.before == 24
    assert 6 < silence.expected < 9
    assert silence.chance < 0.01


def test_who_never_signalled_regularly_is_not() -> None:
    once = [report(at, 20, "politie") for at in range(9)]  # one campaign
    assert find_silences(gather([*once, *weekly("ocmw", 34, 1, 100)]), NOW) == []
    rarely = [report(at, 10 + 11 * at, "politie") for at in range(3)]
    assert find_silences(gather([*rarely, *weekly("ocmw", 34, 1, 100)]), NOW) == []


def test_who_signalled_last_week_is_not() -> None:
    assert find_silences(gather([*weekly("politie", 34, 10), report(900, 1, "politie")]), NOW) == []


def test_where_everybody_is_quiet_nobody_stopped() -> None:
    quiet = [one for number, sector in enumerate("abcdef") for one in weekly(sector, 34, 9, 100 * number)]
    assert find_silences(gather(quiet), NOW) == []


def test_the_least_count_holds() -> None:
    few = [report(at, 9 + 6 * at, "politie") for at in range(4)]
    for silence in find_silences(gather([*few, *weekly("ocmw", 34, 1, 100)]), NOW, fewest=5):
        assert silence.sector != "politie"
    assert find_silences(gather([]), NOW) == []


@given(st.lists(st.builds(report, st.integers(0, 9999), st.integers(-3, 60), st.sampled_from("abc")), max_size=90))
def test_who_is_silent_gave_nothing_lately_and_enough_before(reports: list[Report]) -> None:
    for silence in find_silences(gather(reports), NOW):
        its = [one for one in reports if one.source.sector == silence.sector and one.week < NOW]
        assert max(one.week for one in its) == silence.last < NOW - 8
        assert len([one for one in its if one.week >= NOW - 34]) >= silence.before >= 3
        assert silence.chance <= 0.05
