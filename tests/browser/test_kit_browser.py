"""Startpakket and the statement pages in a real browser: for everyone, on a phone and a desk, light and dark."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from core.context import Context
from core.municipalities import Place, set_setting
from tests.admin.panel import make_panel, session_of
from tests.browser.axe import check
from tests.browser.serving import free_socket, serving
from tests.core.people.staffing import hire
from tests.web.visiting import make_app
from web.statements import LINKS

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser-kit")]
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None


def test_papers_and_statements_are_for_everyone(context: Context, place: Place, page: Page) -> None:
    token = session_of(context, hire(context, place, "coordinator"))
    sock, url = free_socket()
    with serving(make_panel(replace(context, base_url=url)), sock):
        page.context.add_cookies([{"name": "signaal", "value": token, "url": url}])
        page.goto(f"{url}/beheer/startpakket")
        check(page, "startpakket", SHOTS)
        with page.expect_download() as poster:
            page.get_by_role("link", name="PDF Zie je een probleem dat blijft terugkomen?").click()
        assert poster.value.suggested_filename == f"poster-{place.slug}.pdf"
        page.get_by_label("Bij wie kan iedereen terecht met vragen?").fill("signalen@example.org")
        page.get_by_role("button", name="Bewaar").click()
        assert page.get_by_role("status").is_visible()
    with context.store.tenant(place.id) as session:
        set_setting(session, place.id, "privacy_text", "Onze eigen regel.")
    sock, url = free_socket()
    with serving(make_app(replace(context, base_url=url, telegram_name="voorbeeld_bot")), sock):
        page.goto(f"{url}/{place.slug}/privacy")
        for name in LINKS:
            page.locator(f'footer a[href="/{place.slug}/{name}"]').click()
            check(page, name, SHOTS)
