"""The public pages in a real browser: fit for everyone in every width and scheme, on paper, without JavaScript."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.axe import Watch, check
from tests.browser.serving import free_socket, serving
from tests.web.public_town import PAGES, site

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser-public")]
# With a folder in SIGNAAL_SHOTS, each page that is checked is also pictured.
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None


@pytest.fixture
def town(tmp_path: Path) -> Generator[str]:
    sock, url = free_socket()
    with serving(site(tmp_path, telegram="voorbeeld_bot"), sock):
        yield url


def test_every_public_page_is_fit_for_everyone_and_for_paper(town: str, page: Page) -> None:
    watch = Watch(page)
    for name, path in PAGES.items():
        page.goto(town + path)
        check(page, name, SHOTS)
    assert page.context.cookies() == []
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(f"{town}/lommerbeek/fiche/12")
    for gone in ("nav.parts", ".metoo", ".share"):
        assert not page.locator(gone).is_visible(), gone
    assert page.locator(".on-paper").is_visible(), "paper says where it comes from"
    assert page.locator("h1").evaluate("one => getComputedStyle(one).color") == "rgb(0, 0, 0)"
    assert watch.complain() == []


def test_a_citizen_without_scripts_finds_a_fiche(town: str, plain_page: Page) -> None:
    page = plain_page
    page.goto(f"{town}/?gemeente=lommer")
    page.get_by_role("link", name="Lommerbeek").click()
    page.get_by_role("link", name="Bekijk wat er leeft").click()
    page.fill("#zoek", "huurwóning")
    page.click("summary")
    page.select_option("#status", "in-actie")
    page.get_by_role("button", name="Zoek").click()
    assert "zoek=" in page.url
    assert page.input_value("#zoek") == "huurwóning"
    page.get_by_role("link", name="Te weinig betaalbare").click()
    assert page.get_by_role("link", name="Ik zie dit ook").get_attribute("href") == "/lommerbeek/signaal?fiche=12"
