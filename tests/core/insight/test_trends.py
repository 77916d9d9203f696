"""Rises: seen by two organisations, more than chance and season explain, in any order, the same signals once."""

import uuid
from collections.abc import Iterator
from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from core.classify.sources import Source
from core.insight.reports import Report, first_day, gather, week_of
from core.insight.trends import Rise, Series, choose, count_active, find_rises

NOW = week_of(date(2026, 11, 23))
A, B = Source("Huis A", "ocmw"), Source("Huis B", "onderwijs")


def report(number: int, back: int, theme: str = "wonen", group: str = "", source: Source = A) -> Report:
    """A signal of so many weeks before this one."""
    return Report(
        uuid.UUID(int=number), NOW - back, (theme,), (group,) if group else (), source, uuid.UUID(int=number % 5)
    )


def steady(weeks: int, every: int = 2, theme: str = "wonen") -> Iterator[Report]:
    """One signal every so many weeks, but for the last four."""
    return (report(1000 * every + back, back, theme) for back in range(5, 5 + weeks, every))


def burst(count: int, *, theme: str = "wonen", group: str = "", sources: tuple[Source, ...] = (A, B)) -> list[Report]:
    """So many signals in the last four weeks, the sources in turn."""
    return [report(1 + at, 1 + at % 4, theme, group, sources[at % len(sources)]) for at in range(count)]


def test_weeks_run_from_monday_to_sunday() -> None:
    assert first_day(NOW).isoformat() == "2026-11-23"
    assert week_of(first_day(NOW + 1)) == NOW + 1


def test_a_burst_is_told_with_what_was_seen_and_expected() -> None:
    rises = find_rises(gather([*steady(40, theme="werk"), *steady(40), *burst(9)]), NOW)
    [rise] = [one for one in rises if one.series.theme]
    assert rise.series == Series("wonen")
    assert rise.seen == 9
    assert 1.5 < rise.expected < 2.5
    assert rise.chance < 0.002
    assert rise.organisations == 2
    assert rise.reporters == 5
    assert rise.by_newcomers == 4  # B told nothing before
    assert rise.signals == tuple(uuid.UUID(int=1 + at) for at in range(9))


def test_one_organisation_is_no_rise() -> None:
    assert find_rises(gather([*steady(40), *burst(9, sources=(A,))]), NOW) == []


def test_what_goes_on_as_before_is_no_rise() -> None:
    assert find_rises(gather([*steady(40, every=1), *burst(4)]), NOW) == []


def test_this_week_is_not_over_and_does_not_count() -> None:
    assert (
        find_rises(gather([*steady(40), *(report(900 + at, 0, source=(A, B)[at % 2]) for at in range(30))]), NOW) == []
    )


def test_too_short_a_history_tells_nothing() -> None:
    assert find_rises(gather([*steady(7), *burst(20)]), NOW) == []
    assert find_rises(gather([]), NOW) == []


def test_the_least_count_holds() -> None:
    quiet = [report(900 + at, 6 + 5 * at, "werk") for at in range(8)]
    rises = find_rises(gather([*quiet, *burst(4, theme="jeugd")]), NOW)
    assert [rise.seen for rise in rises if rise.series.theme] == [4]
    assert [
        rise for rise in find_rises(gather([*quiet, *burst(4, theme="jeugd")]), NOW, fewest=5) if rise.seen < 5
    ] == []


def test_the_same_signals_are_told_once() -> None:
    rises = find_rises(gather([*steady(40, theme="werk"), *burst(9, group="jongeren")]), NOW)
    assert len({rise.signals for rise in rises}) == len(rises)
    assert len([rise for rise in rises if rise.seen == 9]) == 1


def test_the_season_explains_a_rise_away() -> None:
    """Nine in these weeks, and nine a year ago too."""
    year = [*steady(100), *burst(9)]
    assert find_rises(gather(year), NOW)
    lately = [report(500 + at, 53 + at % 4, source=(A, B)[at % 2]) for at in range(14)]
    assert find_rises(gather([*year, *lately]), NOW) == []


def test_the_effort_is_who_reported_now_and_before() -> None:
    """Burst: five reporters. Before: one signal in two weeks, so two in four, of different people."""
    assert count_active(gather([*steady(40), *burst(9)]), NOW) == (5, 2.0)
    assert count_active(gather(burst(3)), NOW) == (3, 0.0)
    assert count_active(gather([]), NOW) == (0, 0.0)


def _rise(number: int, chance: float) -> Rise:
    return Rise(Series(f"theme{number}"), 5, 1.0, chance, 2, 2, 0, (uuid.UUID(int=number),))


@given(st.lists(st.floats(0, 1), max_size=60))
def test_choosing_among_many_is_stricter_than_looking_at_one(chances: list[float]) -> None:
    rises = [_rise(number, chance) for number, chance in enumerate(chances)]
    chosen = choose(rises)
    assert all(rise.chance <= 0.01 for rise in chosen)
    assert all(rise.chance <= 0.1 * len(chosen) / len(rises) or rise.chance <= chosen[-1].chance for rise in chosen)
    kept = {rise.series for rise in chosen}
    assert all(
        rise.chance >= max((one.chance for one in chosen), default=0) for rise in rises if rise.series not in kept
    )


def test_the_one_among_many_is_still_found() -> None:
    assert [rise.series.theme for rise in choose([_rise(0, 0.0001), *(_rise(n, 0.3) for n in range(1, 300))])] == [
        "theme0"
    ]
    assert choose([_rise(0, 0.009), *(_rise(n, 0.3) for n in range(1, 300))]) == []


@given(
    st.lists(
        st.builds(
            report,
            st.integers(0, 10_000),
            st.integers(-2, 50),
            st.sampled_from(["wonen", "werk"]),
            st.sampled_from(["", "jongeren"]),
            st.sampled_from([A, B, Source()]),
        ),
        max_size=80,
    ),
    st.integers(3, 6),
    st.randoms(use_true_random=False),
)
def test_what_always_holds(reports: list[Report], fewest: int, chance: Random) -> None:
    reports = list({one.signal: one for one in reports}.values())
    rises = find_rises(gather(reports), NOW, fewest=fewest)
    by_id = {one.signal: one for one in reports}
    for rise in rises:
        assert rise.seen == len(rise.signals) >= fewest
        assert rise.organisations >= 2
        assert rise.chance <= 0.01
        assert rise.seen > rise.expected
        for signal in rise.signals:
            one = by_id[signal]
            assert NOW - 4 <= one.week < NOW
            assert rise.series.theme in {"", *one.themes}
            assert rise.series.group in {"", *one.groups}
    chance.shuffle(reports)
    assert find_rises(gather(reports), NOW, fewest=fewest) == rises
