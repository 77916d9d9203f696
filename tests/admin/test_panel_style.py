"""The page Huisstijl: a colour is tried, refused when some cannot read it, and then stands on every page."""

import httpx
import pytest
from starlette.types import ASGIApp

from core.context import Context
from core.municipalities import Place, read_municipality
from tests.admin.panel import browse_as, field
from tests.core.people.staffing import Person

PATH = "/beheer/huisstijl"


def colour_of(context: Context, place: Place) -> str:
    with context.store.tenant(place.id) as session:
        return str(read_municipality(session, place.id).setting("colour"))


async def choose(browser: httpx.AsyncClient, colour: str) -> httpx.Response:
    page = await browser.get(PATH)
    return await browser.post(PATH, data={"csrf": field(page, "csrf"), "kleur": colour})


async def test_a_colour_is_tried_and_then_kept(
    panel: ASGIApp, context: Context, place: Place, coordinator: Person
) -> None:
    async with browse_as(panel, context, coordinator) as browser:
        tried = await browser.get(PATH, params={"kleur": "#8A1538"})
        assert '<link rel="stylesheet" href="/huisstijl/8a1538.css">' in tried.text
        assert colour_of(context, place) == ""
        assert (await choose(browser, "8a1538")).status_code == 303
        assert colour_of(context, place) == "8a1538"
        assert "/huisstijl/8a1538.css" in (await browser.get("/beheer/account")).text
        assert (await choose(browser, "")).status_code == 303
        assert "/huisstijl/8a1538.css" not in (await browser.get("/beheer/account")).text


@pytest.mark.parametrize(("colour", "said"), [("#ffd500", "te licht om te lezen"), ("geel", "Dat is geen kleur")])
async def test_what_cannot_be_read_is_not_kept(
    panel: ASGIApp, context: Context, place: Place, coordinator: Person, colour: str, said: str
) -> None:
    async with browse_as(panel, context, coordinator) as browser:
        answer = await choose(browser, colour)
        assert answer.status_code == 422
        assert said in answer.text
        assert "/huisstijl/ffd500.css" not in answer.text
    assert colour_of(context, place) == ""
