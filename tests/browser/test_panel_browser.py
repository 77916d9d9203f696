"""The panel in a real browser: by keyboard alone, on a phone and a desk, light and dark, and after signing out."""

import os
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pyotp.totp import TOTP

from core.classify.versions import note_running
from core.context import Context
from core.municipalities import Place
from core.people.invite import find_invitation, invitation_seed, invite
from core.review.labelling import CORRECT, Labels, label_signal
from tests.admin.panel import make_mess, make_panel, session_of, status_of, tell
from tests.browser.axe import Watch, check
from tests.browser.serving import free_socket, serving
from tests.core.people.staffing import PASSWORD, Person, hire
from tests.proposals import propose, sure

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.xdist_group("browser-panel")]
# With a folder in SIGNAAL_SHOTS, each page that is checked is also pictured.
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None


@pytest.fixture
def coordinator(context: Context, place: Place) -> Person:
    return hire(context, place, "coordinator")


@pytest.fixture
def site(context: Context) -> Generator[str]:
    sock, url = free_socket()
    with serving(make_panel(replace(context, base_url=url)), sock):
        yield url


def let_in(page: Page, context: Context, person: Person, site: str) -> None:
    """Sign someone in without the form."""
    page.context.add_cookies([{"name": "signaal", "value": session_of(context, person), "url": site}])


