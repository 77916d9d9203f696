"""Releases: quarter by quarter, never changed, and over all of them nothing hidden can be computed."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from core.context import Context
from core.errors import NotAllowed, NotPossible
from core.insight.quarters import Quarter, quarters_of
from core.insight.ranges import TOTAL, Place
from core.insight.releases import PEOPLE, Cells, choose, choose_totals, read_released, release_quarter
from core.insight.sents import Sents, pack
from core.insight.suppression import least_of
from core.insight.tables_shown import labels_of
from core.municipalities import Place as Town
from core.publish.figures import read_figures
from core.publish.model import Count
from core.store.tables import Release, Signal
from tests.core.insight.attacking import bounds
from tests.core.insight.facing import sent
from tests.core.insight.seeding import sow
from tests.core.people.staffing import hire

YEAR = quarters_of(2025)
DAY = timedelta(days=1)


def invent(seed: int) -> dict[Quarter, Sents]:
    """A year of a small municipality: some themes often, most seldom or never, few houses."""
    chance = random.Random(seed)  # noqa: S311 # invented, the same each time
    themes = list(labels_of("themes"))
    weights = [chance.choice((0, 0, 0, 1, 1, 2, 8, 14)) + 0.001 for _ in themes]
    return {
        quarter: pack(
            sent(
                quarter.begin + DAY, who=chance.randrange(1, 12), house=f"Huis {chance.randrange(4)}",
                theme=chance.choices(themes, weights)[0],
            )
            for _ in range(chance.choice((0, 3, 20, 45)))
        )
        for quarter in YEAR
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_a_year_of_releases_leaves_no_small_cell_to_be_computed(seed: int) -> None:
    told = invent(seed)
    before: dict[tuple[str, str], Cells] = {}
    for quarter in YEAR:
        totals = choose_totals(told, quarter, before)
        made = choose("themes", told, quarter, before, totals)
        before |= {("themes", period): cells for period, cells in made.items()}
    columns = {quarter.key: quarter.key for quarter in YEAR} | {TOTAL: "2025"}
    places: dict[Place, tuple[int, bool]] = {
        (key, column): cell for column, period in columns.items() for key, cell in before["themes", period].items()
    }
    shown = {place: number for place, (number, seen) in places.items() if seen}
    assert all(number >= least_of(place[0]) or not number for place, number in shown.items())
    hidden = [place for place, (_, seen) in places.items() if not seen]
    for place in hidden[:: 1 + len(hidden) // 25]:
        low, high = bounds(list(places), shown, place)
        narrow = least_of(place[0]) - 1
        assert high - low >= narrow, f"{place} is between {low} and {high}"


def test_a_release_is_made_once_in_order_by_a_coordinator_and_never_changes(context: Context, place: Town) -> None:
    lead, processor = hire(context, place, "coordinator", "lut@example.org"), hire(context, place)
    now = datetime(2025, 7, 15, tzinfo=UTC)
    for number in range(24):
        theme = "wonen" if number % 2 else "werk"
        sow(context, place, f"Verhaal {number}.", f"Huis {number % 3}", themes=[theme], received_at=YEAR[0].begin + DAY)
    with context.store.tenant(place.id) as session:
        with pytest.raises(NotAllowed):
            release_quarter(session, processor.present(), YEAR[0], now)
        with pytest.raises(NotPossible):
            release_quarter(session, lead.present(), YEAR[1], now)  # the first is not released
        assert release_quarter(session, lead.present(), YEAR[0], now)
        assert not release_quarter(session, lead.present(), YEAR[0], now)
        with pytest.raises(NotPossible):
            release_quarter(session, lead.present(), YEAR[2], now)  # it still runs
        table = read_released(session, lead.present(), 2025, now).tables[0]
        # That all other themes have none would follow from both, so one goes with them.
        assert (table.shown("wonen", "2025-k1"), table.shown("werk", "2025-k1")) == (12, None)
        assert table.shown("*", "2025-k1") == 24
        people = session.scalars(select(Release.cells).where(Release.facet == PEOPLE)).one()
        assert people == {"reporters": [24, True]}
        assert read_figures(session, 3).facts[1] == Count("reporters", 24)
    with context.store.tenant(place.id) as session:
        session.execute(update(Signal).where(Signal.number == 1).values(themes=["wonen"]))
        session.execute(delete(Signal).where(Signal.number > 20))
    with context.store.tenant(place.id) as session:
        later = datetime(2026, 2, 1, tzinfo=UTC)
        for quarter in YEAR[1:]:
            assert release_quarter(session, lead.present(), quarter, later)
        released = read_released(session, processor.present(), 2025, later)
        assert (released.quarters, released.next) == (YEAR, None)
        assert released.tables[0].shown("wonen", "2025-k1") == 12
        assert released.tables[0].shown("*", TOTAL) == 24, "the year is the sum of what was released"
