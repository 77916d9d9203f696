"""A fiche with all that it can hold in a real browser, fit for everyone; the life of one is in test_review_life."""

import os
import uuid
from collections.abc import Generator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page

from core.context import Context
from core.municipalities import Place
from core.review.decide import decide_signal
from core.review.decision import BUNDLED, Decision
from core.review.fiche_items import NewItem, add_item
from core.review.fiche_links import refer
from core.review.fiche_log import note_progress
from core.review.fiches import Wording, edit_fiche
from core.review.public_texts import write_public
from core.review.scores import give_score
from tests.admin.panel import make_panel, session_of, tell
from tests.browser.axe import Watch, check
from tests.browser.serving import free_socket, serving
from tests.core.people.staffing import Person, hire

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser-fiches")]
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


@pytest.fixture
def told(context: Context, place: Place) -> tuple[uuid.UUID, uuid.UUID]:
    """Two signals of two organisations; the second is the newest."""
    first = tell(context, place, organisation="Huis A")
    return first, tell(context, place, "Alleenstaanden vinden geen kleine huurwoning.", organisation="Huis B")


def press(page: Page, name: str) -> None:
    """Press a button that sends a form."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def test_all_that_a_fiche_holds_is_fit_for_everyone(
    context: Context, place: Place, processor: Person, site: str, page: Page, told: tuple[uuid.UUID, uuid.UUID]
) -> None:
    """A fiche with everything in it and every form unfolded, and the pages that belong to it."""
    watch, present = Watch(page), processor.present()
    with context.store.tenant(place.id) as session:
        decide_signal(session, present, told[0], Decision(BUNDLED, title="Te weinig huurwoningen"), "")
        decide_signal(session, present, told[1], Decision(BUNDLED, title="Kleine woningen"), "")
        words = "Gezinnen wachten lang op een woning. De gemeente zou moeten bouwen."
        edit_fiche(session, present, 1, Wording("Te weinig huurwoningen", words), 1)
        add_item(session, present, 1, NewItem("cijfer", "214 gezinnen wachten.", "Jaarverslag", date(2026, 1, 31)))
        add_item(session, present, 1, NewItem("voorbeeld", "Een gezin met drie kinderen slaapt bij familie."))
        note_progress(session, present, 1, "Overleg met de dienst.")
        give_score(session, present, 1, "impact", 4, "Kinderen slapen slecht.")
        give_score(session, present, 1, "impact", 3, "")
        refer(session, present, 1, 2)
        write_public(session, present, 1, ("Wachten op een woning", "Gezinnen wachten lang."), 0)
    page.context.add_cookies([{"name": "signaal", "value": session_of(context, processor), "url": site}])
    page.goto(f"{site}/beheer/fiche/1")
    check(page, "fiche-short", SHOTS)
    assert not page.locator("#scores").is_visible()
    page.goto(f"{site}/beheer/fiche/1#scores")
    assert page.locator("#scores").is_visible()
    page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
    check(page, "fiche-full", SHOTS)
    page.get_by_role("link", name="Welke signalen dragen welke zin?").click()
    page.wait_for_url("**/bewijs")
    page.locator("label.choice").first.click()
    check(page, "fiche-support", SHOTS)
    press(page, "Bewaar, en naar de volgende zin")
    page.goto(f"{site}/beheer/fiche/1")
    assert page.locator(".description sup a").count() == 1
    page.locator("summary", has_text="Samenvoegen").click()
    page.fill("#met", "2")
    press(page, "Zet ze naast elkaar")
    check(page, "fiche-merge", SHOTS)
    press(page, "Houd fiche 1 en voeg fiche 2 erbij")
    page.get_by_role("link", name="Splits deze fiche").click()
    page.wait_for_url("**/splitsen")
    check(page, "fiche-split", SHOTS)
    page.goto(f"{site}/beheer/fiche/2")
    check(page, "fiche-merged", SHOTS)
    assert watch.complain() == []
