"""A repeat: the same reporter, nearly the same words, within half a year; nothing else is one."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core.classify.model import Model
from core.classify.proposing import Proposing
from core.classify.repeats import Repeated, find_repeated
from core.classify.shelf import Shelf
from core.context import Context
from core.municipalities import Place
from core.store.tables import Signal
from tests.admin.panel import tell

CARE = "Ouders vinden geen opvang voor hun peuter: in drie crèches staan ze een jaar op de wachtlijst."
AGAIN = "Ouders vinden geen opvang voor hun peuter: in vier crèches staan ze al een jaar op de wachtlijst."
RENT = "Gezinnen wachten acht jaar op een sociale woning en betalen intussen te veel huur voor een vochtig huis."


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf("", tmp_path_factory.mktemp("models"))


@pytest.fixture
def model(shelf: Shelf) -> Model:
    found = shelf.model()
    assert found
    return found


def test_the_same_again_is_found_and_nothing_else(context: Context, place: Place, shelf: Shelf, model: Model) -> None:
    first, stranger, other, again = (tell(context, place, text) for text in (CARE, CARE, RENT, AGAIN))
    with context.store.tenant(place.id) as session:
        reporter = session.scalars(select(Signal.reporter_id).where(Signal.id == again)).one()
        session.execute(update(Signal).where(Signal.id.in_((first, other))).values(reporter_id=reporter))

    def repeated(signal: uuid.UUID) -> Repeated | None:
        with context.store.tenant(place.id) as session:
            return find_repeated(session, model, signal)

    assert repeated(again) is None  # nothing was read yet
    Proposing(replace(context, shelf=shelf)).work_off()
    assert repeated(again) == Repeated(first, 1)
    assert [repeated(signal) for signal in (first, stranger, other)] == [None, None, None]
    with context.store.tenant(place.id) as session:
        long_ago = Signal.received_at - timedelta(days=181)
        session.execute(update(Signal).where(Signal.id == first).values(received_at=long_ago))
    assert repeated(again) is None
