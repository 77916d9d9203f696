"""What a fiche holds, in a browser: every form does what it says, and what could not be taken stays to be mended."""

import httpx
import pytest

from core.context import Context
from core.municipalities import Place
from core.review.decide import decide_signal
from core.review.decision import BUNDLED, Decision
from tests.admin.panel import field, tell
from tests.core.people.staffing import Person


@pytest.fixture(autouse=True)
def opened(context: Context, place: Place, processor: Person) -> None:
    """Fiches 1 and 2, with a signal each."""
    for title in ("Wonen", "Huren"):
        signal_id = tell(context, place)
        with context.store.tenant(place.id) as session:
            decide_signal(session, processor.present(), signal_id, Decision(BUNDLED, title=title), "")


async def send(browser: httpx.AsyncClient, act: str, **fields: object) -> httpx.Response:
    """Send a form of fiche 1, and go where its answer says."""
    page = await browser.get("/beheer/fiche/1")
    given = {"csrf": field(page, "csrf"), "version": field(page, "version"), **fields}
    answer = await browser.post(f"/beheer/fiche/1{act}", data=given)
    return await browser.get(answer.headers["location"]) if answer.status_code == 303 else answer


async def test_examples_figures_log_labels_and_links(browser: httpx.AsyncClient) -> None:
    lacking = await send(browser, "/erbij", kind="cijfer", cijfer_text="214 gezinnen wachten.")
    assert lacking.status_code == 422
    for words in ("Zeg waar het cijfer vandaan komt", 'href="#cijfer_dated"', "214 gezinnen wachten."):
        assert words in lacking.text, words
    figure = {"cijfer_text": "214 gezinnen wachten.", "cijfer_source": "Jaarverslag", "cijfer_dated": "2026-01-31"}
    for act, fields, shown in (
        ("/erbij", {"kind": "cijfer", **figure}, "Bron: Jaarverslag, 31 januari 2026"),
        ("/erbij", {"kind": "voorbeeld", "voorbeeld_text": "Een gezin slaapt bij familie."}, "slaapt bij familie"),
        ("/opvolging", {"opvolging": "Overleg met de dienst."}, "Overleg met de dienst."),
        ("/labels", {"themes": ["jeugd"], "rights": ["onderwijs"]}, "Volg de signalen"),
        ("/labels/volg", {}, "De labels volgen de signalen weer."),
        ("/zie-ook", {"zie_ook": "2"}, "Fiche 2: Huren"),
        ("/zie-ook/2/weg", {}, "De twee fiches noemen elkaar niet meer."),
    ):
        answer = await send(browser, act, **fields)
        assert answer.status_code == 200, act
        assert shown in answer.text, act
    assert "Er is geen andere fiche met dat nummer." in (await send(browser, "/zie-ook", zie_ook="1")).text


async def test_personal_data_is_asked_about_with_the_words_marked(browser: httpx.AsyncClient) -> None:
    words = {"title": "Wonen", "description": "Mevrouw Fatima Janssens wacht al een jaar."}
    asked = await send(browser, "", **words)
    assert asked.status_code == 422
    assert "Janssens</mark>" in asked.text
    kept = await send(browser, "", **words, personal="keep", personal_reason="Het is een straat.")
    assert "Janssens wacht" in kept.text
    hidden = await send(browser, "/erbij", kind="voorbeeld", voorbeeld_text="Bel 0470 12 34 56.", personal="hide")
    assert "[telefoonnummer]" in hidden.text