def tab_to(page: Page, what: str, most: int = 80) -> None:
    """Press Tab until the element that matches `what` has the focus; each stop must show that it has it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            "() => { const e = document.activeElement, s = getComputedStyle(e); return e === document.body"
            " || (s.outlineStyle != 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow != 'none' }"
        )
        assert shown, page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("what => document.activeElement.matches(what)", what):
            return
    raise AssertionError(f"no way to {what} by keyboard")


def press(page: Page, what: str) -> None:
    """Go to an element by keyboard and press Enter; a page follows."""
    tab_to(page, what)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def open_menu(page: Page) -> None:
    """Open the menu, that is folded on a phone."""
    tab_to(page, "button.menu")
    page.keyboard.press("Enter")


def test_whole_way_by_keyboard_alone(
    context: Context, place: Place, coordinator: Person, site: str, page: Page
) -> None:
    signal_id = tell(context, place)
    make_mess(context, place)
    watch = Watch(page)
    page.goto(f"{site}/beheer")
    for field, typed in (("email", coordinator.email), ("password", PASSWORD)):
        tab_to(page, f"#{field}")
        page.keyboard.type(typed)
    tab_to(page, "#code")
    page.keyboard.type(coordinator.code(context.clock()))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("h1").inner_text() == "Signalen"
    tab_to(page, "#zoek")
    page.keyboard.type("huurwoning")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press(page, "td a")
    assert page.locator("h1").inner_text().startswith("Signaal 1")
    assert status_of(context, place, signal_id) == "in-nazicht"
    open_menu(page)
    press(page, "a[href='/beheer/werk']")
    for left in (2, 1, 0):
        press(page, "form[action*='/werk/']:not([action*='laten-vallen']) button:not([name])")
        assert page.locator("form[action*='/werk/']:not([action*='laten-vallen']) button:not([name])").count() == left
    press(page, "button[value=aanvaard]")
    assert "voortaan" in page.locator("[role=status]").inner_text()
    open_menu(page)
    tab_to(page, "details.settings > summary")
    page.keyboard.press("Enter")
    press(page, "a[href='/beheer/account']")
    press(page, "main form[action='/beheer/afmelden'] button")
    assert page.locator("h1").inner_text() == "Aanmelden"
    assert watch.complain() == []


def test_nothing_is_left_after_signing_out(
    context: Context, place: Place, coordinator: Person, site: str, page: Page
) -> None:
    tell(context, place)
    let_in(page, context, coordinator, site)
    page.goto(f"{site}/beheer")
    page.goto(f"{site}/beheer/account")
    with page.expect_navigation():
        page.locator("main form[action='/beheer/afmelden'] button").click()
    for _ in range(2):
        page.go_back()
        assert page.locator("h1").inner_text() == "Aanmelden"
    assert page.context.cookies() == []


def test_pages_are_for_everyone(context: Context, place: Place, coordinator: Person, site: str, page: Page) -> None:
    watch = Watch(page)

    def visit(path: str, name: str) -> None:
        page.goto(f"{site}/beheer{path}")
        check(page, name, SHOTS)

    visit("/aanmelden", "sign-in")
    page.fill("#email", "niemand@example.org")
    page.fill("#password", "iets anders dan dat")
    page.fill("#code", "123456")
    with page.expect_navigation():
        page.click("button")
    check(page, "sign-in-wrong", SHOTS)
    visit("/uitnodiging/onzin", "link-gone")
    let_in(page, context, coordinator, site)
    visit("", "list-empty")
    visit("/werk", "work-empty")
    signal_id = tell(context, place, impact="Ze verhuizen naar een andere gemeente.", pattern="nee", kinds=("tekort",))
    for number in range(55):
        tell(context, place, f"Een heel ander probleem met de bus, gezien in straat {number} van het dorp.")
    make_mess(context, place)
    visit("", "list")
    visit("?zoek=vliegtuig", "list-none")
    visit(f"/signaal/{signal_id}", "signal")
    visit(f"/signaal/{signal_id}/contact", "contact")
    page.fill("#reason", "We hebben een vraag over de bus.")
    with page.expect_navigation():
        page.click("main button")
    check(page, "contact-shown", SHOTS)
    visit("/werk?gedaan=opnieuw", "work")
    visit("/account", "account")
    visit("/huisstijl?kleur=%23ffd500", "style-refused")
    visit("/signaal/onzin", "problem")
    assert watch.complain() == []


def test_colleagues_are_for_everyone(
    context: Context, place: Place, coordinator: Person, site: str, page: Page
) -> None:
    watch = Watch(page)
    hire(context, place, "verwerker", "v.erwerker@example.org")
    let_in(page, context, coordinator, site)
    page.goto(f"{site}/beheer/mensen")
    check(page, "people", SHOTS)
    page.fill("#email", "geen-adres@x")
    with page.expect_navigation():
        page.click("main form[action='/beheer/mensen'] button")
    check(page, "people-wrong", SHOTS)
    page.fill("#email", "an.claes@example.org")
    with page.expect_navigation():
        page.click("main form[action='/beheer/mensen'] button")
    check(page, "people-link", SHOTS)
    page.click("main summary")
    check(page, "people-change", SHOTS)
    with page.expect_navigation():
        page.click("text=Nieuwe tweede stap")
    link = page.locator("p.address").inner_text()
    page.goto(f"{site}{link[link.index('/beheer/factor/') :]}")
    check(page, "factor", SHOTS)
    page.fill("#password", PASSWORD)
    with page.expect_navigation():
        page.click("main button")
    drawn = page.locator("img.qr")
    assert drawn.evaluate("image => image.complete && image.naturalWidth > 0")
    check(page, "factor-code", SHOTS)
    assert watch.complain() == []


def test_the_model_is_for_everyone(context: Context, place: Place, coordinator: Person, site: str, page: Page) -> None:
    note_running("", context.settings.data, place.slug)
    watch = Watch(page)
    let_in(page, context, coordinator, site)
    page.goto(f"{site}/beheer/model")
    check(page, "model-empty", SHOTS)
    for number in range(7):
        signal_id = tell(context, place, sector="jeugd" if number > 5 else "onderwijs")
        propose(context, place, signal_id, themes=sure(wonen=0.9, jeugd=0.8) if number else sure(wonen=0.9))
        with context.store.tenant(place.id) as session:
            label_signal(session, coordinator.present(), signal_id, Labels(("wonen",)), CORRECT, "")
    with page.expect_navigation():
        page.click("main form[action='/beheer/model/zet'] button")
    page.click("text=Alles")
    assert page.locator("h2").first.inner_text() == "Het model staat uit"
    check(page, "model", SHOTS)
    for summary in page.locator("main summary").all():
        summary.click()
    check(page, "model-open", SHOTS)
    assert watch.complain() == []


def test_invitation_is_for_everyone(context: Context, place: Place, site: str, page: Page) -> None:
    with context.store.tenant(place.id) as session:
        token = invite(session, place.id, "lut.maes@example.org", "verwerker")
    watch = Watch(page)
    page.goto(f"{site}/beheer/uitnodiging/{token}")
    check(page, "invitation", SHOTS)
    page.fill("#password", "te kort")
    with page.expect_navigation():
        page.click("button")
    check(page, "invitation-wrong", SHOTS)
    page.fill("#password", PASSWORD)
    with page.expect_navigation():
        page.click("button")
    drawn = page.locator("img.qr")
    assert drawn.evaluate("image => image.complete && image.naturalWidth > 0")
    check(page, "invitation-code", SHOTS)
    with context.store.door() as session:
        seed = invitation_seed(context, find_invitation(session, context, token))
    page.fill("#code", TOTP(seed).at(context.clock()))
    with page.expect_navigation():
        page.click("button")
    assert page.locator("ul.codes li").count() == 10
    check(page, "recovery-codes", SHOTS)
    page.click("text=Naar het beheer")
    assert page.locator("h1").inner_text() == "Signalen"
    assert watch.complain() == []


def test_panel_works_without_javascript(
    context: Context, place: Place, coordinator: Person, site: str, plain_page: Page
) -> None:
    tell(context, place)
    let_in(plain_page, context, coordinator, site)
    plain_page.goto(f"{site}/beheer")
    plain_page.select_option("#status", "nieuw")
    plain_page.click("text=Toon")
    plain_page.click("td a")
    assert "Signaal 1" in plain_page.locator("h1").inner_text()
