"""The pages Groepen and Trends in a real browser: for everyone, on a phone and a desk, light and dark."""

import os
from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page

from core.context import Context
from core.municipalities import Place
from tests.admin.panel import make_panel, session_of
from tests.browser.axe import Watch, check
from tests.browser.serving import free_socket, serving
from tests.core.insight.seeding import CARE, cluster, sow
from tests.core.people.staffing import hire

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser-insight")]
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None
LONG = "Wachtlijstverantwoordelijkenoverlegvergadering" * 3
WEEK = timedelta(weeks=1)


@pytest.fixture
def site(context: Context) -> Generator[str]:
    sock, url = free_socket()
    with serving(make_panel(replace(context, base_url=url)), sock):
        yield url


def tell_much(context: Context, place: Place) -> None:
    """Let signals come in that group, rise and fall silent."""
    now = context.clock().replace(hour=12)  # a week begins at midnight in Brussels, and the clock changes twice
    for back in range(10, 34, 2):
        sow(context, place, "De agent komt niet.", sector="politie", received_at=now - back * WEEK)
    told = [sow(context, place, text, f"Huis {house}") for text, house in zip((*CARE, LONG), "ABAC", strict=True)]
    cluster(context, place, told, ("wachtlijst", "opvang"))
    for number in range(11):
        house, at = f"Huis {'AB'[number % 2]}", now - (1 + number % 3) * WEEK
        sow(context, place, f"{LONG} {number}", house, themes=["mobiliteit"], received_at=at)


def test_the_pages_are_for_everyone(context: Context, place: Place, site: str, page: Page) -> None:
    watch = Watch(page)
    token = session_of(context, hire(context, place, "coordinator"))
    page.context.add_cookies([{"name": "signaal", "value": token, "url": site}])

    def visit(name: str) -> None:
        page.goto(f"{site}/beheer/{name}")
        for details in page.query_selector_all("main details:not([open]) > summary"):
            details.click()
        check(page, f"{name}-{kind}", SHOTS)

    kind = "empty"
    visit("groepen")
    visit("trends")
    tell_much(context, place)
    kind = "full"
    visit("groepen")
    assert page.inner_text("h2") == "wachtlijst · opvang"
    visit("trends")
    assert "Mobiliteit en vervoer" in page.inner_text("main")
    page.click("ul.openings a")
    assert "/beheer/signaal/" in page.url
    assert watch.complain() == []
