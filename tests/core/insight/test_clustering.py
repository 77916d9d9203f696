"""The nightly groups: found among what is open, under ids that last, twice the same, none where proposals are off."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import select, update

from core.classify.model import Model
from core.classify.shelf import OFF, Shelf
from core.context import Context
from core.insight.clustering import Clustering
from core.insight.groups import list_groups
from core.municipalities import Place, set_setting
from core.store.tables import Cluster, Signal
from tests.core.insight.seeding import CARE, Vector, read_by, sow
from tests.core.people.staffing import hire

HOUSES = ("Huis A", "Huis B", "Huis A")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf("", tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def model(shelf: Shelf) -> Model:
    found = shelf.model()
    assert found
    return found


@pytest.fixture
def context(context: Context, shelf: Shelf) -> Context:
    return replace(context, shelf=shelf)


@pytest.fixture(scope="module")
def near() -> Callable[[int], Vector]:
    """Vectors around one problem."""
    away = np.random.default_rng(3).normal(size=(2, 64))

    def give(which: int) -> Vector:
        vector = away[0] + 0.01 * which * away[1]
        return np.asarray(vector / np.linalg.norm(vector), np.float32)

    return give


def stored(context: Context, place: Place) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    with context.store.tenant(place.id) as session:
        return {row.id: frozenset(row.signals) for row in session.scalars(select(Cluster))}


def test_it_finds_groups_and_keeps_their_ids(
    context: Context,
    place: Place,
    other_place: Place,
    model: Model,
    near: Callable[[int], Vector],
) -> None:
    clustering = Clustering(context)
    assert clustering.renew(place.id) == 0
    told = [sow(context, place, text, house) for text, house in zip(CARE, HOUSES, strict=True)]
    told.append(sow(context, place, CARE[0], "Huis C", status="gebundeld"))
    told.append(sow(context, place, CARE[1], "Huis C", received_at=context.clock() - timedelta(days=366)))
    for which, signal in enumerate(told):
        read_by(context, place, signal, model.name, near(which))
    far = sow(context, other_place, CARE[0], "Huis A")
    read_by(context, other_place, far, model.name, near(0))
    assert clustering.renew(place.id) == 1
    before = stored(context, place)
    assert list(before.values()) == [frozenset(told[:3])]
    assert clustering.renew(place.id) == 1
    assert stored(context, place) == before
    assert stored(context, other_place) == {}

    more = sow(context, place, CARE[2], "Huis D")
    read_by(context, place, more, model.name, near(4))
    clustering.renew(place.id)
    assert stored(context, place) == {next(iter(before)): frozenset([*told[:3], more])}
    _check_page(context, place, told[0])


def _check_page(context: Context, place: Place, taken_back: uuid.UUID) -> None:
    """What is decided upon by day is out of its group, and its words with it."""
    present = hire(context, place).present()
    with context.store.tenant(place.id) as session:
        [group] = list_groups(session, present)
        assert len(group.signals) == 4
        assert group.organisations == 3
        assert {"wachtlijst", "opvang"} <= set(group.words)
        assert "staan" not in group.words
        assert group.theme == "Gezin, opvoeding en kinderopvang"
        session.execute(update(Signal).where(Signal.id == taken_back).values(status="geen-signaal"))
        [group] = list_groups(session, present)
        assert taken_back not in {one.id for one in group.signals}
        session.execute(update(Signal).values(status="gebundeld"))
        assert list_groups(session, present) == []


@pytest.mark.parametrize("by", ["municipality", "installation"])
def test_where_proposals_are_off_there_are_no_groups(context: Context, place: Place, by: str) -> None:
    with context.store.tenant(place.id) as session:
        session.add(Cluster(municipality_id=place.id, words=["opvang"]))
        if by == "municipality":
            set_setting(session, place.id, "model", "nee")
    off = context if by == "municipality" else replace(context, shelf=Shelf(OFF, context.settings.data))
    assert Clustering(off).renew(place.id) == 0
    assert stored(context, place) == {}
