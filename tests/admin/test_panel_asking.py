"""Asking and telling in the panel: prepared words, one question with hints, who cannot be reached, answers on top."""

import uuid

import httpx
import pytest
from sqlalchemy import update

from core.context import Context
from core.intake.answering import add_answer, find_question
from core.intake.guard import make_guard
from core.municipalities import Place
from core.store.tables import Contact, Signal
from tests.admin.panel import field, status_of, tell
from tests.contract.filling import as_owner

SHORT = "Er zijn te weinig woningen voor grote gezinnen hier in de buurt."


@pytest.fixture
def signal_id(context: Context, place: Place) -> uuid.UUID:
    return tell(context, place, SHORT)


async def post(browser: httpx.AsyncClient, signal_id: uuid.UUID, act: str, **fields: str) -> httpx.Response:
    page = await browser.get(f"/beheer/signaal/{signal_id}")
    given = {"csrf": field(page, "csrf"), "stand": field(page, "stand"), **fields}
    return await browser.post(f"/beheer/signaal/{signal_id}/{act}", data=given)


async def test_kind_words_are_prepared_for_each_reason_and_kept_as_changed(
    browser: httpx.AsyncClient, signal_id: uuid.UUID
) -> None:
    page = (await browser.get(f"/beheer/signaal/{signal_id}")).text
    for words in (
        "klachtendienst van de gemeente",
        "Sociaal Huis",
        "krijgt hierover een e-mail",
        "none_message_te-vaag",
    ):
        assert words in page, words
    await post(
        browser, signal_id, "besluit", to="geen-signaal", reason="klacht",
        none_message_klacht="Ga langs bij de klachtendienst.", none_message_melding="Niet dit.",
    )  # fmt: skip
    page = (await browser.get(f"/beheer/signaal/{signal_id}")).text
    assert "Ga langs bij de klachtendienst." in page
    assert "Niet dit." not in page
    assert "Wordt verteld." in page


async def test_a_question_is_asked_withdrawn_and_answered(
    context: Context, place: Place, browser: httpx.AsyncClient, signal_id: uuid.UUID
) -> None:
    page = (await browser.get(f"/beheer/signaal/{signal_id}")).text
    assert "Kan je één voorbeeld geven, zonder namen?" in page, "prefilled by what is missing"
    page = (await browser.get(f"/beheer/signaal/{signal_id}/vraag?vraag=impact")).text
    assert "Wat is het gevolg voor de mensen om wie het gaat?</textarea>" in page
    wrong = await post(browser, signal_id, "vraag", question="?")
    assert wrong.status_code == 422
    assert "Schrijf een vraag van 5 tot 500 tekens." in wrong.text
    done = await post(browser, signal_id, "vraag", question="In welke wijk zie je dit?")
    page = (await browser.get(done.headers["location"])).text
    for words in (
        "Je vraag vertrekt.",
        "In welke wijk zie je dit?",
        "Trek de vraag in",
        "stelde de signaalgever een vraag",
    ):
        assert words in page, words
    assert status_of(context, place, signal_id) == "aanvulling-gevraagd"
    again = await post(browser, signal_id, "vraag", question="En iets anders nog?")
    assert again.status_code == 409
    done = await post(browser, signal_id, "vraag/terug")
    assert "De vraag is ingetrokken." in (await browser.get(done.headers["location"])).text
    await post(browser, signal_id, "vraag", question="In welke wijk zie je dit?")
    with context.store.tenant(place.id) as session:
        reporter = session.get_one(Signal, signal_id).reporter_id
        assert reporter
        question = find_question(session, reporter, 1)
        assert question
        add_answer(session, question, "Rond het station.", make_guard(()), context.clock())
    page = (await browser.get("/beheer")).text
    assert "Antwoord op je vraag" in page
    assert "In welke wijk zie je dit?" in page
    assert '<span class="flag">antwoord gekomen</span>' in page
    assert "Antwoord op je vraag" in (await browser.get("/beheer/vandaag")).text
    page = (await browser.get(f"/beheer/signaal/{signal_id}")).text
    assert '<blockquote class="lines story answer">Rond het station.</blockquote>' in page
    assert f'<blockquote class="lines story">{SHORT}</blockquote>' in page
    assert "Antwoord op je vraag, " in page
    assert "De signaalgever antwoordde op de vraag." in page
    await post(browser, signal_id, "besluit", to="intern", intern_message="")
    assert "Antwoord op je vraag" not in (await browser.get("/beheer")).text


async def test_before_one_types_the_page_says_who_cannot_be_reached(
    context: Context, browser: httpx.AsyncClient, signal_id: uuid.UUID
) -> None:
    with as_owner(context.store.url) as session:
        session.execute(update(Contact).values(paused="stop"))
    page = (await browser.get(f"/beheer/signaal/{signal_id}")).text
    assert "Je kan niets vragen, want de signaalgever vroeg om geen berichten meer" in page
    assert 'name="question"' not in page
    assert "krijgt geen bericht: de signaalgever vroeg" in page
    assert (await post(browser, signal_id, "vraag", question="In welke wijk?")).status_code == 409


async def test_a_suggestion_is_put_beside_what_was_typed(browser: httpx.AsyncClient, signal_id: uuid.UUID) -> None:
    page = await browser.get(f"/beheer/signaal/{signal_id}")
    assert 'name="hint" value="impact" formnovalidate' in page.text
    concrete, impact = "Kan je één voorbeeld geven, zonder namen?", "Wat is het gevolg voor de mensen om wie het gaat?"
    for typed, becomes in (
        ("", impact), (concrete, impact), ("In welke wijk?", f"In welke wijk? {impact}"), (impact, impact),
    ):  # fmt: skip
        page = await post(browser, signal_id, "vraag", question=typed, hint="impact")
        assert (page.status_code, f">\n{becomes}</textarea>" in page.text) == (200, True), typed
    page = await post(browser, signal_id, "vraag", question="In welke wijk?", hint="onzin")
    assert ">\nIn welke wijk?</textarea>" in page.text
    assert "Vraag aan" in page.text


async def test_who_wants_no_letter_is_written_none_and_that_is_said(
    context: Context, browser: httpx.AsyncClient, signal_id: uuid.UUID
) -> None:
    with as_owner(context.store.url) as session:
        session.execute(update(Signal).values(wants="nee"))
    page = (await browser.get(f"/beheer/signaal/{signal_id}")).text
    assert page.count("Deze signaalgever wil geen bericht. Je hoeft dus niets te schrijven.") == 3
    for name in ("none_message_", "intern_message"):
        assert name not in page, name
    await post(browser, signal_id, "besluit", to="geen-signaal", reason="klacht")
    lists = await browser.get("/beheer?status=alle")
    assert "geen signaal" in lists.text
