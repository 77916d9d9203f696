"""The editor of the questionnaire and targeted calls in a real browser, fit for everyone."""

import os
from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.context import Context
from core.municipalities import Place
from tests.admin.panel import make_panel, session_of
from tests.browser.axe import Watch, check
from tests.browser.serving import free_socket, serving
from tests.core.people.staffing import hire

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser-questionnaire")]
# With a folder in SIGNAAL_SHOTS, each page that is checked is also pictured.
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None


@pytest.fixture
def site(context: Context) -> Generator[str]:
    sock, url = free_socket()
    with serving(make_panel(replace(context, base_url=url, telegram_name="signaal_bot")), sock):
        yield url


def press(page: Page, name: str, *, exact: bool = True) -> None:
    """Press a button that sends a form."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=exact).first.click()


def test_a_coordinator_edits_publishes_and_calls(context: Context, place: Place, site: str, page: Page) -> None:
    watch = Watch(page)
    person = hire(context, place, "coordinator")
    page.context.add_cookies([{"name": "signaal", "value": session_of(context, person), "url": site}])
    page.goto(f"{site}/beheer/vragenlijst")
    for words in ("E-mail", "Webformulier"):
        page.locator("#voorbeeld summary", has_text=words).click()
    page.locator("#vraag-trend summary").click()
    page.fill("#trend-text", "Sinds wanneer merk je dit?")
    # The preview follows, in all three channels, before anything is kept.
    expect(page.locator("#voorbeeld").get_by_text("Sinds wanneer merk je dit?")).to_have_count(3)
    press(page, "Omhoog Waar het knelt", exact=False)
    assert "bewaard" in page.locator(".box.done").inner_text()
    press(page, "Keuzevraag toevoegen")
    own = page.locator("li.question", has_text="Eigen keuzevraag")
    own.get_by_label("Korte naam").fill("Leeftijd")
    own.get_by_label("Vraag", exact=True).fill("Welke leeftijd hebben ze?")
    press(page, "Ontwerp bewaren")
    assert "minstens twee keuzes" in page.locator(".summary").inner_text()
    check(page, "form-wrong", SHOTS)
    page.locator("textarea[name$=keuzes]").fill("Jonger dan 25\nOuder")
    press(page, "Ontwerp bewaren")
    page.get_by_role("link", name="Nakijken en publiceren").click()
    check(page, "form-publish", SHOTS)
    page.locator("label.choice", has_text="Ik keek dit na").click()
    press(page, "Publiceren")
    assert "Versie 2 is gepubliceerd" in page.locator(".box.done").inner_text()
    page.goto(f"{site}/beheer/oproepen")
    page.fill("#title", "Wachten op een woning")
    page.fill("#text", "Wachten mensen bij jullie op een sociale woning? Vertel waar het vastloopt.")
    page.select_option("#theme", "wonen")
    press(page, "Oproep maken")
    assert "Kies een laatste dag" in page.locator(".summary").inner_text()
    page.fill("#until", (datetime.now(UTC) + timedelta(days=30)).date().isoformat())
    press(page, "Oproep maken")
    assert page.locator(".drawn img").is_visible()
    check(page, "call", SHOTS)
    press(page, "Oproep sluiten")
    page.goto(f"{site}/beheer/oproepen")
    assert "Gesloten" in page.locator("ul.calls").inner_text()
    check(page, "calls", SHOTS)
    assert watch.complain() == []
