"""The whole life in a real browser: from two signals to a closed fiche and a reporter who was told, in three ways.

The walk is one function; a driver takes it with a mouse, with the keyboard alone (each stop shows the focus), or with a
mouse and no JavaScript on the narrowest phone. It finds everything by what people see or hear, so it tests the names
too. Letters are written and arrive at once; what they say is read.
"""

import os
import re
import uuid
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from core.context import Context
from core.feedback.telling import tell as tell_due
from core.feedback.writing import Post as Writing
from core.municipalities import Place
from tests.admin.panel import make_panel, session_of, status_of, tell
from tests.browser.axe import Watch, check
from tests.browser.driving import Driver, Keys, Mouse
from tests.browser.serving import free_socket, serving
from tests.core.people.staffing import Person, hire
from tests.mail.room.posting import body_of, open_post
from tests.proposals import labels_of, propose
from tests.told import hand_over

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser-life")]
# With a folder in SIGNAAL_SHOTS, each page that is checked is also pictured.
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None
SECOND = "Alleenstaanden vinden geen kleine huurwoning die ze kunnen betalen."
FICHE = "Te weinig betaalbare huurwoningen"
SAID = "Er is één wachtlijst. Wie wacht, krijgt elk kwartaal bericht."
PULLER = "els.maes@example.org"
Look = Callable[[Page, str], None]


@dataclass(frozen=True, slots=True)
class Life:
    """Where it happens, who does it (`hand`), who pulls (`other`, with a browser of her own), how pages are seen."""

    context: Context
    place: Place
    hand: Driver
    other: Driver
    look: Look

    def main(self) -> str:
        """Read the page."""
        return self.hand.page.locator("main").inner_text()


@pytest.fixture
def site(context: Context) -> Generator[str]:
    sock, url = free_socket()
    with serving(make_panel(replace(context, base_url=url)), sock):
        yield url


def walk(life: Life) -> tuple[uuid.UUID, uuid.UUID]:
    """Live the whole life; gives the two signals."""
    first = _correct_and_open(life)
    second = _bundle(life)
    _describe_and_score(life)
    _prioritise_and_ask(life)
    _answer(life.other)
    _act(life)
    _meet(life)
    _close(life)
    return first, second


def _correct_and_open(life: Life) -> uuid.UUID:
    hand, signal_id = life.hand, tell(life.context, life.place, organisation="Huis A")
    propose(life.context, life.place, signal_id)
    hand.follow("Fiches")
    life.look(hand.page, "list-empty")
    hand.follow("Signalen")
    hand.follow(re.compile("^Gezinnen met drie kinderen"))
    life.look(hand.page, "undecided")
    hand.unfold("Verbeteren")
    hand.choose("Energie, water en nutsvoorzieningen", "checkbox")
    hand.press("Bewaren")
    assert "Bewaard wat je koos." in life.main()
    assert labels_of(life.context, life.place, signal_id)["themes"] == ["wonen", "energie-water"]
    hand.write("Of geef een nieuwe fiche een titel", FICHE)
    hand.press("Maak een nieuwe fiche")
    assert "Alles is beslist" in life.main()
    life.look(hand.page, "all-decided")
    return signal_id


def _bundle(life: Life) -> uuid.UUID:
    hand, signal_id = life.hand, tell(life.context, life.place, SECOND, organisation="Huis B")
    hand.follow("Signalen")
    hand.follow(re.compile("^Alleenstaanden"))
    hand.write("Zoek een open fiche (woorden of nummer)", "huurwoning")
    hand.press("Zoek fiche")
    life.look(hand.page, "choosing")
    hand.choose(f"Fiche 1: {FICHE}")
    hand.press("Zet in deze fiche")
    hand.follow(f"Naar fiche 1: {FICHE}")
    assert "2 signalen" in life.main()
    return signal_id


def _describe_and_score(life: Life) -> None:
    hand = life.hand
    hand.unfold("Getoetst")
    hand.press("Zet op getoetst")
    assert "Schrijf eerst een beschrijving" in hand.page.locator(".summary").inner_text()
    life.look(hand.page, "missing")
    hand.write("Beschrijving", "Gezinnen en alleenstaanden wachten lang op een huurwoning die ze kunnen betalen.")
    hand.press("Bewaar")
    hand.unfold("Scores")
    hand.unfold("Geef scores")
    for step in ("4: mensen komen in de problemen", "4: veel, met een inspanning"):
        hand.choose(step)
    hand.press("Bewaar de scores")
    assert "De scores zijn bewaard." in life.main()


