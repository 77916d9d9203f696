"""The page Mail in a real browser: for everyone, on a phone and a desk, light and dark, and without JavaScript."""

import os
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from core.context import Context
from core.mailbox_settings import OwnMailbox, Secret
from core.municipalities import Place
from core.own_mailboxes import add_mailbox, list_own, note_states
from tests.admin.panel import make_panel, session_of
from tests.browser.axe import Watch, check
from tests.browser.serving import free_socket, serving
from tests.core.people.staffing import Person, hire

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser-mailboxes")]
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None
LONG = "signalen.en.vragen.van.het.sociaal.huis@heel-lange-naam-van-een-gemeente.example.org"


@pytest.fixture
def keeper(context: Context, place: Place) -> Person:
    return hire(context, place, "coordinator")


@pytest.fixture
def site(context: Context) -> Generator[str]:
    sock, url = free_socket()
    with serving(make_panel(replace(context, base_url=url)), sock):
        yield url


def let_in(page: Page, context: Context, person: Person, site: str) -> None:
    page.context.add_cookies([{"name": "signaal", "value": session_of(context, person), "url": site}])


def set_some(context: Context, by: Person) -> int:
    """Set mailboxes in every state; gives the id of one."""
    present = by.present()
    with context.store.tenant(by.place.id) as session:
        for user in (LONG, "twee@example.org", "drie@example.org"):
            add_mailbox(session, context.keys, present, OwnMailbox(host="127.0.0.1", user=user), Secret("geheim"))
        ids = [listed.id for listed in list_own(session)]
    with context.store.door() as session:
        note_states(session, {ids[0]: "permission", ids[1]: "good"})
    return ids[0]


def test_the_pages_are_for_everyone(context: Context, keeper: Person, site: str, page: Page) -> None:
    watch = Watch(page)
    let_in(page, context, keeper, site)

    def visit(path: str, name: str) -> None:
        page.goto(f"{site}/beheer/mail{path}")
        check(page, name, SHOTS)

    visit("", "mail-empty")
    page.fill("#alias", "geen adres")
    with page.expect_navigation():
        page.click("form[action$=adres] button")
    check(page, "mail-alias-wrong", SHOTS)
    for alias in ("meldpunt", LONG):
        page.fill("#alias", alias)
        with page.expect_navigation():
            page.click("form[action='/beheer/mail/adres'] button")
    door = set_some(context, keeper)
    visit("?gedaan=bewaard", "mail")
    for kind in ("password", "microsoft", "google"):
        visit(f"/nieuw?soort={kind}", f"mail-new-{kind}")
    page.evaluate("document.querySelectorAll('form').forEach(form => form.noValidate = true)")
    with page.expect_navigation():
        page.click("main form button")
    check(page, "mail-new-wrong", SHOTS)
    visit(f"/{door}", "mail-change")
    visit(f"/{door}/weg", "mail-remove")
    page.goto(f"{site}/beheer/mail")
    with page.expect_navigation():
        page.click(f"form[action$='/{door}/test'] button")
    assert "privénetwerk" in page.inner_text("main")
    check(page, "mail-tested", SHOTS)
    page.goto(f"{site}/beheer/mail")
    with page.expect_navigation():
        page.click("form[action$='/mail/test'] button")
    check(page, "mail-tested-shared", SHOTS)
    assert watch.complain() == []


def test_a_mailbox_is_set_without_javascript_on_a_small_screen(
    context: Context, keeper: Person, site: str, plain_page: Page
) -> None:
    let_in(plain_page, context, keeper, site)
    plain_page.goto(f"{site}/beheer/mail")
    plain_page.click("text=Met wachtwoord")
    plain_page.fill("#host", "imap.example.org")
    plain_page.fill("#user", "signaal@example.org")
    plain_page.fill("#secret", "geheim")
    plain_page.click("main form button")
    assert "De mailbox is bewaard." in plain_page.inner_text("main")
    plain_page.click("text=Zet uit")
    assert "Staat uit." in plain_page.inner_text("main")
    plain_page.click("ul.stuck >> text=Verwijder")
    plain_page.click("main form button")
    assert "Jullie hebben nog geen eigen mailbox." in plain_page.inner_text("main")
    assert plain_page.evaluate("document.documentElement.scrollWidth") <= 320
