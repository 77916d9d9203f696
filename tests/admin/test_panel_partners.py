"""Partners in a browser: added, agreed with, asked about a fiche; what they approved holds for those words alone."""

import re
from datetime import date

import httpx
import pytest
from starlette.types import ASGIApp

from core.context import Context
from core.municipalities import Place
from core.partners.approvals import read_standings
from core.partners.reading import list_partners
from core.people.organisations import place_organisation
from core.people.roles import WERKGROEP
from core.publish.published import publish, read_snapshot
from core.store.tables import Agreement, Organisation, Staff
from tests.admin.panel import browse_as, field, tell
from tests.admin.test_panel_fiches import change, decide
from tests.core.people.staffing import Person, hire

LATE = date(2026, 7, 1)
TERMS = {"signed_on": "2026-01-01", "signals": "Alle medewerkers.", "publishes": "De fiche na akkoord."}


async def send(browser: httpx.AsyncClient, path: str, **fields: object) -> httpx.Response:
    page = await browser.get("/beheer/partners")
    return await browser.post(f"/beheer/{path}", data={"csrf": field(page, "csrf"), **fields})


@pytest.fixture
async def partner(lead: httpx.AsyncClient) -> str:
    """The number of a partner."""
    return (await send(lead, "partners", name="Huis A")).headers["location"].rpartition("/")[2]


@pytest.fixture
async def fiche(context: Context, place: Place, browser: httpx.AsyncClient) -> httpx.AsyncClient:
    """The processor's browser, with fiche 1."""
    signal = tell(context, place, organisation="Huis A")
    await decide(browser, signal, to="gebundeld", new="1", title="Wachten op een woning")
    return browser


async def test_a_partner_is_added_once_and_known_from_the_list(
    context: Context, place: Place, lead: httpx.AsyncClient, browser: httpx.AsyncClient
) -> None:
    with context.store.tenant(place.id) as session:
        session.add(Organisation(municipality_id=place.id, name="CAW Lommerbeek"))
    assert "CAW Lommerbeek" in (await lead.get("/beheer/partners")).text
    first = (await send(lead, "partners", name="caw  lommerbeek")).headers["location"]
    assert (await send(lead, "partners", name="CAW Lommerbeek")).headers["location"] == first
    page = (await lead.get(first)).text
    assert "<h1>CAW Lommerbeek" in page
    assert "lijst van organisaties" in page
    assert (await send(lead, "partners", name=" ")).status_code == 422
    assert (await send(browser, "partners", name="Een ander")).status_code == 403, "a processor adds none"
    assert (await browser.get(first)).status_code == 200
    assert (await browser.get("/beheer/partners/99999")).status_code == 404


async def test_an_agreement_that_ends_soon_is_shown(
    context: Context, place: Place, lead: httpx.AsyncClient, partner: str, coordinator: Person
) -> None:
    def look(today: date) -> list[str]:
        with context.store.tenant(place.id) as session:
            return [line.state for line in list_partners(session, coordinator.present(), today)]

    assert "nog geen afspraak" in (await lead.get("/beheer/partners")).text
    path = f"partners/{partner}/overeenkomst"
    wrong = await send(lead, path, **{**TERMS, "ends_on": "2025-01-01", "signals": ""})
    assert wrong.status_code == 422
    assert re.findall(r'<li><a href="#(\w+)">', wrong.text) == ["ends_on", "signals"]
    assert "De fiche na akkoord." in wrong.text
    await send(lead, path, **TERMS, ends_on="2026-06-30")
    assert (await send(lead, path, **TERMS, ends_on="2026-06-30")).headers["location"].endswith("al")
    states = {date(2026, 4, 30): "loopt", date(2026, 5, 1): "eindigt", date(2026, 6, 30): "eindigt", LATE: "verlopen"}
    for today, state in states.items():
        assert look(today) == [state], today
    await send(lead, path, **{**TERMS, "signed_on": "2026-07-01"})
    assert look(LATE) == ["loopt"], "the last agreement has no end"
    await send(lead, f"partners/{partner}/weg")
    assert "werkt niet meer mee" in (await lead.get("/beheer/partners")).text


