"""I see this too in a real browser: the short page that a link leads to, and the review that asks."""

import os
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.store.tables import Signal
from tests.admin.panel import make_panel, session_of
from tests.browser.axe import Watch, check
from tests.browser.serving import free_socket, serving
from tests.browser.test_form_browser import press
from tests.core.people.staffing import hire
from tests.judged import judging_as_shipped
from tests.public_fiches import publish
from tests.web.visiting import make_app

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser-form")]
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None
STORY = "Ouders vinden geen opvang voor hun peuter en moeten hun werk opzeggen, elke week opnieuw."


@pytest.fixture
def site(context: Context, place: Place, tmp_path: Path) -> Generator[str]:
    sock, url = free_socket()
    publish(context, place)
    publish(context, place, 7, ("Geen opvang, geen werk", "Ouders vinden geen opvang voor hun peuter en stoppen."))
    with serving(make_app(judging_as_shipped(replace(context, base_url=url), tmp_path)), sock):
        yield url


@pytest.fixture
def panel(context: Context) -> Generator[str]:
    sock, url = free_socket()
    with serving(make_panel(replace(context, base_url=url)), sock):
        yield url


def test_weight_and_nuance_are_added_and_bundled_by_keys(
    context: Context, place: Place, site: str, panel: str, page: Page
) -> None:
    watch = Watch(page)
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{site}/{place.slug}/signaal?fiche=12")
    check(page, "ook-kort", SHOTS)
    page.check("input[name=breadth][value=veel]")
    press(page, "button[type=submit]")
    check(page, "ook-nakijken", SHOTS)
    press(page, "button[value=verstuur]")
    check(page, "ook-bedankt", SHOTS)
    page.goto(f"{site}/{place.slug}/signaal/heel")
    page.fill("#description", STORY)
    page.check("input[name=breadth][value=enkele]")
    press(page, "button[type=submit]")
    check(page, "ook-vraag", SHOTS)
    page.check("input[name=fiche][value='12']")
    press(page, "button[value=verstuur]")
    assert "hoort bij" in page.content()
    page.goto(f"{site}/{place.slug}/signaal?fiche=99")
    check(page, "ook-weg", SHOTS)
    assert watch.complain() == []
    page.context.add_cookies([{"name": "signaal", "value": session_of(context, hire(context, place)), "url": panel}])
    page.goto(f"{panel}/beheer")
    check(page, "ook-lijst", SHOTS)
    page.set_viewport_size({"width": 1280, "height": 700})
    page.click("td.words a")
    page.wait_for_url("**/signaal/**")
    check(page, "ook-signaal", SHOTS)
    for key in "m1":
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with context.store.tenant(place.id) as session:
        told = session.scalars(select(Signal).order_by(Signal.number)).all()
        assert [bool(signal.joins_id) for signal in told] == [True, True]
        assert told[0].status == "gebundeld"