async def test_hints_scores_references_and_the_public_text(browser: httpx.AsyncClient, lead: httpx.AsyncClient) -> None:
    words = {"title": "Wonen", "description": "Gezinnen wachten lang. De gemeente zou moeten bouwen."}
    looked = await send(browser, "", **words, look="1")
    assert 'is-oplossing">zou moeten</mark>' in looked.text
    assert 'class="box hints" role="status" tabindex="-1" autofocus' in looked.text
    assert "Er is nog geen beschrijving." in looked.text, "looking keeps nothing"
    await send(browser, "", **words)
    page = await browser.get("/beheer/fiche/1/bewijs")
    ticked = {"csrf": field(page, "csrf"), "sentence": field(page, "sentence")}
    signal = page.text.partition('name="signal" value="')[2].partition('"')[0]
    await browser.post("/beheer/fiche/1/bewijs", data={**ticked, "signal": signal})
    assert 'href="#signaal-1"' in (await browser.get("/beheer/fiche/1")).text
    assert (await send(browser, "/score", score_impact="7", score_urgentie="2")).status_code == 422
    await send(browser, "/score", score_impact="4", note_impact="Kinderen slapen slecht.")
    scored = await send(browser, "/score", was_impact="4", score_impact="4", score_urgentie="2")
    assert [scored.text.count(f"een {value}.") for value in (4, 2)] == [1, 1], "what did not change is not written"
    for words_ in ("4 van 5", "Kinderen slapen slecht.", "Uit 1 signaal in de laatste 12 maanden"):
        assert words_ in scored.text, words_
    public = {"public_title": "Wachten op een woning", "public_text": "Gezinnen wachten lang."}
    written = await send(browser, "/publiek", **public, public_version="0")
    assert "Er zitten minder dan 3 signalen in deze fiche" in written.text
    await send(browser, "/publiek/stand", to="voorgesteld", public_version="1")
    refused = await send(browser, "/publiek/stand", to="goedgekeurd", public_version="2")
    assert refused.status_code == 403
    assert "Goedgekeurd door" in (await send(lead, "/publiek/stand", to="goedgekeurd", public_version="2")).text


async def test_a_colleague_pulls_and_fiches_are_merged_and_split(
    context: Context, coordinator: Person, browser: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    asked = await send(browser, "/trekker", colleague=coordinator.id)
    assert "gevraagd, nog geen antwoord" in asked.text
    assert "Je bent gevraagd om te trekken" in (await lead.get("/beheer/fiches")).text
    assert "trekt deze fiche" in (await send(lead, "/trekker/antwoord", answer="ja")).text
    assert (await send(browser, "/trekker", outside="Dienst Wonen")).status_code == 422
    side = await browser.get("/beheer/fiche/1/samen?met=2")
    for words in ("Fiche 1: Wonen", "Fiche 2: Huren", "Houd fiche 2 en voeg fiche 1 erbij"):
        assert words in side.text, words
    versions = {f"version_{number}": field(side, f"version_{number}") for number in (1, 2)}
    merged = await send(browser, "/samen", into="2", turned="1", **versions)
    assert "ging op" in merged.text
    gone = (await browser.get("/beheer/fiche/2")).text
    assert "Deze fiche is samengevoegd" in gone
    for words in ("Titel en beschrijving aanpassen", "Zet op getoetst", 'id="opvolging"'):
        assert words not in gone, words
    assert "Draai dit terug" in gone
    split = await browser.get("/beheer/fiche/1/splitsen")
    signal = split.text.partition('name="signal" value="')[2].partition('"')[0]
    assert (await send(browser, "/splitsen", title="Halte")).status_code == 422
    assert "Dit is de nieuwe fiche 3." in (await send(browser, "/splitsen", title="Halte", signal=signal)).text
    page = await browser.get("/beheer/fiche/1")
    shift = page.text.rpartition("/beheer/fiche/1/terug/")[2].partition('"')[0]
    assert (await send(browser, f"/terug/{shift}")).status_code == 200


async def test_a_new_title_is_looked_over_once(context: Context, place: Place, browser: httpx.AsyncClient) -> None:
    signal_id, title = tell(context, place), "Mevrouw Janssens vindt dat de gemeente zou moeten bouwen"
    page = await browser.get(f"/beheer/signaal/{signal_id}")
    new = {"csrf": field(page, "csrf"), "stand": field(page, "stand"), "to": "gebundeld", "new": "1", "title": title}
    asked = await browser.post(f"/beheer/signaal/{signal_id}/besluit", data=new)
    assert asked.status_code == 422
    for words in ("Janssens</mark>", "zou moeten</mark>", 'href="#hints"', f'value="{title}"'):
        assert words in asked.text, words
    other = {**new, "looked": field(asked, "looked"), "title": title + ", en meneer Peeters ook"}
    assert (await browser.post(f"/beheer/signaal/{signal_id}/besluit", data=other)).status_code == 422
    kept = {**new, "looked": field(asked, "looked")}
    assert (await browser.post(f"/beheer/signaal/{signal_id}/besluit", data=kept)).status_code == 303
    fiche = (await browser.get("/beheer/fiche/3")).text
    assert "Kijk na of er geen naam, verwijt of oplossing" in fiche
    split = await send(browser, "/splitsen", title=title)
    assert split.status_code == 422
    assert "Janssens</mark>" in split.text
