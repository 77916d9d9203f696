"""The pages of an organisation's coordinator, of the owner and of who supports, and a logo: fit for everyone."""

import os
import uuid
from collections.abc import Generator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from fastapi import FastAPI
from PIL import Image, ImageDraw
from playwright.sync_api import Page

from admin.routes import make_router as make_panel_router
from core.context import Context
from core.html.shield import Shield
from core.insight.sharing import share_figures
from core.intake.accept import find_door
from core.municipalities import Place
from core.people.roles import EIGENAAR, ONDERSTEUNER, ORGANISATIE
from core.store.tables import Fiche, FicheSignal, Organisation, Release, Staff
from core.work import retry_job
from mail.checkup import PanelChecks
from tests.admin.panel import make_mess, session_of, tell
from tests.browser.axe import Watch, check
from tests.browser.serving import free_socket, serving
from tests.core.people.staffing import Person, hire
from web.room import WebRoom
from web.routes import make_router as make_web_router

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser-offices")]
# With a folder in SIGNAAL_SHOTS, each page that is checked is also pictured.
SHOTS = Path(os.environ["SIGNAAL_SHOTS"]) if "SIGNAAL_SHOTS" in os.environ else None
HOUSE = "Huis van het Kind"


@pytest.fixture
def site(context: Context) -> Generator[str]:
    """The panel and the public pages, as one server gives them."""
    sock, url = free_socket()
    known = replace(context, base_url=url)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(make_panel_router(known, retry_job, checks=PanelChecks(context.settings)))
    with context.store.door() as session:
        door = find_door(session, "web").id
    app.include_router(make_web_router(known, {"web": WebRoom(context.words)}, door))
    with serving(Shield(app, known), sock):
        yield url


def fill(context: Context, place: Place, other: Place, coordinator: Person) -> Person:
    """Give a municipality signals of an organisation in a fiche, and two of them figures; gives its coordinator."""
    mine = [tell(context, place, organisation=HOUSE, themes=("wonen",)) for _ in range(3)]
    make_mess(context, other)
    person = hire(context, place, ORGANISATIE, "oc@example.org")
    with context.store.tenant(place.id) as session:
        house = Organisation(municipality_id=place.id, name=HOUSE)
        fiche = Fiche(municipality_id=place.id, number=1, title="Te weinig grote huurwoningen", status="geprioriteerd")
        fiche.description = "Gezinnen met drie of meer kinderen vinden geen woning die ze kunnen betalen."
        session.add_all((house, fiche))
        session.flush()
        session.get_one(Staff, person.id).organisation_id = house.id
        session.add(FicheSignal(municipality_id=place.id, fiche_id=fiche.id, signal_id=mine[0]))
    there = Person(uuid.uuid4(), other, "", "coordinator", "").present()
    for each, by in ((place, coordinator.present()), (other, there)):
        with context.store.tenant(each.id) as session:
            cells = {"wonen": [12, True], "mobiliteit": [7, True], "digitaal": [2, False], "*": [21, False]}
            for period in ("2026-k1", "2026-k2"):
                session.add(Release(municipality_id=each.id, facet="themes", period=period, cells=cells))
            share_figures(session, by, on=True)
    return person


def draw_light_logo() -> bytes:
    """Draw a white logo with holes, which would be lost on a white page."""
    image, made = Image.new("RGBA", (420, 120)), BytesIO()
    pen = ImageDraw.Draw(image)
    pen.ellipse((10, 10, 110, 110), fill="white")
    pen.rectangle((140, 40, 400, 80), fill="white")
    image.save(made, "PNG")
    return made.getvalue()


def sign_in(page: Page, context: Context, person: Person, site: str) -> None:
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "signaal", "value": session_of(context, person), "url": site}])


def test_the_pages_of_every_office_are_fit_for_everyone(
    context: Context, place: Place, other_place: Place, site: str, page: Page
) -> None:
    watch, lead = Watch(page), hire(context, place, "coordinator", "lut@example.org")
    own = fill(context, place, other_place, lead)
    sign_in(page, context, lead, site)
    page.goto(f"{site}/beheer/huisstijl")
    page.set_input_files("#bestand", {"name": "logo.png", "mimeType": "image/png", "buffer": draw_light_logo()})
    page.locator("form[enctype] button").click()
    page.wait_for_url("**gedaan=logo")
    check(page, "logo-settings", SHOTS)
    page.goto(f"{site}/{place.slug}")
    assert page.locator(".brand .logo").evaluate("one => one.complete && one.naturalWidth") > 100
    check(page, "logo-public", SHOTS)
    for name, path in (("people", "mensen"), ("sharing", "cijfers/delen"), ("rights", "rechten")):
        page.goto(f"{site}/beheer/{path}")
        check(page, f"offices-{name}", SHOTS)
    sign_in(page, context, own, site)
    page.goto(f"{site}/beheer")
    check(page, "own-list", SHOTS)
    page.locator("ul.openings a").first.click()
    page.wait_for_url("**/eigen/signaal/*")
    page.locator("label.choice", has_text="Extern").click()
    page.fill("#remark", "Ook andere organisaties horen dit.")
    page.get_by_role("button", name="Raad bewaren").click()
    page.wait_for_url("**gedaan=gewogen")
    check(page, "own-signal", SHOTS)
    for name, path in (("fiches", "eigen/fiches"), ("fiche", "eigen/fiche/1"), ("enter", "invoeren")):
        page.goto(f"{site}/beheer/{path}")
        check(page, f"own-{name}", SHOTS)
    sign_in(page, context, hire(context, place, EIGENAAR, "eigenaar@example.org"), site)
    page.goto(f"{site}/beheer")
    check(page, "installation", SHOTS)
    sign_in(page, context, hire(context, place, ONDERSTEUNER, "steun@example.org"), site)
    page.goto(f"{site}/beheer")
    check(page, "shared", SHOTS)
    assert watch.complain() == []