def _prioritise_and_ask(life: Life) -> None:
    hand = life.hand
    assert "2 organisaties herkennen dit" in life.main()
    hand.follow("Zet de fiche op „getoetst”")
    hand.press("Zet op getoetst")
    hand.unfold("Voorrang geven")
    hand.press("Zet op geprioriteerd")
    hand.unfold("Vraag een collega")
    hand.pick("Collega", PULLER)
    hand.press("Vraag om te trekken")
    assert "gevraagd, nog geen antwoord" in life.main()


def _answer(other: Driver) -> None:
    other.page.reload()
    other.follow(f"Fiche 1: {FICHE}")
    other.press("Ja, ik trek deze fiche")
    assert "trekt deze fiche" in other.page.locator("main").inner_text()


def _act(life: Life) -> None:
    hand = life.hand
    hand.page.reload()
    hand.follow("Actie toevoegen")
    hand.write("Wat gaan jullie doen?", "Eén wachtlijst maken")
    hand.pick("Collega die het opvolgt", PULLER)
    hand.press("Actie toevoegen")
    hand.unfold("In actie")
    hand.press("Zet op in actie")


def _meet(life: Life) -> None:
    hand = life.hand
    hand.unfold("Agenda")
    hand.follow("Plan een nieuw moment met deze fiche op tafel")
    hand.choose("Signaaldag")
    hand.write("Titel", "Signaaldag wonen")
    hand.date("Dag", "2099-02-02", "02022099")
    hand.date("Van", "10:00", "1000A")
    hand.date("Tot", "11:00", "1100A")
    hand.press("Bewaar")
    hand.follow("Noteer fiche 1")
    hand.write("Wat is besloten?", "We maken één wachtlijst voor de hele gemeente.")
    hand.press("+1 stip")
    hand.press("Noteer besluit")
    hand.press("Zet bij de fiche")
    hand.follow("Fiche 1")
    hand.unfold("Agenda")
    assert "besproken, 1 stip" in life.main()


def _close(life: Life) -> None:
    hand = life.hand
    hand.unfold("Afronden")
    life.look(hand.page, "closing")
    hand.choose("Verbeterd")
    hand.write("Wat is ermee gebeurd?", SAID)
    hand.press("Zet op afgerond")
    assert "Wordt afgesloten: 0 van 2 verteld." in life.main()
    life.look(hand.page, "being-closed")
    with open_post(life.context, life.place) as post:
        tell_due(Writing(life.context, life.place, {"mail": post.room}))
        letters = [" ".join(body_of(letter).split()) for letter in post.letters()]
    assert len(letters) == 2
    assert all(f"«{FICHE}»" in letter and f"Het is verbeterd. {SAID}" in letter for letter in letters)
    hand_over(life.context, life.place)
    hand.page.reload()
    assert "Wordt afgesloten" not in life.main()
    life.look(hand.page, "closed")
    hand.follow("← Alle fiches")
    assert "afgerond" in hand.page.locator("table").inner_text()
    life.look(hand.page, "list")


@pytest.fixture
def open_page(context: Context, place: Place, chromium: Browser, site: str) -> Generator[Callable[..., Page]]:
    """Open a window in which someone is signed in."""
    windows: list[BrowserContext] = []

    def sign_in(person: Person, width: int, *, scripts: bool) -> Page:
        window = chromium.new_context(
            viewport={"width": width, "height": 800},
            locale="nl-BE",
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        window.set_default_timeout(60_000)
        windows.append(window)
        window.add_cookies([{"name": "signaal", "value": session_of(context, person), "url": site}])
        page = window.new_page()
        page.goto(f"{site}/beheer")
        return page

    assert place.slug
    yield sign_in
    for window in windows:
        window.close()


@pytest.mark.parametrize("way", ["mouse", "keyboard", "no-script"])
def test_from_a_signal_to_a_reporter_who_was_told(
    context: Context, place: Place, open_page: Callable[..., Page], way: str
) -> None:
    scripts, width = way != "no-script", 320 if way == "no-script" else 1280
    page = open_page(hire(context, place), width, scripts=scripts)
    other = open_page(hire(context, place, "trekker", PULLER), width, scripts=scripts)
    watch, drive = Watch(page), Keys if way == "keyboard" else Mouse

    def look(seen: Page, name: str) -> None:
        if way == "mouse":
            check(seen, f"life-{name}", SHOTS)
        assert seen.evaluate("document.documentElement.scrollWidth") <= width, name

    first, second = walk(Life(context, place, drive(page), drive(other), look))
    assert [status_of(context, place, id_) for id_ in (first, second)] == ["gebundeld", "gebundeld"]
    page.goto(f"{page.url.rsplit('/', 1)[0]}/signaal/{second}")
    drive(page).press("Beslissing terugdraaien")
    assert status_of(context, place, second) == "in-nazicht"
    assert watch.complain() == []
