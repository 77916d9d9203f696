"""A signal day in a real browser: planned, walked through on the wall, noted and written up; fit for everyone."""

import os
import uuid
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.review.decide import decide_signal
from core.review.decision import BUNDLED, Decision, read_standing
from core.review.fiches import Wording, edit_fiche
from core.store.tables import AgendaItem
from tests.admin.panel import make_panel, session_of, tell
from tests.browser.axe import Watch, check
from tests.browser.serving import free_socket, serving
from tests.core.people.staffing import Person, hire

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser-agenda")]
# With a folder in SIGNAAL_SHOTS, each page that is checked is also pictured.
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None


@pytest.fixture
def lead(context: Context, place: Place) -> Person:
    return hire(context, place, "coordinator", "lut.maes@example.org")


@pytest.fixture
def site(context: Context) -> Generator[str]:
    sock, url = free_socket()
    with serving(make_panel(replace(context, base_url=url)), sock):
        yield url


@pytest.fixture
def fiches(context: Context, place: Place, lead: Person) -> None:
    """Two fiches; the first with a description and two signals."""
    stories = (
        ("Gezinnen wachten maanden op een woning. De wachtlijst is nergens te vinden.", 0),
        ("Wie alleen is, vindt geen kleine huurwoning die te betalen is.", 1),
        ("De bus rijdt niet meer op zondag, en wie wil werken geraakt er niet.", 0),
    )
    for place_, (story, fiche) in enumerate(stories):
        signal_id: uuid.UUID = tell(context, place, story, organisation=f"Huis {place_}")
        with context.store.tenant(place.id) as session:
            title = "Te weinig betaalbare huurwoningen" if place_ == 0 else "Geen bus op zondag"
            stand = read_standing(session, signal_id).stand
            decide_signal(session, lead.present(), signal_id, Decision(BUNDLED, fiche=fiche, title=title), stand)
    with context.store.tenant(place.id) as session:
        told = "Gezinnen en alleenstaanden wachten lang op een huurwoning die ze kunnen betalen."
        edit_fiche(session, lead.present(), 1, Wording("Te weinig betaalbare huurwoningen", told), 1)


def press(page: Page, name: str) -> None:
    """Press a button that sends a form."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def unfold(page: Page, words: str) -> None:
    """Open what stands behind a line."""
    page.locator("summary", has_text=words).first.click()


def look(page: Page, name: str) -> None:
    """Look at the page that is open."""
    check(page, f"agenda-{name}", SHOTS)


@pytest.mark.usefixtures("fiches")
def test_a_signal_day_from_plan_to_minutes_for_everyone(
    context: Context, place: Place, lead: Person, site: str, page: Page
) -> None:
    watch = Watch(page)
    page.context.add_cookies([{"name": "signaal", "value": session_of(context, lead), "url": site}])
    _add_partner(page, site)
    page.goto(f"{site}/beheer/agenda/nieuw")
    press(page, "Bewaar")
    look(page, "wrong")
    page.locator("label.choice", has_text="Signaaldag").click()
    for field, value in (("title", "Signaaldag wonen"), ("day", "2099-07-02"), ("starts", "13:30"), ("ends", "16:00"),
                         ("venue", "Huis van het Kind, zaal 2")):  # fmt: skip
        page.fill(f"#{field}", value)
    press(page, "Bewaar")
    _set_table(page)
    look(page, "item")
    page.goto(f"{site}/beheer/agenda")
    look(page, "list")
    _walk_the_wall(page, site)
    _take_notes(page, site)
    assert watch.complain() == []
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(AgendaItem.signallers)).one() == 2


def _add_partner(page: Page, site: str) -> None:
    page.goto(f"{site}/beheer/partners")
    page.fill("#name", "Huis van het Kind")
    press(page, "Voeg toe")
    page.fill("#signed_on", "2026-01-05")
    page.fill("#ends_on", "2026-12-31")
    page.fill("#signals", "Alle medewerkers.")
    page.fill("#publishes", "De fiche na akkoord, zonder cijfers per organisatie.")
    press(page, "Bewaar")
    look(page, "partner")
    page.goto(f"{site}/beheer/fiche/1")
    unfold(page, "Partners")
    press(page, "Koppel aan deze fiche")
    press(page, "Noteer dat akkoord gevraagd is Huis van het Kind")
    unfold(page, "Noteer het antwoord")
    look(page, "fiche")
    press(page, "Akkoord")
    assert "Alle partners zijn akkoord" in page.locator("#partners").inner_text()


def _set_table(page: Page) -> None:
    for words in ("Fiche 1", "Fiche 2"):
        page.locator("label.choice", has_text=words).click()
    press(page, "Leg op tafel")
    press(page, "Omhoog fiche 1")
    page.fill("#question-1", "Wie kan één wachtlijst bijhouden?")
    press(page, "Bewaar de vraag bij fiche 1")
    unfold(page, "Nodig iemand uit")
    press(page, "Zet op de lijst partner")
    press(page, "Nodig uit")
    assert "3 signaalgevers uitgenodigd" in page.get_by_role("region", name="Uitnodigingen").inner_text()
    unfold(page, "Nodig uit per mail: Huis van het Kind")
    page.get_by_label("E-mail van de contactpersoon").fill("an@huis.example.org")
    press(page, "Nodig uit Huis van het Kind")
    unfold(page, "Tel wie er is")
    page.get_by_label("Huis van het Kind").last.fill("3")
    page.fill("#others", "2")
    page.fill("#signallers", "2")
    press(page, "Bewaar")


def _walk_the_wall(page: Page, site: str) -> None:
    page.goto(f"{site}/beheer/agenda/1/fiche/1/citaten")
    look(page, "quotes")
    page.get_by_text("Gezinnen wachten maanden op een woning.").click()
    press(page, "Bewaar")
    page.goto(f"{site}/beheer/agenda/1/scherm")
    assert page.locator("ol.programme a").count() == 2
    page.keyboard.press("PageDown")
    page.wait_for_url("**/scherm/1")
    look(page, "wall")
    page.set_viewport_size({"width": 1920, "height": 1080})
    if SHOTS:
        page.screenshot(path=SHOTS / "wall-1920.png")
    sizes = page.evaluate(
        "['h1', '.told', 'blockquote', '.question']"
        ".map(q => parseFloat(getComputedStyle(document.querySelector(q)).fontSize))"
    )
    assert min(sizes) >= 40, "read from ten metres away"
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/scherm/2")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/scherm/1")


def _take_notes(page: Page, site: str) -> None:
    page.goto(f"{site}/beheer/agenda/1/fiche/1")
    press(page, "+1 stip")
    page.fill("#votes", "14")
    press(page, "Bewaar")
    page.fill("#text_besluit", "We maken één wachtlijst voor de hele gemeente.")
    press(page, "Noteer besluit")
    page.fill("#text_opmerking", "De school wil mee.")
    press(page, "Noteer opmerking")
    with page.expect_navigation():
        page.get_by_role("button", name="Maak er een actie van").click()
    press(page, "Zet bij de fiche")
    look(page, "notes")
    page.goto(f"{site}/beheer/agenda/1/verslag")
    look(page, "minutes")
    assert "14 stippen" in page.locator("main").inner_text()
    page.goto(f"{site}/beheer/fiche/1")
    unfold(page, "Wat er gebeurde")
    assert "14 stippen" in page.locator(".happened").inner_text()
