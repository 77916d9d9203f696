"""Actions in a browser: added in a fiche, changed, stopped with a reason, and found in the list over all fiches."""

import re

import httpx
import pytest
from sqlalchemy import update

from core.context import Context
from core.municipalities import Place
from core.store.tables import Fiche
from tests.admin.panel import field


@pytest.fixture
def fiche(context: Context, place: Place) -> None:
    with context.store.tenant(place.id) as session:
        session.add(Fiche(municipality_id=place.id, number=1, title="Wonen", puller="Dienst Wonen", themes=["wonen"]))


async def send(browser: httpx.AsyncClient, page: httpx.Response, path: str, **fields: str) -> httpx.Response:
    """Send a form of a page."""
    hidden = {name: field(page, name) for name in ("id", "version") if f'name="{name}"' in page.text}
    return await browser.post(path, data={"csrf": field(page, "csrf"), **hidden, **fields})


async def add(browser: httpx.AsyncClient, **fields: str) -> str:
    """Add an action and give the address of its page."""
    page = await browser.get("/beheer/fiche/1/actie")
    given = {"title": "Eén wachtlijst maken", "owner": "Teamcoach CAW", "due_on": "1/3/2026", **fields}
    assert (await send(browser, page, "/beheer/fiche/1/actie", **given)).status_code == 303
    found = re.findall(r"/beheer/actie/[0-9a-f-]{36}", (await browser.get("/beheer/fiche/1")).text)
    return str(found[-1])


@pytest.mark.usefixtures("fiche")
async def test_an_action_from_beginning_to_end(browser: httpx.AsyncClient) -> None:
    assert 'value="Dienst Wonen"' in (await browser.get("/beheer/fiche/1/actie")).text, "who pulls is proposed"
    path = await add(browser)
    page = (await browser.get("/beheer/fiche/1?gedaan=actions.added")).text
    for words in (
        "De actie staat in de fiche.",
        "voegde een actie toe: Eén wachtlijst maken",
        "1 maart 2026",
        "te laat",
    ):
        assert words in page, words
    page = await browser.get(path)
    answer = await send(
        browser, page, path, title="Eén lijst", owner="CAW", after="12 in plaats van 40", source="Telling"
    )
    page = await browser.get(answer.headers["location"])
    for words in ("Bewaard.", "Eén lijst", "12 in plaats van 40", "Telling"):
        assert words in page.text, words
    answer = await send(browser, page, f"{path}/status", to="gestopt")
    assert answer.status_code == 422
    assert "Zeg waarom de actie stopt." in answer.text
    answer = await send(browser, page, f"{path}/status", to="gestopt", reason="Geen middelen.")
    page = await browser.get(answer.headers["location"])
    assert "Geen middelen." in page.text
    assert "zette de actie „Eén lijst” op gestopt" in (await browser.get("/beheer/fiche/1")).text
    assert (await send(browser, page, f"{path}/status", to="gedaan")).status_code == 409


@pytest.mark.usefixtures("fiche")
async def test_an_action_is_the_colleagues_who_pulls_once_she_said_yes(
    browser: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    page = await lead.get("/beheer/fiche/1")
    colleagues = page.text.partition('name="colleague"')[2].partition("</select>")[0]
    hers = re.search(r'value="([0-9a-f-]{36})"\s*>ikzelf', colleagues)
    assert hers, colleagues
    asked = await send(browser, await browser.get("/beheer/fiche/1"), "/beheer/fiche/1/trekker", colleague=hers[1])
    assert "Je collega is gevraagd om te trekken." in (await browser.get(asked.headers["location"])).text
    assert f'value="{hers[1]}" selected' not in (await browser.get("/beheer/fiche/1/actie")).text
    await send(lead, page, "/beheer/fiche/1/trekker/antwoord", answer="ja")
    page = await browser.get("/beheer/fiche/1/actie")
    assert f'value="{hers[1]}" selected' in page.text
    await send(browser, page, "/beheer/fiche/1/actie", title="Eén wachtlijst maken", owner_id=hers[1])
    assert "Eén wachtlijst maken" in (await browser.get(f"/beheer/acties?van={hers[1]}")).text


@pytest.mark.usefixtures("fiche")
async def test_a_closed_fiche_shows_whose_action_still_runs(
    context: Context, place: Place, browser: httpx.AsyncClient
) -> None:
    await add(browser)
    with context.store.tenant(place.id) as session:
        session.execute(update(Fiche).values(status="in-actie"))
    assert "Ze blijft lopen bij wie ze opvolgt" in (await browser.get("/beheer/fiche/1")).text
    with context.store.tenant(place.id) as session:
        session.execute(update(Fiche).values(status="afgerond", outcome="deels", told="Er is één lijst."))
    page = (await browser.get("/beheer/fiche/1")).text
    part = page.partition('id="acties-kop"')[0].rpartition("<details")[2]
    assert " open>" in part
    assert "Teamcoach CAW" in page


@pytest.mark.usefixtures("fiche")
async def test_what_is_wrong_is_asked_and_what_was_typed_stays(
    browser: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    page = await browser.get("/beheer/fiche/1/actie")
    answer = await send(
        browser, page, "/beheer/fiche/1/actie", title=" ", description="Al getypt.", due_on="morgen", owner="CAW"
    )
    assert answer.status_code == 422
    assert "Al getypt." in answer.text
    assert re.findall(r'<li><a href="#([\w-]+)">', answer.text) == ["due_on"]
    path = await add(browser)
    page = await browser.get(path)
    await send(lead, await lead.get(path), path, title="Samen bellen", owner="CAW")
    late = await send(browser, page, path, title="Apart bellen", owner="CAW")
    assert late.status_code == 409
    for words in ("lut.maes@example.org veranderde deze actie", "Samen bellen", "Apart bellen"):
        assert words in late.text, words


@pytest.mark.usefixtures("fiche")
async def test_the_list_is_narrowed_by_its_address(browser: httpx.AsyncClient, lead: httpx.AsyncClient) -> None:
    assert "Een actie voeg je toe in een fiche." in (await browser.get("/beheer/acties")).text
    await add(browser)
    owners = (await browser.get("/beheer/fiche/1/actie")).text
    mine = re.search(r'<option value="([0-9a-f-]{36})">noor', owners)
    assert mine
    await add(browser, title="Bellen met huurders", owner_id=mine[1], due_on="")
    for query, found, left_out in (
        ("?van=ik", "Bellen met", "wachtlijst"),
        ("?telaat=1", "wachtlijst", "Bellen met"),
        ("?wie=caw", "wachtlijst", "Bellen met"),
        ("?status=gepland&thema=wonen", "Bellen met", "Geen acties"),
        ("?thema=jeugd", "Geen acties gevonden", "Bellen met"),
    ):
        page = (await browser.get(f"/beheer/acties{query}")).text
        assert found in page, query
        assert left_out not in page, query
    assert "Bellen met" not in (await lead.get("/beheer/acties?van=ik")).text
