"""Small cells: an attacker who solves linear programs over all that is shown never finds one, over releases either."""

from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.classify.sources import Source
from core.insight.ranges import TOTAL, Place, find_range, with_margins
from core.insight.suppression import LEAST, LEAST_SENSITIVE, Cell, band, hide, is_diverse, least_of
from tests.core.insight.attacking import bounds

THEMES = ("wonen", "werk", "digitaal", "geestelijke-gezondheid")
# Small numbers more often than large ones: there the risk is.
COUNTS = st.one_of(st.integers(0, 6), st.integers(0, 40))


def tables(columns: int) -> st.SearchStrategy[dict[Place, int]]:
    places = [(theme, f"k{column}") for theme in THEMES for column in range(columns)]
    return st.lists(COUNTS, min_size=len(places), max_size=len(places)).map(
        lambda counts: with_margins(dict(zip(places, counts, strict=True)))
    )


def cells_of(counts: Mapping[Place, int], narrow: Iterable[Place] = ()) -> dict[Place, Cell]:
    few = set(narrow)
    return {place: Cell(count, least_of(place[0]), place not in few) for place, count in counts.items()}


def derivable(cells: Mapping[Place, Cell], hidden: Iterable[Place]) -> list[Place]:
    """The attack: every hidden cell whose range is narrower than the rule says."""
    gone = set(hidden)
    shown = {place: cell.count for place, cell in cells.items() if place not in gone}
    found: list[Place] = []
    for place in sorted(gone):
        low, high = bounds(list(cells), shown, place)
        assert low <= cells[place].count <= high, "the attacker must never be fooled: the truth fits what is shown"
        if high - low < cells[place].width:
            found.append(place)
    return found


@settings(max_examples=25)
@given(tables(3), st.sets(st.sampled_from([(theme, "k1") for theme in THEMES])))
def test_no_hidden_cell_can_be_computed(counts: dict[Place, int], narrow: set[Place]) -> None:
    cells = cells_of(counts, narrow)
    hidden = hide(cells)
    assert {place for place, cell in cells.items() if cell.small} <= hidden
    assert derivable(cells, hidden) == []


def test_the_attacker_finds_what_is_not_hidden_beside_a_small_cell() -> None:
    counts = with_margins({("wonen", "k1"): 3, ("werk", "k1"): 8, ("wonen", "k2"): 9, ("werk", "k2"): 7})
    cells = cells_of(counts)
    assert derivable(cells, hide(cells, secondary=False)) == [("wonen", "k1")]
    assert derivable(cells, hide(cells)) == []


def test_zeros_among_zeros_are_not_given_away_by_a_total() -> None:
    """Nothing but housing: that the others are zero follows from the total, unless housing is hidden as well."""
    cells = cells_of(with_margins({(theme, "k1"): 20 if theme == "wonen" else 0 for theme in THEMES}))
    assert derivable(cells, hide(cells, secondary=False))
    assert derivable(cells, hide(cells)) == []
    assert (TOTAL, "k1") not in hide(cells), "the total may stay"


def quarters(counts: Mapping[Place, int], upto: int) -> dict[Place, int]:
    """The table as it is when so many quarters are over: the year's own sums only once all four are."""
    table = with_margins(
        {place: count for place, count in counts.items() if place[1] in {f"k{q}" for q in range(upto)}}
    )
    return table if upto == 4 else {place: count for place, count in table.items() if place[1] != TOTAL}


def release(counts: Mapping[Place, int]) -> tuple[dict[Place, Cell], dict[Place, bool]]:
    """Release four quarters one after another, then the year."""
    shown: dict[Place, bool] = {}
    cells: dict[Place, Cell] = {}
    for upto in range(1, 5):
        published = quarters(counts, upto)
        # What is not published (yet) is hidden to everybody.
        known = {place: False for place in counts if place not in published}
        cells = cells_of(counts)
        hidden = hide(cells, {**known, **shown})
        shown = {place: shown.get(place, place not in hidden) for place in published}
    return cells, shown


@settings(max_examples=12)
@given(tables(4))
def test_a_year_gives_away_nothing_that_its_quarters_hid(counts: dict[Place, int]) -> None:
    cells, shown = release(counts)
    hidden = {place for place in cells if not shown[place]}
    assert derivable(cells, hidden) == []


def test_the_attacker_finds_a_release_that_forgot_those_before() -> None:
    counts = with_margins({(theme, f"k{q}"): 12 for theme in THEMES[:3] for q in range(4)} | {("wonen", "k0"): 2})
    cells, shown = release(counts)
    assert derivable(cells, [place for place in cells if not shown[place]]) == []
    # The quarter is hidden well by itself; a year beside it that knows nothing of it gives the hidden one away.
    alone = with_margins({place: count for place, count in counts.items() if place[1] == "k0"})
    first = {place for place in hide(cells_of(alone)) if place[1] == "k0"}
    forgot = first | {place for place, cell in cells.items() if place[1] != "k0" and cell.small}
    assert derivable(cells, forgot)


@settings(max_examples=20)
@given(tables(3), st.sets(st.sampled_from(sorted(with_margins({(t, f"k{q}"): 1 for t in THEMES for q in range(3)})))))
def test_ranges_are_those_of_the_attacker(counts: dict[Place, int], gone: set[Place]) -> None:
    shown = {place: count for place, count in counts.items() if place not in gone}
    for place in gone:
        low, high = bounds(list(counts), shown, place)
        assert find_range(counts, shown, place, 1000) == (low, high if high < 1000 else counts[place] + 1000)


@pytest.mark.parametrize(
    ("count", "least", "said"),
    [(0, 5, "<5"), (4, 5, "<5"), (5, 5, "5-9"), (9, 5, "5-9"), (9, 10, "<10"), (10, 10, "10-24"), (25, 5, "25+")],
)
def test_bands(count: int, least: int, said: str) -> None:
    assert band(count, least) == said


def test_few_voices_make_a_cell_small_however_many_signals() -> None:
    huis, straathoek = Source("Huis A", "caw"), Source("Straathoek", "jeugd")
    assert not is_diverse(2, [huis, straathoek])
    assert not is_diverse(3, [huis, Source("huis  a", "caw")])
    assert is_diverse(3, [huis, straathoek])
    assert is_diverse(1, [huis, straathoek, Source("CLB De Brug", "onderwijs")]), "nameless, of three organisations"
    assert Cell(30, diverse=False).small
    assert least_of("wonen", "ouderen") == LEAST
    assert least_of("wonen", "dak-thuislozen") == LEAST_SENSITIVE
