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
