"""The start of a municipality, walked from its name to its checklist: fit for everyone, and without JavaScript."""

import os
import re
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from admin.routes import make_router as make_panel_router
from core.context import Context
from core.html.shield import Shield
from core.municipalities import Place, find_municipality
from core.people.roles import EIGENAAR
from core.work import retry_job
from tests.admin.panel import session_of
from tests.browser.axe import check
from tests.browser.serving import free_socket, serving
from tests.core.people.staffing import hire
from tests.mail.room.posting import open_post, write

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser-start")]
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None
_TOKEN = "123456:" + "A" * 30
GO_ON = "Bewaar en ga verder"


@pytest.fixture
def site(context: Context) -> Generator[str]:
    """The panel; Telegram knows every bot by one name."""
    sock, url = free_socket()
    known = replace(context, base_url=url)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(make_panel_router(known, retry_job, bots=lambda _token: "ronse_signaal_bot"))
    with serving(Shield(app, known), sock):
        yield url


def press(page: Page, name: str) -> None:
    """Press a button that sends a form."""
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def test_an_owner_starts_a_municipality(
    context: Context, place: Place, site: str, page: Page, plain_page: Page
) -> None:
    owner = hire(context, place, EIGENAAR, "eigenaar@example.org")
    for one in (page, plain_page):
        one.context.add_cookies([{"name": "signaal", "value": session_of(context, owner), "url": site}])
    page.goto(f"{site}/beheer/installatie")
    page.get_by_role("button", name="Nieuwe gemeente, stap voor stap").click()
    page.get_by_label("Naam of NIS-code").fill("Rons")
    press(page, "Zoek")
    check(page, "start, sought", SHOTS)
    page.get_by_role("link", name="Ronse", exact=True).click()
    press(page, "Voeg toe en ga verder")
    check(page, "start, languages", SHOTS)
    press(page, GO_ON)
    page.get_by_label("Kleur van je gemeente").fill("#ffcc00")
    press(page, GO_ON)
    check(page, "start, too light", SHOTS)
    press(page, GO_ON)
    page.get_by_label("Organisaties, één op een regel").fill("Het Sociaal Huis; ocmw\nX; ruimtevaart")
    press(page, "Bewaar")
    check(page, "start, list", SHOTS)
    page.get_by_role("link", name=re.compile("Signaaladres")).click()
    press(page, "Geef me een proefadres")
    check(page, "start, mail", SHOTS)
    address = page.locator(".todo .address").inner_text()
    with context.store.door() as session:
        there = find_municipality(session, "ronse")
    with open_post(context, there) as post:
        post.post(write("Proef", to=address), to=address)
    expect(page.locator(".arrived")).to_be_visible()
    expect(page.locator(".todo")).to_be_hidden()
    page.get_by_role("link", name=re.compile("Telegrambot")).click()
    page.get_by_label("Token van de bot").fill(_TOKEN)
    press(page, "Vraag Telegram na en bewaar")
    press(page, "Geef me een proeflink")
    check(page, "start, chat", SHOTS)
    # The rest on a small telephone without JavaScript.
    plain = plain_page
    base = f"{site}/beheer/installatie/gemeente/ronse"
    plain.goto(f"{base}/mail")
    expect(plain.locator(".arrived")).to_be_visible()
    for step in ("berichten", "bewaren"):
        plain.goto(f"{base}/{step}")
        press(plain, GO_ON)
    plain.get_by_label("E-mailadres").fill("een@example.org")
    press(plain, "Maak een uitnodiging")
    expect(plain.locator(".address")).to_contain_text("/beheer/uitnodiging/")
    plain.goto(f"{base}/afspraken")
    plain.get_by_label("Contact voor vragen").fill("sociaal@example.org")
    plain.get_by_label("Contact voor privacy (DPO)").fill("dpo@example.org")
    press(plain, GO_ON)
    expect(plain.get_by_role("heading", name="Wat ontbreekt er nog?")).to_be_visible()
    for step in ("", "/naam", "/bewaren", "/mensen", "/afspraken"):
        page.goto(base + step)
        check(page, f"start {step}", SHOTS)
