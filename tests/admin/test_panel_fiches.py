"""Deciding and fiches in a browser: from a signal to a closed fiche; what is missing is asked for, nothing is lost."""

import re
import uuid

import httpx
import pytest
from starlette.types import ASGIApp

from core.context import Context
from core.municipalities import Place
from tests.admin.panel import browse_as, field, status_of, tell
from tests.core.people.staffing import Person, hire
from tests.told import hand_over


@pytest.fixture
def signal_id(context: Context, place: Place) -> uuid.UUID:
    return tell(context, place, organisation="Huis A")


async def decide(
    browser: httpx.AsyncClient, signal_id: uuid.UUID, act: str = "besluit", **fields: object
) -> httpx.Response:
    """Decide as the page that is open does."""
    page = await browser.get(f"/beheer/signaal/{signal_id}")
    given = {"csrf": field(page, "csrf"), "stand": field(page, "stand"), **fields}
    return await browser.post(f"/beheer/signaal/{signal_id}/{act}", data=given)


async def open_fiche(browser: httpx.AsyncClient, signal_id: uuid.UUID) -> None:
    await decide(browser, signal_id, to="gebundeld", new="1", title="Wachten op een woning")


async def change(browser: httpx.AsyncClient, act: str = "", **fields: object) -> httpx.Response:
    """Change fiche 1 as its page does."""
    page = await browser.get("/beheer/fiche/1")
    given = {"csrf": field(page, "csrf"), "version": field(page, "version"), **fields}
    return await browser.post(f"/beheer/fiche/1{act}", data=given)


async def test_from_a_signal_to_a_closed_fiche(
    context: Context, place: Place, browser: httpx.AsyncClient, signal_id: uuid.UUID
) -> None:
    second = tell(context, place, organisation="Huis B", sector="ocmw")
    done = await decide(browser, signal_id, to="gebundeld", new="1", title="Wachten op een woning")
    page = (await browser.get(done.headers["location"])).text
    for words in ("Signaal 1 zit in de fiche.", "Ongedaan maken", "<h1>Signaal 2"):
        assert words in page, words
    page = (await browser.get(f"/beheer/signaal/{second}/besluit?zoekfiche=woningen")).text
    assert "Fiche 1: Wachten op een woning" in page
    await decide(browser, second, to="gebundeld", fiche="1")
    await change(browser, title="Te weinig huurwoningen", description="Gezinnen wachten lang.")
    for to, said in (
        ("getoetst", {}),
        ("geparkeerd", {"reason_geparkeerd": "Eerst het nieuwe plan.", "review_on": "2100-01-01"}),
        (
            "in-actie",
            {
                "puller": "Dienst Wonen",
                "reason_in-actie": "Afgesproken met het diensthoofd.",
                "action": "Eén wachtlijst maken",
            },
        ),
        ("afgerond", {"outcome": "verbeterd", "told": "Er is een lijst. Ze wordt gevolgd."}),
    ):
        done = "closing.asked" if to == "afgerond" else "status"
        assert (await change(browser, "/status", to=to, **said)).headers["location"].endswith(f"gedaan={done}")
    assert "Wordt afgesloten: 0 van 2 verteld." in (await browser.get("/beheer/fiche/1")).text
    hand_over(context, place)
    page = (await browser.get("/beheer/fiche/1")).text
    for words in (
        "Te weinig huurwoningen", "Vroegere titels: Wachten op een woning", "Dienst Wonen", "Verbeterd",
        "2 signalen, minstens 2 organisaties, 2 sectoren", "Opnieuw in actie", "Eerst het nieuwe plan.",
        "zette signaal 2 in de fiche",
    ):  # fmt: skip
        assert words in page, words
    listed = (await browser.get("/beheer/fiches?status=afgerond")).text
    assert "Te weinig huurwoningen" in listed
    assert "Geen fiches gevonden" in (await browser.get("/beheer/fiches?status=ontwerp")).text
    assert "Wachten op een woning" in (await browser.get(f"/beheer/signaal/{signal_id}")).text, "the journal tells it"


@pytest.mark.parametrize(
    ("fields", "state", "shown"),
    [
        ({"to": "intern", "intern_message": "Het Huis doet dit."}, "intern", "Het Huis doet dit."),
        ({"to": "geen-signaal", "reason": "klacht"}, "geen-signaal", "geen signaal (klacht)"),
    ],
)
async def test_a_decision_is_shown_and_can_be_undone(
    context: Context, place: Place, browser: httpx.AsyncClient, signal_id: uuid.UUID, fields: dict[str, str],
    state: str, shown: str
) -> None:  # fmt: skip
    done = await decide(browser, signal_id, **fields)
    assert status_of(context, place, signal_id) == state
    assert "Ongedaan maken" in (await browser.get(done.headers["location"])).text, "nothing waits: the list says so"
    assert shown in (await browser.get(f"/beheer/signaal/{signal_id}")).text
    await decide(browser, signal_id, "besluit/terug")
    assert status_of(context, place, signal_id) == "in-nazicht"
    assert "draaide de beslissing terug" in (await browser.get(f"/beheer/signaal/{signal_id}")).text


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({"to": "gebundeld"}, "Kies een fiche, of maak een nieuwe."),
        ({"to": "gebundeld", "new": "1", "title": " "}, "Geef een titel van 1 tot 150 tekens."),
        ({"to": "geen-signaal", "none_message": "Dank je wel."}, "Dank je wel."),
        ({"to": "dubbel", "same_as": "77"}, "Kies het nummer van een ander signaal"),
    ],
)
async def test_what_is_missing_is_asked_and_what_was_typed_stays(
    context: Context, place: Place, browser: httpx.AsyncClient, signal_id: uuid.UUID, fields: dict[str, str], asked: str
) -> None:
    answer = await decide(browser, signal_id, **fields)
    assert answer.status_code == 422
    assert asked in answer.text
    assert status_of(context, place, signal_id) == "in-nazicht"


