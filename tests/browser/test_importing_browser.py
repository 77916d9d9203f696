"""A spreadsheet put in by a browser: the pages on the way are fit for everyone, and the bar goes on by itself."""

import os
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from core.context import Context
from core.importing.working import Importing
from core.municipalities import Place
from tests.admin.panel import make_panel, session_of
from tests.browser.axe import Watch, check
from tests.browser.serving import free_socket, serving
from tests.core.importing.made_sheets import FORMS, make_book, make_rows
from tests.core.people.staffing import hire

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser-import")]
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None


@pytest.fixture
def site(context: Context) -> Generator[str]:
    sock, url = free_socket()
    with serving(make_panel(replace(context, base_url=url)), sock):
        yield url


def test_a_list_is_put_in_by_a_browser(context: Context, place: Place, site: str, page: Page, tmp_path: Path) -> None:
    watch, file = Watch(page), tmp_path / "lijst.xlsx"
    rows = make_rows("nl", 320)
    rows[0][9] = "Dakzorg en zo;"
    rows[1][5], rows[1][6] = "kort", ""
    rows[2][5] = "Bel mevrouw Peeters op 0470 12 34 56, zij wacht al weken."
    file.write_bytes(make_book([list(FORMS["nl"]), *rows]))
    token = session_of(context, hire(context, place, "coordinator"))
    page.context.add_cookies([{"name": "signaal", "value": token, "url": site}])
    page.goto(f"{site}/beheer/invoer")
    check(page, "sheet-start", SHOTS)
    page.set_input_files("#bestand", file)
    with page.expect_navigation():
        page.get_by_role("button", name="Bekijk het bestand").click()
    check(page, "sheet-columns", SHOTS)
    page.get_by_label("Dakzorg en zo").select_option(label="Wonen en dakloosheid")
    with page.expect_navigation():
        page.get_by_role("button", name="Lees de lijst in").click()
    check(page, "sheet-busy", SHOTS)
    importing = Importing(context)
    importing.start()
    try:
        page.get_by_role("heading", name="klaar").wait_for()
    finally:
        importing.stop()
    check(page, "sheet-done", SHOTS)
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Haal op voor Excel").click()
    assert fetched.value.suggested_filename == "geweigerd-1.xlsx"
    page.get_by_text("Ongedaan maken", exact=True).click()
    check(page, "sheet-undo", SHOTS)
    assert watch.complain() == []
