"""Actions, Vandaag and Termijnen in a real browser: walked once, each page fit for everyone."""

import os
from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy import update

from core.context import Context
from core.municipalities import Place
from core.store.tables import Fiche, Signal
from tests.admin.panel import make_panel, session_of, tell
from tests.browser.axe import Watch, check
from tests.browser.serving import free_socket, serving
from tests.core.people.staffing import hire

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser-actions")]
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None


@pytest.fixture
def site(context: Context) -> Generator[str]:
    sock, url = free_socket()
    with serving(make_panel(replace(context, base_url=url)), sock):
        yield url


def press(page: Page, name: str) -> None:
    """Press a button that sends a form."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def test_actions_and_what_is_due_are_for_everyone(context: Context, place: Place, site: str, page: Page) -> None:
    lead = hire(context, place, "coordinator", "lut.maes@example.org")
    tell(context, place)
    past = context.clock().date() - timedelta(days=3)
    with context.store.tenant(place.id) as session:
        session.execute(update(Signal).values(received_at=context.clock() - timedelta(days=40)))
        session.add(Fiche(
            municipality_id=place.id, number=1, title="Te weinig huurwoningen", description="Gezinnen wachten lang.",
            status="geprioriteerd", themes=["wonen"],
        ))  # fmt: skip
    watch = Watch(page)
    page.context.add_cookies([{"name": "signaal", "value": session_of(context, lead), "url": site}])
    page.goto(f"{site}/beheer/fiche/1")
    page.get_by_role("link", name="Actie toevoegen").click()
    page.wait_for_url("**/fiche/1/actie")
    check(page, "action-new", SHOTS)
    page.fill("#title", "Eén wachtlijst maken met alle woonmaatschappijen")
    page.fill("#due_on", past.isoformat())
    press(page, "Actie toevoegen")
    assert "Kies een collega" in page.locator(".summary").inner_text()
    page.select_option("#owner_id", label="lut.maes@example.org")
    page.fill("#partners", "Woonmaatschappij Noord\nCAW")
    press(page, "Actie toevoegen")
    check(page, "fiche-with-action", SHOTS)
    page.get_by_role("link", name="Eén wachtlijst maken").click()
    page.wait_for_url("**/actie/*")
    press(page, "Zet op bezig")
    page.locator("summary", has_text="Bewerken").click()
    page.fill("#plan_code", "act-1.2")
    page.fill("#before", "Vier lijsten.")
    press(page, "Bewaar")
    page.locator("summary", has_text="Stop deze actie").click()
    check(page, "action", SHOTS)
    page.goto(f"{site}/beheer/acties?van=ik&telaat=1")
    assert "1 actie" in page.locator("main").inner_text()
    check(page, "actions", SHOTS)
    page.goto(f"{site}/beheer/vandaag")
    assert page.locator("ul.due > li").count() == 2
    check(page, "today", SHOTS)
    page.goto(f"{site}/beheer/termijnen")
    page.fill("#closing_days", "kerstdag")
    press(page, "Bewaar")
    check(page, "terms-wrong", SHOTS)
    page.fill("#closing_days", "11/7\n24/12/2026")
    page.select_option("#lead", label="lut.maes@example.org")
    press(page, "Bewaar")
    assert "24/12/2026" in page.input_value("#closing_days")
    assert watch.complain() == []
