"""The statement pages: of the kit's own texts, for everybody, linked from every page of a municipality."""

import pytest

from core.context import Context
from core.municipalities import Place, set_setting
from tests.web.visiting import visit

PAGES = ("privacy", "toegankelijkheid", "computer", "open-data")


@pytest.mark.parametrize("name", [*PAGES, "signaal/privacy"])
async def test_a_statement_is_there_for_everybody(context: Context, place: Place, name: str) -> None:
    async with visit(context) as client:
        page = await client.get(f"/{place.slug}/{name}")
    assert page.status_code == 200
    assert page.headers["cache-control"].startswith("public")
    assert page.text.count("<h1") == 1
    assert all(f'href="/{place.slug}/{other}"' in page.text for other in PAGES)
    assert "vul in" not in page.text


async def test_what_a_municipality_set_stands_in_its_statements(context: Context, place: Place) -> None:
    with context.store.tenant(place.id) as session:
        for name, value in (
            ("public_contact", "signalen@example.org"),
            ("privacy_contact", "<b>dpo</b>@example.org"),
            ("retention.drafts", "9"),
            ("privacy_text", "Regel één.\nRegel twee."),
        ):
            set_setting(session, place.id, name, value)
    async with visit(context) as client:
        page = (await client.get(f"/{place.slug}/privacy")).text
        computer = (await client.get(f"/{place.slug}/computer")).text
    assert "signalen@example.org" in page
    assert "&lt;b&gt;dpo&lt;/b&gt;@example.org" in page
    assert "anders 9 dagen" in page
    assert "Regel één.\nRegel twee." in page
    assert "Waar is het slecht in?" in computer


async def test_no_statement_of_nowhere(context: Context, place: Place) -> None:
    del place
    async with visit(context) as client:
        for name in PAGES:
            assert (await client.get(f"/nergens/{name}")).status_code == 404
