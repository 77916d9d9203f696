"""Proposals in a real browser: accepted by a key, corrected without JavaScript on a small phone, fit for everyone."""

import os
import uuid
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from core.context import Context
from core.municipalities import Place
from core.review.labelling import CORRECT, Labels, label_signal
from tests.admin.panel import make_panel, session_of, tell
from tests.browser.axe import Watch, check
from tests.browser.serving import free_socket, serving
from tests.core.people.staffing import Person, hire
from tests.proposals import labels_of, propose, sure

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.xdist_group("browser-labelling")]
# With a folder in SIGNAAL_SHOTS, each page that is checked is also pictured.
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None


@pytest.fixture
def processor(context: Context, place: Place) -> Person:
    return hire(context, place)


@pytest.fixture
def site(context: Context) -> Generator[str]:
    sock, url = free_socket()
    with serving(make_panel(replace(context, base_url=url)), sock):
        yield url


def let_in(page: Page, context: Context, person: Person, site: str) -> None:
    """Sign someone in without the form."""
    page.context.add_cookies([{"name": "signaal", "value": session_of(context, person), "url": site}])


def tell_three(context: Context, place: Place) -> list[uuid.UUID]:
    """Send in three signals, the last of which waits longest; the second has no proposal."""
    ids = [tell(context, place, pattern="nee" if number == 0 else "ja") for number in range(3)][::-1]
    for id_ in ids:
        propose(context, place, id_)
    propose(context, place, ids[1], themes=[], target_groups=[])
    return ids


def test_keys_open_accept_and_walk_and_can_be_switched_off(
    context: Context, place: Place, processor: Person, site: str, page: Page
) -> None:
    ids = tell_three(context, place)
    watch = Watch(page)
    let_in(page, context, processor, site)
    page.goto(f"{site}/beheer")
    page.keyboard.press("/")
    page.keyboard.type("ajk?")
    assert page.input_value("#zoek") == "ajk?", "keys that are typed are typed"
    page.fill("#zoek", "")
    page.locator("h1").click()
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(str(ids[2]))
    with page.expect_navigation():
        page.keyboard.press("a")
    assert "Bewaard" in page.locator("[role=status]").inner_text()
    assert labels_of(context, place, ids[2]) == {"themes": ["wonen"], "target_groups": ["gezinnen"]}
    with page.expect_navigation():
        page.keyboard.press("j")
    assert not page.locator("#niets").is_visible()
    page.keyboard.press("a")  # there is nothing to say yes to
    assert "er is geen voorstel om te bevestigen" in page.locator("#niets").inner_text()
    page.keyboard.press("t")
    assert page.evaluate("document.activeElement.name") == "themes"
    page.keyboard.press("a")  # nor while choosing
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert labels_of(context, place, ids[1]) == {"themes": ["wonen"]}
    with page.expect_navigation():
        page.keyboard.press("j")
    page.keyboard.press("?")
    assert page.locator("#toetsen").is_visible()
    page.locator("#toetsen-aan").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("a")
    page.locator("#toetsen-tonen").click()
    assert not page.locator("#toetsen-aan").is_checked()
    assert labels_of(context, place, ids[0]) == {}
    assert watch.complain() == []


def test_no_key_leaves_while_a_form_is_on_its_way(
    context: Context, place: Place, processor: Person, site: str, page: Page
) -> None:
    ids = tell_three(context, place)
    let_in(page, context, processor, site)
    here = f"{site}/beheer/signaal/{ids[2]}"
    page.goto(here)
    page.evaluate("addEventListener('submit', () => document.dispatchEvent(new KeyboardEvent('keydown', {key: 'j'})))")
    page.evaluate("document.querySelector('[rel=next]').addEventListener('click', () => sessionStorage.left = 'yes')")
    with page.expect_navigation():
        page.keyboard.press("a")
    assert page.url.startswith(here)
    assert page.evaluate("sessionStorage.left") is None
    assert "Bewaard" in page.locator("[role=status]").inner_text()
    with page.expect_navigation():
        page.keyboard.press("j")
    assert page.url.endswith(str(ids[1]))


def test_correcting_without_javascript_on_a_small_phone(
    context: Context, place: Place, processor: Person, site: str, plain_page: Page
) -> None:
    signal_id = tell_three(context, place)[0]
    let_in(plain_page, context, processor, site)
    plain_page.goto(f"{site}/beheer/signaal/{signal_id}")
    assert not plain_page.locator("#toetsen-tonen").is_visible()
    plain_page.locator("#kiezen > summary").click()
    plain_page.locator("label.choice", has_text="Wonen en dakloosheid").click()
    plain_page.locator("label.choice", has_text="Energie, water").click()
    plain_page.locator("label.choice", has_text="Vlaamse overheid").click()
    with plain_page.expect_navigation():
        plain_page.locator("#kiezen button").click()
    assert labels_of(context, place, signal_id) == {
        "themes": ["energie-water"], "target_groups": ["gezinnen"], "levels": ["vlaams"],
    }  # fmt: skip
    assert "Energie, water" in plain_page.locator("ol.journal").inner_text()
    assert plain_page.evaluate("document.documentElement.scrollWidth") <= 320
    with plain_page.expect_navigation():
        plain_page.get_by_role("button", name="Ongedaan maken").click()
    assert labels_of(context, place, signal_id) == {}


def test_pages_with_proposals_are_for_everyone(
    context: Context, place: Place, processor: Person, site: str, page: Page
) -> None:
    watch = Watch(page)
    ids = tell_three(context, place)
    propose(context, place, ids[0], themes=sure(wonen=0.93, energie_water=0.62), kinds=sure(tekort=0.8),
            levels=sure(lokaal=0.7))  # fmt: skip
    let_in(page, context, processor, site)
    page.goto(f"{site}/beheer?bepaald=nog&orde=onzeker")
    check(page, "labels-list", SHOTS)
    page.goto(f"{site}/beheer/signaal/{ids[0]}")
    page.locator("#kiezen > summary").click()
    check(page, "labels-choosing", SHOTS)
    page.keyboard.press("Escape")
    page.locator("#toetsen-tonen").click()
    check(page, "labels-keys", SHOTS)
    page.keyboard.press("Escape")
    with page.expect_navigation():
        page.get_by_role("button", name="Klopt", exact=True).click()
    check(page, "labels-done", SHOTS)
    page.goto(f"{site}/beheer/signaal/{ids[1]}")
    check(page, "labels-none", SHOTS)
    page.goto(f"{site}/beheer/signaal/{ids[2]}")
    with context.store.tenant(place.id) as session:
        lead = hire(context, place, "coordinator", "lut.maes@example.org").present()
        label_signal(session, lead, ids[2], Labels(themes=("werk",)), CORRECT, "")
    with page.expect_navigation():
        page.keyboard.press("a")
    assert page.locator("h1").inner_text() == "Iemand was je voor"
    check(page, "labels-overtaken", SHOTS)
    assert watch.complain() == []
