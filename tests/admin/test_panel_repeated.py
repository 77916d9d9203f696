"""The page of a signal points to the earlier one in which its reporter said the same."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from core.classify.proposing import Proposing
from core.classify.shelf import Shelf
from core.context import Context
from core.municipalities import Place
from core.store.tables import Signal
from tests.admin.panel import STORY, browse_as, make_panel, tell
from tests.core.people.staffing import Person


@pytest.fixture
def reading(context: Context) -> Context:
    """The installation with the model that ships."""
    return replace(context, shelf=Shelf("", context.settings.data))


async def test_a_repeat_points_to_the_first(reading: Context, place: Place, processor: Person) -> None:
    first, again, other = tell(reading, place), tell(reading, place, f"{STORY} Nog altijd."), tell(reading, place)
    with reading.store.tenant(place.id) as session:
        reporter = session.scalars(select(Signal.reporter_id).where(Signal.id == first)).one()
        session.execute(update(Signal).where(Signal.id == again).values(reporter_id=reporter))
    Proposing(reading).work_off()
    async with browse_as(make_panel(reading), reading, processor) as browser:
        page = (await browser.get(f"/beheer/signaal/{again}")).text
        said = "Dezelfde signaalgever gaf dit misschien al eens door:"
        assert f'{said} <a href="/beheer/signaal/{first}">signaal 1</a>' in page
        assert said not in (await browser.get(f"/beheer/signaal/{other}")).text
        assert said not in (await browser.get(f"/beheer/signaal/{first}")).text