async def test_what_does_not_exist_is_said_so(browser: httpx.AsyncClient, signal_id: uuid.UUID) -> None:
    assert (await decide(browser, signal_id, to="onzin")).status_code == 409
    assert (await decide(browser, signal_id, to="gebundeld", fiche="9")).status_code == 404
    for path in ("fiche/1", "fiche/x", f"signaal/{uuid.uuid4()}/besluit"):
        assert (await browser.get(f"/beheer/{path}")).status_code == 404


async def test_who_comes_second_is_told_and_keeps_what_she_typed(
    browser: httpx.AsyncClient, lead: httpx.AsyncClient, signal_id: uuid.UUID
) -> None:
    page = await browser.get(f"/beheer/signaal/{signal_id}")
    await decide(lead, signal_id, to="gebundeld", new="1", title="Wachten op een woning")
    late = {
        "csrf": field(page, "csrf"),
        "stand": "",
        "to": "geen-signaal",
        "reason": "te-vaag",
        "none_message": "Dank.",
    }
    answer = await browser.post(f"/beheer/signaal/{signal_id}/besluit", data=late)
    assert answer.status_code == 409
    for words in ("lut.maes@example.org", "fiche 1: Wachten op een woning", "geen signaal (te vaag)", "Dank."):
        assert words in answer.text, words
    page = await browser.get("/beheer/fiche/1")
    await change(lead, title="Wonen", description="Eerst geschreven.")
    late = {"csrf": field(page, "csrf"), "version": "1", "title": "Huren", "description": "Later geschreven."}
    answer = await browser.post("/beheer/fiche/1", data=late)
    assert answer.status_code == 409
    for words in ("lut.maes@example.org", "Eerst geschreven.", "Later geschreven."):
        assert words in answer.text, words
    fresh = {**late, "version": field(answer, "version")}
    assert (await browser.post("/beheer/fiche/1", data=fresh)).status_code == 303


async def test_a_state_asks_for_what_it_needs(browser: httpx.AsyncClient, signal_id: uuid.UUID) -> None:
    await open_fiche(browser, signal_id)
    answer = await change(browser, "/status", to="getoetst")
    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#([\w-]+)">', answer.text) == ["description", "reason_getoetst"]
    assert 'id="description-fout"' in answer.text
    assert 'id="reason_getoetst"' in answer.text
    assert (await change(browser, "/status", to="afgerond")).status_code == 409
    assert "maxlength" in (await browser.get("/beheer/fiche/1")).text


async def test_a_signal_is_taken_out(
    context: Context, place: Place, browser: httpx.AsyncClient, signal_id: uuid.UUID
) -> None:
    await open_fiche(browser, signal_id)
    await change(browser, f"/uit/{signal_id}")
    assert status_of(context, place, signal_id) == "in-nazicht"
    assert "Er zit geen signaal in deze fiche." in (await browser.get("/beheer/fiche/1")).text


async def test_a_signal_taken_out_is_put_back_from_the_message(
    context: Context, place: Place, browser: httpx.AsyncClient, signal_id: uuid.UUID
) -> None:
    await open_fiche(browser, signal_id)
    page = await browser.get((await change(browser, f"/uit/{signal_id}")).headers["location"])
    assert "Signaal 1 zit niet meer in deze fiche." in page.text
    again = await browser.get((await change(browser, f"/uit/{signal_id}")).headers["location"])
    assert "haalde signaal 1 al uit deze fiche" in again.text
    assert "Zet terug in deze fiche" not in again.text
    back = await change(browser, f"/in/{signal_id}", stand=field(page, "stand"))
    assert "Het signaal zit weer in deze fiche." in (await browser.get(back.headers["location"])).text
    assert status_of(context, place, signal_id) == "gebundeld"
    assert (await change(browser, f"/in/{signal_id}", stand="oud")).status_code == 303


async def test_fiches_of_another_municipality_are_not_there(
    context: Context, other_place: Place, panel: ASGIApp, browser: httpx.AsyncClient, signal_id: uuid.UUID
) -> None:
    await open_fiche(browser, signal_id)
    neighbour = hire(context, other_place, "coordinator", "buur@example.org")
    async with browse_as(panel, context, neighbour) as theirs:
        csrf = field(await theirs.get("/beheer/fiches"), "csrf")
        assert "Nog geen fiches" in (await theirs.get("/beheer/fiches")).text
        assert (await theirs.get("/beheer/fiche/1")).status_code == 404
        assert (await theirs.get(f"/beheer/signaal/{signal_id}/besluit")).status_code == 404
        for path in ("fiche/1", "fiche/1/status", f"fiche/1/uit/{signal_id}", f"signaal/{signal_id}/besluit",
                     f"signaal/{signal_id}/besluit/terug"):  # fmt: skip
            answer = await theirs.post(
                f"/beheer/{path}", data={"csrf": csrf, "title": "x", "to": "intern", "version": "1"}
            )
            assert answer.status_code == 404, path


async def test_who_runs_accounts_sees_no_fiches(context: Context, place: Place, panel: ASGIApp) -> None:
    keeper: Person = hire(context, place, "beheerder", "it@example.org")
    async with browse_as(panel, context, keeper) as browser:
        for path in ("fiches", "fiche/1"):
            assert (await browser.get(f"/beheer/{path}")).status_code == 403
        assert "/beheer/fiches" not in (await browser.get("/beheer/werk")).text
