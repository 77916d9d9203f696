"""What is public, in the panel: the page Openbaar and the switch of an action, on a telephone and at a desk."""

import os
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page

from admin.routes import make_router
from core.context import Context
from core.html.shield import Shield
from core.municipalities import Place
from core.publish.published import publish, read_snapshot
from core.work import retry_job
from mail.checkup import PanelChecks
from tests.admin.panel import session_of
from tests.browser.axe import Watch, check
from tests.browser.serving import free_socket, serving
from tests.core.people.staffing import hire
from tests.core.publish.putting import put_action, put_day, put_fiche

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser-offices")]
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None


@pytest.fixture
def site(context: Context) -> Generator[str]:
    """The panel, as a server gives it."""
    sock, url = free_socket()
    known = replace(context, base_url=url)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(make_router(known, retry_job, checks=PanelChecks(context.settings)))
    with serving(Shield(app, known), sock):
        yield url


def test_an_action_is_put_in_public_and_the_page_says_so(page: Page, site: str, context: Context, place: Place) -> None:
    with context.store.tenant(place.id) as session:
        fiche = put_fiche(session, place, 1, signals=3)
        put_action(session, fiche, "Eén wachtlijst maken", public=False)
        put_action(session, fiche, "Spreekuur elke dinsdag").after = "Er kwam iets bij."
        put_day(session, place, 1, fiche)
    publish(context, place.id)
    lead = hire(context, place, "coordinator", "lut@example.org")
    page.context.add_cookies([{"name": "signaal", "value": session_of(context, lead), "url": site}])
    watch = Watch(page)
    page.goto(f"{site}/beheer/openbaar")
    check(page, "public-own", SHOTS)
    page.goto(f"{site}/beheer/fiche/1?gedaan=actions.unshown#acties")
    page.locator("#acties details summary").first.click()
    check(page, "public-switch", SHOTS)
    page.locator("#acties details").first.get_by_role("button", name="Openbaar maken").click()
    page.wait_for_url("**gedaan=actions.shown")
    assert page.get_by_text("De actie is openbaar.").is_visible()
    publish(context, place.id)
    assert len(read_snapshot(context, place.slug).actions) == 1
    assert watch.complain() == []
