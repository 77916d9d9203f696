"""The page Startpakket: the documents to take, what is missing in them, and the form that fills it in."""

import io
import zipfile

import docx
from sqlalchemy import select
from starlette.types import ASGIApp

from core.context import Context
from core.kit.filling import KEYS
from core.municipalities import Place, read_municipality
from core.store.tables import Audit
from tests.admin.panel import browse_as, field
from tests.core.people.staffing import Person, hire

PATH = "/beheer/startpakket"


async def test_what_is_missing_is_filled_in_and_stands_in_the_documents(
    panel: ASGIApp, context: Context, place: Place, coordinator: Person
) -> None:
    async with browse_as(panel, context, coordinator) as browser:
        page = await browser.get(PATH)
        assert 'href="#contact"' in page.text
        # As the pages of this machine are, so is its address: the checklist counts it, the kit does too.
        assert "het e-mailadres voor signalen" not in page.text
        assert "Draaiboek: de eerste 90 dagen" in page.text
        assert all(f"{PATH}/{key}.{form}" in page.text for key in KEYS for form in ("pdf", "docx"))
        typed = {
            "contact": " signalen@example.org ",
            "dpo": "dpo@example.org",
            "seat": "Markt 1",
            "host": "",
            "name": "x",
        }
        kept = await browser.post(PATH, data={"csrf": field(page, "csrf"), **typed})
        assert kept.headers["location"] == f"{PATH}?gedaan=1"
        await browser.post(PATH, data={"csrf": field(page, "csrf"), **typed})
        assert 'href="#contact"' not in (await browser.get(PATH)).text
        got = await browser.get(f"{PATH}/mail-teams.docx")
        assert got.headers["content-disposition"] == f'attachment; filename="mail-teams-{place.slug}.docx"'
        texts = [
            cell.text for table in docx.Document(io.BytesIO(got.content)).tables for cell in table.columns[0].cells
        ]
        assert any("signalen@example.org" in text for text in texts)
    with context.store.tenant(place.id) as session:
        assert read_municipality(session, place.id).setting("public_contact") == "signalen@example.org"
        acts = list(session.scalars(select(Audit.action).where(Audit.action.like("kit.%")).order_by(Audit.action)))
    assert acts == ["kit.contact", "kit.dpo", "kit.seat"]


async def test_one_document_and_all_of_them(panel: ASGIApp, context: Context, coordinator: Person) -> None:
    async with browse_as(panel, context, coordinator) as browser:
        assert (await browser.get(f"{PATH}/poster.pdf")).content.startswith(b"%PDF")
        packed = await browser.get(f"{PATH}/alles.zip")
        assert len(zipfile.ZipFile(io.BytesIO(packed.content)).namelist()) == 2 * len(KEYS)
        assert (await browser.get(f"{PATH}/geheim.pdf")).status_code == 404


async def test_what_is_too_long_is_not_kept(
    panel: ASGIApp, context: Context, place: Place, coordinator: Person
) -> None:
    async with browse_as(panel, context, coordinator) as browser:
        page = await browser.get(PATH)
        answer = await browser.post(
            PATH,
            data={"csrf": field(page, "csrf"), "contact": "geen adres", "dpo": "dpo@example.org", "seat": "x" * 201},
        )
        assert answer.status_code == 422
        assert "Houd het bij 200 tekens" in answer.text
        assert "Typ één e-mailadres" in answer.text
    with context.store.tenant(place.id) as session:
        assert read_municipality(session, place.id).setting("privacy_contact") == ""


async def test_it_is_for_who_sets_things_up(panel: ASGIApp, context: Context, place: Place) -> None:
    async with browse_as(panel, context, hire(context, place, "verwerker")) as browser:
        assert (await browser.get(PATH)).status_code == 403
        assert PATH not in (await browser.get("/beheer/account")).text
