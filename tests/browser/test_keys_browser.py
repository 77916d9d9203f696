"""A passkey in a real browser: made, used to sign in, and removed; and the pages about access, for everyone."""

import os
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from core.context import Context
from core.municipalities import Place
from core.people.provider import Provider, set_provider
from core.people.recovery import make_codes
from core.people.staff import find_staff
from tests.admin.panel import make_panel, session_of
from tests.browser.axe import Watch, check
from tests.browser.serving import free_socket, serving
from tests.core.people.staffing import PASSWORD, hire

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser-keys")]
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None
PROVIDER = Provider("https://op.example.org", "signaal", "0000000000", roles={"Lid": "werkgroep"}, active=True)
_DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def site(context: Context) -> Generator[str]:
    """A panel with a name: a browser makes no keys for a bare network address."""
    sock, url = free_socket()
    url = url.replace("127.0.0.1", "localhost")
    with serving(make_panel(replace(context, base_url=url)), sock):
        yield url


def test_a_key_is_made_used_and_removed(context: Context, place: Place, site: str, page: Page) -> None:
    watch, noor = Watch(page), hire(context, place, "coordinator")
    with context.store.tenant(place.id) as session:
        codes = iter(make_codes(session, context, find_staff(session, noor.email)))
        set_provider(session, context, noor.present(), PROVIDER, "geheim")
    device: Any = page.context.new_cdp_session(page)  # its answers have no type
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": _DEVICE})

    def leave() -> None:
        page.goto(f"{site}/beheer/account")
        page.click("main form[action='/beheer/afmelden'] button")
        page.wait_for_selector("[data-passkey] button")

    def confirm() -> None:
        page.fill("[name=password]", PASSWORD)
        page.fill("[name=code]", next(codes))

    page.context.add_cookies([{"name": "signaal", "value": session_of(context, noor), "url": site}])
    for name in ("rechten", "inzage", "aanmelding"):
        page.goto(f"{site}/beheer/{name}")
        check(page, name, SHOTS)
    page.goto(f"{site}/beheer/account")
    page.click("main a[href='/beheer/account/sleutels']")
    confirm()
    page.fill("[name=name]", "Laptop van het werk")
    page.click("form button:has-text('Sleutel maken')")
    page.wait_for_selector("[data-passkey]")
    check(page, "key-new", SHOTS)
    page.click("[data-passkey] button")
    page.wait_for_selector("[role=status]")
    assert "Laptop van het werk" in page.inner_text("main")
    check(page, "keys", SHOTS)
    leave()
    check(page, "sign-in", SHOTS)
    assert page.is_visible("a:has-text('Aanmelden met je organisatie')")
    page.click("[data-passkey] button")
    page.wait_for_selector("nav.panel", state="attached")
    page.goto(f"{site}/beheer/account/sleutels")
    assert "Laatst gebruikt" in page.inner_text("main")
    confirm()
    page.click("button:has-text('Verwijderen')")
    page.wait_for_selector("[role=status]")
    leave()
    page.click("[data-passkey] button")
    page.wait_for_selector("#fout")
    assert "Met deze sleutel" in page.inner_text("#fout")
    assert watch.complain() == []


def test_without_scripts_nothing_of_keys_is_offered(site: str, plain_page: Page) -> None:
    plain_page.goto(f"{site}/beheer/aanmelden")
    assert plain_page.is_visible("[name=password]")
    assert not plain_page.is_visible("[data-passkey] button")
