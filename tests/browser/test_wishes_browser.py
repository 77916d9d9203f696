"""What a reporter hears, in a real browser: one line after sending, her wishes, the way of her signal, words added."""

import os
from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page

from core.context import Context
from core.municipalities import Place
from core.review.decision import BUNDLED, Decision
from tests.browser.axe import Watch, check
from tests.browser.serving import free_socket, serving
from tests.core.people.staffing import hire
from tests.told import hand_over
from tests.web.test_web_way import close, decide, numbers
from tests.web.visiting import STORY, make_app

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser-wishes")]
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None
SOON = timedelta(minutes=20)


@pytest.fixture
def site(context: Context) -> Generator[str]:
    sock, url = free_socket()
    later = replace(context, base_url=url, clock=lambda: datetime.now(UTC) + SOON)
    with serving(make_app(later), sock):
        yield url


def test_a_reporter_chooses_what_she_hears_and_sees_the_way_of_her_signal(
    context: Context, place: Place, site: str, page: Page
) -> None:
    watch = Watch(page)
    page.goto(f"{site}/{place.slug}/signaal/heel")
    page.fill("[name=description]", STORY)
    page.check("[name=breadth][value=enkele]")
    page.check("[name=feedback][value=email]")
    page.fill("[name=address]", "an@example.org")
    page.get_by_role("button", name="Nakijken en versturen").click()
    page.get_by_role("button", name="Verstuur", exact=True).click()
    page.wait_for_url("**/signaal/*")
    check(page, "thanks", SHOTS)
    thanks = page.url
    page.get_by_role("link", name="Kies hoe vaak je nieuws krijgt").click()
    check(page, "wishes", SHOTS)
    page.check("[name=hoe-vaak][value=kwartaal]")
    page.fill("[name=pauze]", "2020-01-01")
    page.get_by_role("button", name="Bewaar").click()
    assert "Kies een dag na vandaag." in page.inner_text("main")
    check(page, "wishes-wrong", SHOTS)
    page.fill("[name=pauze]", "")
    page.get_by_role("button", name="Bewaar").click()
    assert "om de drie maanden" in page.inner_text("main")
    page.get_by_role("button", name="Stuur me niets meer").click()
    check(page, "wishes-stopped", SHOTS)
    page.get_by_role("button", name="Stuur me weer nieuws").click()
    person = hire(context, place)
    (signal,) = numbers(context, place)
    decide(context, person, signal, Decision(BUNDLED, title="Te weinig betaalbare woningen"))
    later = replace(context, clock=lambda: datetime.now(UTC) + SOON)
    hand_over(later, place)
    hand_over(later, place)
    page.goto(thanks)
    page.get_by_role("link", name="Open mijn pagina").click()
    page.get_by_role("main").get_by_role("button").click()
    page.get_by_role("link", name="Vul signaal 1 aan").click()
    check(page, "adding", SHOTS)
    page.fill("[name=tekst]", "Het zijn er intussen tien.")
    page.get_by_role("button", name="Verstuur").click()
    assert "staat nu bij signaal 1" in page.inner_text("main")
    close(later, person)
    page.get_by_role("link", name="Terug naar mijn signalen").click()
    assert "Dat mailden we je op" in page.inner_text("main")
    check(page, "mine", SHOTS)
    assert watch.complain() == []
