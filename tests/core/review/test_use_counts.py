"""What may be said of counts: shares of enough, and no small count that can be worked out from what is shown."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from core.review.use_counts import FEW, Cell, Kept, Tally, count_kept

SECTORS, THEMES = ("onderwijs", "jeugd"), ("wonen", "jeugd", "werk", "digitaal")
COUNTS = st.fixed_dictionaries({theme: st.integers(0, 9) for theme in THEMES})


def count(counts: Mapping[str, int], signals: int) -> Kept:
    """Count themes that were proposed so often beside so many signals of one sector."""
    cells = [Cell(theme, "onderwijs", of, 0, 0, 0) for theme, of in counts.items()]
    return count_kept([*cells, Cell("", "onderwijs", 0, 0, signals, 0)], THEMES, SECTORS)


@given(COUNTS, st.integers(36, 40), st.integers(0, FEW - 1))
def test_no_small_count_can_be_read_off(counts: dict[str, int], signals: int, other: int) -> None:
    """Any small count could be any other: all that is shown by theme, and of all, would be the same."""
    seen = count(counts, signals)
    assert all(tally.of >= FEW for tally in seen.themes.shown)
    for theme in seen.themes.hidden:
        could_be = count({**counts, theme: other}, signals)
        assert (could_be.signals, could_be.themes) == (seen.signals, seen.themes)


def test_themes_are_counted_one_by_one_and_told_from_five_on() -> None:
    cells = [Cell("wonen", "onderwijs", 5, 5, 5, 5), Cell("wonen", "", 4, 3, 4, 3), Cell("jeugd", "", 4, 4, 0, 0)]
    kept = count_kept([*cells, Cell("", "jeugd", 9, 0, 9, 0)], THEMES, SECTORS)
    assert (kept.signals, kept.all) == (18, Tally(13, 12))
    assert kept.themes.shown == (Tally(9, 8, "wonen"),)
    assert kept.themes.hidden == ("jeugd", "werk", "digitaal")
    assert kept.sectors.shown == (Tally(5, 5, "onderwijs"),)
    assert kept.sectors.hidden == ("jeugd", ""), "eight themes beside four signals are few"
    assert kept.told
    assert not count_kept([Cell("wonen", "", 9, 9, 4, 4)], THEMES, SECTORS).told


def test_a_theme_that_left_the_taxonomy_is_counted_too() -> None:
    kept = count_kept([Cell("vroeger", "weg", 5, 5, 5, 5)], ("wonen",), ("onderwijs",))
    assert kept.themes.shown == (Tally(5, 5, "vroeger"),)
    assert kept.sectors.shown == (Tally(5, 5, "weg"),)
    assert kept.themes.hidden == ("wonen",)
