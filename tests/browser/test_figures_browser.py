"""Cijfers and the yearly page in a real browser: for everyone, on a phone and a desk, light and dark."""

import os
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from core.context import Context
from core.municipalities import Place
from tests.admin.panel import make_panel, session_of
from tests.browser.axe import check
from tests.browser.serving import free_socket, serving
from tests.core.insight.seeding import sow
from tests.core.people.staffing import hire

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser-insight")]
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None


@pytest.fixture
def site(context: Context) -> Generator[str]:
    sock, url = free_socket()
    with serving(make_panel(replace(context, base_url=url)), sock):
        yield url


def test_figures_are_for_everyone(context: Context, place: Place, site: str, page: Page) -> None:
    for number in range(11):
        sow(context, place, f"Bus {number} is weg.", f"Huis {number % 3}", themes=["mobiliteit"])
    token = session_of(context, hire(context, place, "coordinator"))
    page.context.add_cookies([{"name": "signaal", "value": token, "url": site}])
    for name in ("cijfers", f"cijfers/jaar/{context.clock().year}"):
        page.goto(f"{site}/beheer/{name}")
        for details in page.query_selector_all("main details:not([open]) > summary"):
            details.click()
        check(page, name.replace("/", "-"), SHOTS)
