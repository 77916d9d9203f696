"""A selection of the list, in a browser without JavaScript: chosen, decided, named where skipped, undone."""

import html
import re
import uuid

import httpx
import pytest
from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.review.decision import REASONS
from core.store.tables import Journal
from tests.admin.panel import field, status_of, tell


@pytest.fixture
def ids(context: Context, place: Place) -> list[uuid.UUID]:
    return [tell(context, place, organisation=f"Huis {letter}") for letter in "AB"]


def chosen(page: httpx.Response) -> list[str]:
    return re.findall(r'name="kies" value="([^"]*)"', page.text)


async def test_a_selection_goes_in_a_new_fiche_and_back(
    context: Context, place: Place, browser: httpx.AsyncClient, ids: list[uuid.UUID]
) -> None:
    page = await browser.get("/beheer")
    given = {"csrf": field(page, "csrf"), "kies": chosen(page)}
    form = await browser.post("/beheer/keuze", data={**given, "act": "kies"})
    assert "Beslis over 2 signalen" in form.text
    for id_ in ids:
        assert f'href="/beheer/signaal/{id_}" target="_blank"' in form.text
    assert chosen(form)[:2] == given["kies"]
    lacking = await browser.post("/beheer/keuze/besluit", data={**given, "act": "nieuw", "title": ""})
    assert lacking.status_code == 422
    assert "Geef een titel" in lacking.text
    for act, words in (("geen-signaal", "Kies"), ("fiche", "Kies een fiche")):
        assert words in (await browser.post("/beheer/keuze/besluit", data={**given, "act": act})).text
    done = await browser.post("/beheer/keuze/besluit", data={**given, "act": "nieuw", "title": "Huren"})
    page = await browser.get("/beheer" + done.headers["location"].removeprefix("/beheer"))
    assert "2 signalen zijn verwerkt." in page.text
    assert {status_of(context, place, id_) for id_ in ids} == {"gebundeld"}
    again = await browser.post("/beheer/keuze/besluit", data={**given, "act": "geen-signaal", "reason": "klacht"})
    page_again = await browser.get(again.headers["location"])
    assert "Overgeslagen, want intussen veranderd of niet van toepassing: signalen 1, 2." in page_again.text
    undone = await browser.post("/beheer/keuze/terug", data={"csrf": field(page, "csrf"), "lot": field(page, "lot")})
    assert "2 signalen zijn teruggezet." in (await browser.get(undone.headers["location"])).text
    assert {status_of(context, place, id_) for id_ in ids} == {"in-nazicht"}


async def test_no_signal_says_what_is_prepared_for_its_reason(
    context: Context, place: Place, browser: httpx.AsyncClient, ids: list[uuid.UUID]
) -> None:
    page = await browser.get("/beheer")
    given = {"csrf": field(page, "csrf"), "kies": chosen(page)}
    form = await browser.post("/beheer/keuze", data={**given, "act": "kies"})
    prepared = {
        reason: html.unescape(re.findall(rf'name="none_message_{reason}"[^>]*>([^<]*)<', form.text)[0]).strip()
        for reason in REASONS
    }
    assert len(set(prepared.values())) == len(REASONS)
    sent = {f"none_message_{reason}": message for reason, message in prepared.items()}
    await browser.post("/beheer/keuze/besluit", data={**given, **sent, "act": "geen-signaal", "reason": "klacht"})
    with context.store.tenant(place.id) as session:
        decided = session.scalars(select(Journal.details).where(Journal.what == "decided")).all()
    assert [(entry["reason"], entry["message"]) for entry in decided] == [("klacht", prepared["klacht"])] * len(ids)


async def test_nothing_chosen_is_said(browser: httpx.AsyncClient, ids: list[uuid.UUID]) -> None:
    page = await browser.get("/beheer")
    answer = await browser.post("/beheer/keuze", data={"csrf": field(page, "csrf"), "kies": "onzin", "act": "kies"})
    assert "Kies eerst een of meer signalen." in (await browser.get(answer.headers["location"])).text
    assert ids
