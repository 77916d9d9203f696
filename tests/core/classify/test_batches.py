"""Signals that wait get their proposal: in blocks, once, whatever dies meanwhile; and it goes with their words."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import select, update

from core.classify import batches
from core.classify.batches import propose_block, renew, take_block
from core.classify.model import Model, Proposal
from core.classify.nearest import find_like, find_nearest
from core.classify.proposing import Proposing
from core.classify.shelf import Shelf
from core.context import Context
from core.municipalities import Place
from core.privacy.erase import withdraw
from core.store.tables import Municipality, Signal
from core.store.tables import Proposal as Row
from tests.admin.panel import tell

CARE = "Ouders vinden geen opvang voor hun peuter en moeten hun werk opzeggen."
RENT = "Gezinnen wachten acht jaar op een sociale woning en betalen intussen te veel huur voor een vochtig huis."
FRENCH = "Les familles attendent huit ans un logement social et paient trop cher pour un appartement humide."


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """The model that ships, loaded once."""
    return Shelf("", tmp_path_factory.mktemp("models"))


@pytest.fixture
def context(context: Context, shelf: Shelf) -> Context:
    return replace(context, shelf=shelf)


@pytest.fixture
def model(shelf: Shelf) -> Model:
    found = shelf.model()
    assert found is not None
    return found


def proposals(context: Context, place: Place) -> dict[uuid.UUID, Row]:
    with context.store.tenant(place.id) as session:
        rows = {row.signal_id: row for row in session.scalars(select(Row))}
        for row in rows.values():
            _ = row.vector
        return rows


def test_what_waits_is_read_and_stored(context: Context, place: Place, other_place: Place, model: Model) -> None:
    care, rent, far = tell(context, place, CARE), tell(context, place, RENT), tell(context, other_place, CARE)
    assert {row.state for row in proposals(context, place).values()} == {"waiting"}
    assert Proposing(context).work_off() == 3
    rows = proposals(context, place)
    assert set(rows) == {care, rent}
    assert rows[care].state == "made"
    assert rows[care].model == model.name
    assert rows[care].content["themes"][0]["key"] == "gezin-opvang"
    assert rows[care].content["best"][0]["confidence"] == pytest.approx(rows[care].surest, abs=1e-3)
    assert rows[rent].content["themes"][0]["key"] == "wonen"
    vector = np.frombuffer(rows[rent].vector or b"", np.float16).astype(np.float32)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=0.01)
    assert set(proposals(context, other_place)) == {far}
    assert Proposing(context).work_off() == 0


def test_another_language_gets_no_proposal(context: Context, place: Place, model: Model) -> None:
    told = tell(context, place, FRENCH)
    propose_block(context, place.id, model)
    content = proposals(context, place)[told].content
    assert content["language"] == "fr"
    assert content["themes"] == []


def test_a_municipality_that_switched_it_off_gets_none(context: Context, place: Place) -> None:
    with context.store.tenant(place.id) as session:
        session.execute(update(Municipality).values(settings={"model": False}))
    told = tell(context, place, CARE)
    assert Proposing(context).work_off() == 0
    assert proposals(context, place)[told].state == "waiting"


def test_without_a_model_signals_wait(context: Context, place: Place) -> None:
    told = tell(context, place, CARE)
    assert Proposing(replace(context, shelf=Shelf("off", context.settings.data))).work_off() == 0
    broken = Shelf(str(context.settings.data / "nowhere"), context.settings.data)
    assert Proposing(replace(context, shelf=broken)).work_off() == 0
    assert proposals(context, place)[told].state == "waiting"


def test_a_worker_that_dies_loses_nothing(context: Context, place: Place, model: Model) -> None:
    told = tell(context, place, CARE)
    assert [id_ for id_, _text in take_block(context, place.id, model.name).texts] == [told]
    assert take_block(context, place.id, model.name).texts == ()  # another worker leaves it alone
    now = context.clock()
    later = replace(context, clock=lambda: now + timedelta(minutes=3))
    assert propose_block(later, place.id, model) == 1
    assert proposals(context, place)[told].state == "made"


def test_a_text_that_kills_its_worker_again_and_again_is_skipped(context: Context, place: Place, model: Model) -> None:
    told, other = tell(context, place, CARE), tell(context, place, RENT)
    now = context.clock()
    for died in range(3):
        at = now + died * timedelta(minutes=3)
        with context.store.tenant(place.id) as session:
            session.execute(update(Row).where(Row.signal_id == other).values(state="made"))
        take_block(replace(context, clock=lambda at=at: at), place.id, model.name)
    with context.store.tenant(place.id) as session:
        session.execute(update(Row).where(Row.signal_id == other).values(state="waiting", taken_at=None))
    assert propose_block(replace(context, clock=lambda: now + timedelta(hours=1)), place.id, model) == 1
    rows = proposals(context, place)
    assert (rows[told].state, rows[other].state) == ("skipped", "made")


class Breaking:
    """A model that cannot read one text."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.name, self.labels = model.name, model.labels
        self.explain, self.ngrams = model.explain, model.ngrams

    def propose(self, texts: Sequence[str]) -> list[Proposal]:
        if RENT in texts:
            raise RuntimeError("cannot read this")
        return self._model.propose(texts)


def test_a_text_that_breaks_the_model_is_skipped_and_the_others_are_read(
    context: Context, place: Place, model: Model
) -> None:
    bad, good = tell(context, place, RENT), tell(context, place, CARE)
    assert propose_block(context, place.id, Breaking(model)) == 2  # pyright: ignore[reportArgumentType]  # stands in
    rows = proposals(context, place)
    assert (rows[bad].state, rows[good].state) == ("skipped", "made")
    assert renew(context, place.id, model) == 0  # this model is not asked again
    assert renew(context, place.id, replace(model, manifest={"version": "another"})) == 2


def test_words_that_change_are_read_again_and_words_that_go_take_it_along(
    context: Context, place: Place, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tell(context, place, CARE)
    read = batches._read  # pyright: ignore[reportPrivateUsage]  # the moment between reading and storing

    def meanwhile(model: Model, texts: Sequence[str]) -> list[dict[str, object]]:
        with context.store.tenant(place.id) as session:
            session.execute(update(Signal).where(Signal.id == told).values(text=RENT))
        return read(model, texts)

    monkeypatch.setattr(batches, "_read", meanwhile)
    propose_block(context, place.id, model)
    assert proposals(context, place)[told].state == "waiting"  # what was made of the old words is dropped
    monkeypatch.undo()
    propose_block(context, place.id, model)
    assert proposals(context, place)[told].content["themes"][0]["key"] == "wonen"
    with context.store.tenant(place.id) as session:
        withdraw(session, session.scalars(select(Signal).where(Signal.id == told)).one())
    assert proposals(context, place) == {}


def test_the_nearest_are_of_the_same_municipality_and_problem(
    context: Context, place: Place, other_place: Place, model: Model
) -> None:
    care = tell(context, place, CARE)
    again = tell(context, place, "Ouders vinden nergens opvang voor hun peuter, sommige moeders zeggen hun werk op.")
    tell(context, place, RENT)
    tell(context, other_place, CARE)
    Proposing(context).work_off()
    with context.store.tenant(place.id) as session:
        near = find_nearest(session, model, care, least=0.0)
        like = find_like(session, model, "Geen opvang te vinden voor een peuter")
        assert find_nearest(session, replace(model, manifest={"version": "another"}), care) == ()
    assert near[0].signal_id == again
    assert len(near) == 2
    assert near[0].likeness > near[1].likeness
    assert {like[0].signal_id, like[1].signal_id} == {care, again}
