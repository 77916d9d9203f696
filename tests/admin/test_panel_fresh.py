"""A list that stands open tells what came in, quietly: asking is no sign that anybody is there."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select, update
from starlette.types import ASGIApp

from core.context import Context
from core.municipalities import Place
from core.store.tables import StaffSession
from tests.admin.panel import browse, browse_as, tell
from tests.core.people.staffing import Person

QUIET = {"hx-request": "true"}


def seen(context: Context, place: Place) -> object:
    with context.store.tenant(place.id) as session:
        return session.scalar(select(StaffSession.seen_at))


async def fresh(browser: httpx.AsyncClient, since: int) -> str:
    answer = await browser.get(f"/beheer/vers?na={since}", headers=QUIET)
    assert answer.status_code == 200
    return answer.text


async def test_an_open_list_tells_what_came_in(
    panel: ASGIApp, context: Context, place: Place, other_place: Place, processor: Person
) -> None:
    async with browse_as(panel, context, processor) as browser:
        tell(context, place)
        page = (await browser.get("/beheer")).text
        assert 'hx-get="/beheer/vers?na=1"' in page
        assert "binnengekomen" not in await fresh(browser, 1)
        for story in ("De bus rijdt niet meer.", "Geen plaats in de crèche."):
            tell(context, place, story)
            tell(context, other_place, story)
        assert "Er zijn 2 nieuwe signalen binnengekomen." in await fresh(browser, 1)
        assert (await fresh(browser, 3)).count("<p") == 0
        assert "Er zijn 3 nieuwe" in (await browser.get("/beheer/vers?na=x", headers=QUIET)).text


async def test_asking_keeps_no_session_awake(panel: ASGIApp, context: Context, place: Place, processor: Person) -> None:
    async with browse_as(panel, context, processor) as browser:
        with context.store.tenant(place.id) as session:
            session.execute(update(StaffSession).values(seen_at=StaffSession.seen_at - timedelta(minutes=20)))
        before = seen(context, place)
        await fresh(browser, 0)
        assert seen(context, place) == before
        await browser.get("/beheer/account")
        assert seen(context, place) != before


@pytest.mark.parametrize(("headers", "status"), [(QUIET, 204), ({}, 303)])
async def test_an_open_list_of_who_is_gone_stays_as_it_is(panel: ASGIApp, headers: dict[str, str], status: int) -> None:
    async with browse(panel) as stranger:
        assert (await stranger.get("/beheer/vers?na=1", headers=headers)).status_code == status
