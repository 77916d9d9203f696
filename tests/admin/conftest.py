"""The panel, and people in two municipalities."""

from collections.abc import AsyncGenerator

import httpx
import pytest
from starlette.types import ASGIApp

from core.context import Context
from core.municipalities import Place
from tests.admin.panel import browse, browse_as, make_panel
from tests.core.people.staffing import Person, hire


@pytest.fixture
def panel(context: Context) -> ASGIApp:
    return make_panel(context)


@pytest.fixture
def processor(context: Context, place: Place) -> Person:
    return hire(context, place)


@pytest.fixture
def coordinator(context: Context, place: Place) -> Person:
    return hire(context, place, "coordinator", "lut.maes@example.org")


@pytest.fixture
async def stranger(panel: ASGIApp) -> AsyncGenerator[httpx.AsyncClient]:
    """A browser without a session."""
    async with browse(panel) as browser:
        yield browser


@pytest.fixture
async def browser(panel: ASGIApp, context: Context, processor: Person) -> AsyncGenerator[httpx.AsyncClient]:
    """The processor's browser, signed in."""
    async with browse_as(panel, context, processor) as signed_in:
        yield signed_in


@pytest.fixture
async def lead(panel: ASGIApp, context: Context, coordinator: Person) -> AsyncGenerator[httpx.AsyncClient]:
    """The coordinator's browser, signed in."""
    async with browse_as(panel, context, coordinator) as signed_in:
        yield signed_in
