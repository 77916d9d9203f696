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
from tests.browser.axe import Watch, check
from tests.browser.serving import free_socket, serving
from tests.browser.test_form_browser import press
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


def test_weight_and_nuance_are_added(context: Context, place: Place, site: str, page: Page) -> None:
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
    with context.store.tenant(place.id) as session:
        assert all(signal.joins_id for signal in session.scalars(select(Signal)))
