"""The form in a real browser: by keyboard alone, without JavaScript, on a narrow phone, for everyone."""

import os
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.store.tables import Organisation, Signal
from tests.browser.axe import Watch, check
from tests.browser.serving import free_socket, serving
from tests.web.visiting import STORY, make_app

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-form")]
PERSONAL = f"{STORY} Bel mevrouw Janssens op 0471 23 45 67. Er is sprake van geweld."
# With a folder in SIGNAAL_SHOTS, each page that is checked is also pictured.
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None


@pytest.fixture
def site(context: Context, place: Place, other_place: Place) -> Generator[str]:
    sock, url = free_socket()
    with context.store.tenant(place.id) as session:
        session.add(Organisation(municipality_id=place.id, name="CAW De Brug"))
    with serving(make_app(replace(context, base_url=url, telegram_name="voorbeeld_bot")), sock):
        yield url


def signals(context: Context, place: Place) -> list[Signal]:
    with context.store.tenant(place.id) as session:
        return list(session.scalars(select(Signal)))


def press(page: Page, selector: str) -> None:
    """Send the form with a button, and wait for what follows."""
    with page.expect_navigation():
        page.click(selector)


def tab_to(page: Page, what: str, most: int = 60) -> None:
    """Press Tab until the element that matches `what` has the focus; each stop must show that it has it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        seen = page.evaluate("""() => { const e = document.activeElement, s = getComputedStyle(e);
            const around = getComputedStyle(e.closest('label') || e);
            return e === document.body || [s, around].some(
              c => (c.outlineStyle != 'none' && parseFloat(c.outlineWidth) > 0) || c.boxShadow != 'none'); }""")
        assert seen, page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("what => document.activeElement.matches(what)", what):
            return
    raise AssertionError(f"no way to {what} by keyboard")


def test_whole_way_by_keyboard_alone(context: Context, place: Place, site: str, page: Page) -> None:
    watch = Watch(page)
    page.goto(f"{site}/{place.slug}")

    def enter() -> None:
        with page.expect_navigation():
            page.keyboard.press("Enter")

    tab_to(page, 'a.button[href$="/signaal"]')
    enter()
    tab_to(page, "input[name=sector]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    enter()
    tab_to(page, "#organisation")
    page.keyboard.type("CAW De Brug")
    enter()
    tab_to(page, "#description")
    page.keyboard.type("kort")
    tab_to(page, "button[value=verder]")
    enter()
    # What is wrong has the focus, and its link leads to the field.
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "description"
    page.keyboard.press("Control+A")
    page.keyboard.type(PERSONAL)
    tab_to(page, "button[value=verder]")
    enter()
    tab_to(page, "button[value=verbergen]")
    enter()
    tab_to(page, "input[name=breadth]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    enter()
    tab_to(page, "button[value=nu]")
    enter()
    tab_to(page, "button[value=verstuur]")
    enter()
    assert "Bedankt!" in page.content()
    assert watch.complain() == []
    signal = signals(context, place)[0]
    assert (signal.sector, signal.breadth, signal.organisation) == ("caw", "enkele", "CAW De Brug")
    assert "Janssens" not in signal.text


def test_whole_way_without_javascript_at_320_px(context: Context, place: Place, site: str, plain_page: Page) -> None:
    page = plain_page
    watch = Watch(page)
    page.goto(f"{site}/{place.slug}/signaal/heel")
    page.fill("#description", "te kort")
    press(page, "button[type=submit]")
    assert "Kijk dit nog even na" in page.content()
    page.fill("#description", STORY)
    page.check("input[name=breadth][value=veel]")
    page.check("input[name=kinds][value=tekort]")
    page.click("summary")
    page.check("input[name=sector][value=ggz]")
    press(page, "button[type=submit]")
    press(page, "button[value=overslaan]")
    assert "Klopt dit zo?" in page.content()
    press(page, 'a[href$="vraag=breadth"]')
    page.check("input[value=enkele]")
    press(page, "button[value=verder]")
    press(page, "button[value=verstuur]")
    press(page, "text=Open mijn pagina")
    press(page, "button[type=submit]")
    assert "Signaal 1" in page.content()
    press(page, "text=Signaal 1 intrekken")
    press(page, "button.grave")
    assert "ingetrokken" in page.content()
    assert watch.complain() == []
    assert signals(context, place)[0].status == "ingetrokken"


def test_the_browsers_own_back_button_does_no_harm(context: Context, place: Place, site: str, page: Page) -> None:
    page.goto(f"{site}/{place.slug}/signaal")
    press(page, "button[value=overslaan]")
    press(page, "button[value=overslaan]")
    page.fill("#description", STORY)
    press(page, "button[value=verder]")
    page.go_back()
    assert page.input_value("#description") == STORY
    page.fill("#description", STORY + " Ook alleenstaanden.")
    press(page, "button[value=verder]")
    page.check("input[value=enkele]")
    press(page, "button[value=verder]")
    press(page, "button[value=nu]")
    press(page, "button[value=verstuur]")
    page.go_back()
    assert "Bedankt!" in page.content()
    assert [signal.text for signal in signals(context, place)] == [STORY + " Ook alleenstaanden."]


def test_back_over_a_complaint_shows_what_was_typed(place: Place, site: str, page: Page) -> None:
    page.goto(f"{site}/{place.slug}/signaal")
    press(page, "button[value=overslaan]")
    press(page, "button[value=overslaan]")
    page.fill("#description", "te kort")
    press(page, "button[value=verder]")
    assert "Kijk dit nog even na" in page.content()
    page.click("text=Toegankelijkheid")
    page.wait_for_url("**/toegankelijkheid")
    page.go_back()
    assert "Kijk dit nog even na" in page.content()
    assert page.input_value("#description") == "te kort"
    page.fill("#description", STORY)
    press(page, "button[value=verder]")
    page.go_back()
    assert page.input_value("#description") == STORY
    assert "Kijk dit nog even na" not in page.content()


def test_what_was_typed_for_a_stopped_signal_is_given_back(
    context: Context, place: Place, site: str, page: Page
) -> None:
    page.goto(f"{site}/{place.slug}/signaal")
    press(page, "button[value=overslaan]")
    press(page, "button[value=overslaan]")
    other = page.context.new_page()
    other.goto(page.url)
    press(other, "text=Stoppen en alles wissen")
    press(other, "button.grave")
    page.fill("#description", STORY)
    press(page, "button[value=verder]")
    check(page, "geëindigd", SHOTS)
    assert page.input_value("#description") == STORY
    press(page, "button[value=verder]")
    for _ in range(2):
        press(page, "button[value=overslaan]")
    page.check("input[value=enkele]")
    press(page, "button[value=verder]")
    press(page, "button[value=nu]")
    press(page, "button[value=verstuur]")
    assert [signal.text for signal in signals(context, place)] == [STORY]


@pytest.mark.long
def test_every_page_is_accessible(place: Place, site: str, page: Page) -> None:
    watch = Watch(page)

    def see(name: str) -> None:
        check(page, name, SHOTS)

    for name, path in {
        "gemeenten": "/",
        "gemeente": f"/{place.slug}",
        "privacy": f"/{place.slug}/signaal/privacy",
        "toegankelijkheid": "/toegankelijkheid",
        "gestopt": f"/{place.slug}/signaal/gestopt",
        "niet-gevonden": "/nergens",
        "heel": f"/{place.slug}/signaal/heel",
    }.items():
        page.goto(site + path)
        see(name)

    page.goto(f"{site}/{place.slug}/signaal/heel")
    press(page, "button[type=submit]")
    see("heel-fout")
    page.goto(f"{site}/{place.slug}/signaal")
    page.click("summary")
    see("eerste-vraag")
    press(page, "button[value=overslaan]")
    see("organisatie")
    press(page, "button[value=overslaan]")
    see("verhaal")
    page.fill("#description", "kort")
    press(page, "button[value=verder]")
    page.click("details summary")
    see("verhaal-fout")
    page.fill("#description", PERSONAL)
    press(page, "button[value=verder]")
    see("persoonlijk")
    press(page, "button[value=verbergen]")
    page.check("input[value=veel]")
    press(page, "button[value=verder]")
    see("anderen")
    press(page, "button[value=overslaan]")
    press(page, "button[value=overslaan]")
    see("waar-knelt-het")
    press(page, "button[value=nu]")
    see("nakijken")
    here = page.url
    page.goto(f"{here}/stop")
    see("stoppen")
    page.goto(here)
    press(page, "button[value=verstuur]")
    see("bedankt")
    press(page, "text=Open mijn pagina")
    see("deur")
    press(page, "button[type=submit]")
    see("mijn")
    page.click("text=Signaal 1 intrekken")
    see("intrekken")
    page.goto(f"{site}/mijn/wissen/alles")
    see("wissen")
    press(page, "button.grave")
    see("gewist")
    assert watch.complain() == []
