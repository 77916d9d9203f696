"""Triage in a real browser: decided by keys with the way back, then every page of triage, fit for everyone."""

import os
import re
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from core.context import Context
from core.municipalities import Place
from tests.admin.panel import make_panel, session_of, status_of, tell
from tests.browser.axe import Watch, check
from tests.browser.serving import free_socket, serving
from tests.core.people.staffing import Person, hire

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser-triage")]
# With a folder in SIGNAAL_SHOTS, each page that is checked is also pictured.
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None
STORY = "Gezinnen vinden geen betaalbare huurwoning in de stad. De bus rijdt na zes uur niet meer naar het dorp."


@pytest.fixture
def processor(context: Context, place: Place) -> Person:
    return hire(context, place)


@pytest.fixture
def site(context: Context) -> Generator[str]:
    sock, url = free_socket()
    with serving(make_panel(replace(context, base_url=url)), sock):
        yield url


def press(page: Page, *keys: str) -> None:
    """Press keys, the last of which leads to another page."""
    for key in keys[:-1]:
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press(keys[-1])


def test_triage_by_keys_and_every_page_fit_for_everyone(
    context: Context, place: Place, processor: Person, site: str, page: Page
) -> None:
    ids = [tell(context, place, STORY, organisation=f"Huis {letter}") for letter in "ABC"]
    page.context.add_cookies([{"name": "signaal", "value": session_of(context, processor), "url": site}])
    watch = Watch(page)

    def look(name: str) -> None:
        check(page, f"triage-{name}", SHOTS)

    page.goto(f"{site}/beheer")
    look("inbox")
    press(page, "j", "o")
    assert str(ids[0]) in page.url, "what waits longest comes first"
    press(page, "m", "3", "Enter")
    assert status_of(context, place, ids[0]) == "intern"
    assert str(ids[1]) in page.url.split("?")[0], "the next one opens at once"
    page.locator("[data-undo] .left", has_text=re.compile(r"^[1-9]$")).wait_for()  # it counts down
    look("undo")
    press(page, "u")
    assert status_of(context, place, ids[0]) == "in-nazicht"
    press(page, "m", "2", *"Huur", "Enter")
    assert status_of(context, place, ids[0]) == "gebundeld"
    page.goto(f"{site}/beheer")
    page.locator("input[name=kies]").first.check()
    with page.expect_navigation():
        page.locator("button[value=kies]").click()
    look("lot")
    page.goto(f"{site}/beheer/signaal/{ids[1]}/splits")
    look("split")
    page.goto(f"{site}/beheer/signaal/{ids[1]}")
    page.locator("#verberg summary").click()
    page.fill("#words", "dorp")
    with page.expect_navigation():
        page.locator("#verberg button").click()
    look("hide")
    page.goto(f"{site}/beheer/invoeren")
    look("behalf")
    page.goto(f"{site}/beheer/zoeken?zoek=huurwoningen")
    look("search")
    assert watch.complain() == []
