"""Someone who reviews, and someone who runs accounts, in the first municipality; a colleague in the other."""

import pytest

from core.context import Context
from core.municipalities import Place
from tests.core.people.staffing import Person, hire


@pytest.fixture
def processor(context: Context, place: Place) -> Person:
    return hire(context, place)


@pytest.fixture
def coordinator(context: Context, place: Place) -> Person:
    return hire(context, place, "coordinator", "lut.maes@example.org")


@pytest.fixture
def neighbour(context: Context, other_place: Place) -> Person:
    return hire(context, other_place, "coordinator", "buur@example.org")