async def test_what_a_partner_approved_holds_for_those_words_alone(
    context: Context, place: Place, fiche: httpx.AsyncClient, lead: httpx.AsyncClient, partner: str, processor: Person
) -> None:
    def state() -> list[str]:
        with context.store.tenant(place.id) as session:
            return [one.state for one in read_standings(session, processor.present(), 1).partners]

    path = f"fiche/1/partners/{partner}"
    assert (await send(fiche, f"{path}/vraag")).status_code == 404, "the fiche does not concern it yet"
    await send(fiche, "fiche/1/partners", partner=partner)
    assert (await send(fiche, "fiche/1/partners", partner=partner)).headers["location"].endswith("meet.al#partners")
    assert state() == ["open"]
    assert (await send(fiche, f"{path}/antwoord", answer="ja")).status_code == 409, "it was not asked"
    await send(fiche, f"{path}/vraag")
    refused = await send(fiche, f"{path}/antwoord", answer="nee", partner_reason=" ")
    assert refused.status_code == 422
    assert "Noteer waarom" in refused.text
    await send(fiche, f"{path}/antwoord", answer="nee", partner_reason="Vraag het aan An Peeters, 0470 12 34 56.")
    assert state() == ["nee"]
    await send(fiche, f"{path}/antwoord", answer="ja")
    page = (await fiche.get("/beheer/fiche/1")).text
    for words in (
        "koppelde partner Huis A",
        "over publiceren: nee",
        "over publiceren: ja",
        "Alle partners zijn akkoord",
    ):
        assert words in page, words
    assert "0470" not in page
    await change(fiche, title="Huren", description="Gezinnen wachten lang.")
    assert state() == ["old"]
    assert "Nog niet alle partners" in (await fiche.get("/beheer/fiche/1")).text
    assert "Fiche 1: Huren" in (await fiche.get(f"/beheer/partners/{partner}")).text
    await send(fiche, f"{path}/vraag")
    await send(fiche, f"{path}/antwoord", answer="ja")
    said = {"public_version": 0, "public_title": "Huren", "public_text": "Wie huurt, wacht lang."}
    await change(fiche, "/publiek", **said)
    assert state() == ["old"], "what is published is the public text, once there is one"
    await change(fiche, "/publiek/stand", public_version=1, to="voorgesteld")
    assert "wacht op je goedkeuring" in (await lead.get("/beheer/vandaag")).text
    assert "wacht op je goedkeuring" not in (await fiche.get("/beheer/vandaag")).text
    assert "Keur toch goed" not in (await fiche.get("/beheer/fiche/1")).text, "a processor publishes nothing"
    assert "Nog geen akkoord met deze woorden: Huis A." in (await lead.get("/beheer/fiche/1")).text
    early = await change(lead, "/publiek/stand", public_version=2, to="goedgekeurd")
    assert early.status_code == 422
    assert "Huis A is nog niet akkoord met deze woorden" in early.text
    await change(lead, "/publiek/stand", public_version=2, to="goedgekeurd", despite="De raad beslist morgen.")
    assert "goed zonder akkoord van Huis A" in (await lead.get("/beheer/fiche/1")).text
    await send(fiche, f"{path}/af")
    assert state() == []


async def test_who_sits_in_the_working_group_for_a_partner_comments_and_answers_for_that_one_alone(
    panel: ASGIApp, context: Context, place: Place, fiche: httpx.AsyncClient, lead: httpx.AsyncClient, partner: str
) -> None:
    other = (await send(lead, "partners", name="Huis B")).headers["location"].rpartition("/")[2]
    for one in (partner, other):
        await send(fiche, "fiche/1/partners", partner=one)
        await send(fiche, f"fiche/1/partners/{one}/vraag")
    member = hire(context, place, WERKGROEP, "wg@example.org")
    with context.store.tenant(place.id) as session:
        session.get_one(Staff, member.id).organisation_id = place_organisation(session, place.id, WERKGROEP, "huis  a")
    async with browse_as(panel, context, member) as browser:
        page = await browser.get("/beheer/fiche/1")
        assert f"partners/{partner}/antwoord" in page.text
        assert f"partners/{other}/antwoord" not in page.text
        assert f"partners/{partner}/af" not in page.text
        assert (await send(browser, f"fiche/1/partners/{partner}/antwoord", answer="ja")).status_code == 303
        assert (await send(browser, f"fiche/1/partners/{other}/antwoord", answer="ja")).status_code == 404
        noted = {"csrf": field(page, "csrf"), "opvolging": "Dit herkennen wij."}
        assert (await browser.post("/beheer/fiche/1/opvolging", data=noted)).status_code == 303
        assert "Dit herkennen wij." in (await browser.get("/beheer/fiche/1")).text
    with context.store.tenant(place.id) as session:
        states = {one.name: one.state for one in read_standings(session, member.present(), 1).partners}
    assert states == {"Huis A": "ja", "Huis B": "asked"}


async def test_signing_makes_it_public_and_hides_what_speaks_of_a_person(
    context: Context, place: Place, lead: httpx.AsyncClient, partner: str
) -> None:
    def shown() -> list[str]:
        publish(context, place.id)
        return [f"{one.name}: {one.signals} {one.publishes}" for one in read_snapshot(context, place.slug).partners]

    assert shown() == [], "somebody added it, and nothing is agreed"
    page = await lead.get(f"/beheer/partners/{partner}")
    assert page.text.count("met Bewaren keur je dat goed") == 2
    told = {**TERMS, "signals": "Vraag het aan 0470 12 34 56.", "publishes": "Mail jan.peeters@example.org."}
    await send(lead, f"partners/{partner}/overeenkomst", **told)
    assert (await send(lead, f"partners/{partner}/overeenkomst", **told)).headers["location"].endswith("al")
    (public,) = shown()
    assert public.startswith("Huis A: Vraag het aan ")
    kept = (await lead.get(f"/beheer/partners/{partner}")).text
    for words in (public, kept):
        assert "0470" not in words
        assert "jan.peeters@" not in words
    with context.store.tenant(place.id) as session:  # as one that was kept before anything was hidden
        session.query(Agreement).one().publishes = "Bel 0470 12 34 56."
    assert "0470" not in shown()[0]
