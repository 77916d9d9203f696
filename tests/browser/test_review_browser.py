"""The confirm step in a real browser, on the narrowest phone: what is proposed, changing it, and the hint."""

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
from tests.judged import Spoken, judging
from tests.web.visiting import STORY, make_app

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-form")]
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None


@pytest.fixture
def site(context: Context, place: Place) -> Generator[str]:
    sock, url = free_socket()
    themes = ("gezondheid", "druk-eerstelijn")
    model = Spoken(themes=themes, target_groups=("psychische-kwetsbaarheid",), structural=0.0)
    with serving(make_app(judging(replace(context, base_url=url), model)), sock):
        yield url


def test_a_proposal_is_read_and_changed_at_320_px(context: Context, place: Place, site: str, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    watch = Watch(page)
    page.goto(f"{site}/{place.slug}/signaal/heel")
    page.fill("#description", STORY)
    page.check("input[name=breadth][value=enkele]")
    press(page, "button[type=submit]")
    check(page, "nakijken-voorstel", SHOTS)
    press(page, 'a[href$="vraag=themes"]')
    check(page, "thema-kiezen", SHOTS)
    page.uncheck("input[value=druk-eerstelijn]")
    page.click("summary")
    page.check("input[value=geestelijke-gezondheid]")
    check(page, "thema-kiezen-alle", SHOTS)
    press(page, "button[value=verder]")
    check(page, "nakijken-gekozen", SHOTS)
    press(page, 'a[href$="vraag=target_groups"]')
    press(page, "button[value=overslaan]")
    press(page, "button[value=verstuur]")
    assert "Bedankt!" in page.content()
    assert watch.complain() == []
    with context.store.tenant(place.id) as session:
        signal = session.scalars(select(Signal)).one()
    assert (signal.themes, signal.target_groups) == (["gezondheid", "geestelijke-gezondheid"], [])
