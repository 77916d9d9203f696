"""A clock that tests move, and a context that goes by it."""

from datetime import UTC, datetime

import pytest

from core.context import Context
from tests.core.people.staffing import Clock, with_clock


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.now(UTC))


@pytest.fixture
def timed(context: Context, clock: Clock) -> Context:
    return with_clock(context, clock)
