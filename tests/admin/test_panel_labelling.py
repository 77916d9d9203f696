"""The proposal beside a signal, and saying which labels hold, in a browser."""

import re
import uuid
from dataclasses import replace

import httpx
import pytest
from sqlalchemy import update

from core.context import Context
from core.municipalities import Place
from core.store.tables import Municipality, Signal
from tests.admin.panel import browse_as, field, make_panel, tell
from tests.core.people.staffing import Person
from tests.proposals import labellings, labels_of, propose, sure


@pytest.fixture
def signal_id(context: Context, place: Place) -> uuid.UUID:
    """A signal that has its proposal."""
    id_ = tell(context, place)
    propose(context, place, id_)
    return id_


async def post(
    browser: httpx.AsyncClient, signal_id: uuid.UUID, query: str = "", act: str = "labels", **fields: object
) -> httpx.Response:
    """Post as the page that is open does, with other fields."""
    page = await browser.get(f"/beheer/signaal/{signal_id}{query}")
    given = {"csrf": field(page, "csrf"), "seen": field(page, "seen"), **fields}
    return await browser.post(f"/beheer/signaal/{signal_id}/{act}{query}", data=given)


async def test_proposal_stands_beside_the_words_with_its_reasons(
    browser: httpx.AsyncClient, signal_id: uuid.UUID
) -> None:
    page = (await browser.get(f"/beheer/signaal/{signal_id}")).text
    for words in (
        "Voorstel van de computer", "Wonen en dakloosheid", "zeer waarschijnlijk", "93 %", "Gezinnen met kinderen",
        "81 %", "huurwoning, betaalbare", "De computer denkt: een patroon.", "gezinnen, maanden",
        "Veel (meer dan 5)", "Klopt",
    ):  # fmt: skip
        assert words in page, words
    assert "31 %" not in page, "what is not sure enough is no proposal"
    order = re.findall(r'name="themes" value="([\w-]+)"', page.split('id="kiezen"')[1])
    assert order[:5] == ["wonen", "energie-water", "inkomen-schulden", "jeugd", "werk"]
    assert len(order) == len(set(order)) == 20


async def test_saying_yes_lets_it_hold_and_can_be_undone(
    context: Context, place: Place, browser: httpx.AsyncClient, signal_id: uuid.UUID
) -> None:
    page = await browser.get(f"/beheer/signaal/{signal_id}?zoek=bus")
    form = page.text.split('value="accept"')[1].split("</form>")[0]
    assert re.findall(r'name="(\w+)" value="([\w-]+)"', form) == [("themes", "wonen"), ("target_groups", "gezinnen")]
    yes = {"via": "accept", "themes": "wonen", "target_groups": "gezinnen"}
    done = await post(browser, signal_id, "?zoek=bus", **yes)
    assert done.headers["location"] == f"/beheer/signaal/{signal_id}?zoek=bus&gedaan=klopt"
    assert labels_of(context, place, signal_id) == {"themes": ["wonen"], "target_groups": ["gezinnen"]}
    page = (await browser.get(done.headers["location"])).text
    for words in ("Bewaard: het voorstel klopt.", "Gekozen door noor.peeters@example.org", "Ongedaan maken", "niets"):
        assert words in page, words
    assert "Klopt</button>" not in page
    assert (await post(browser, signal_id, **yes)).headers["location"].endswith("?gedaan=al")
    undone = await post(browser, signal_id, act="labels/terug")
    assert undone.headers["location"].endswith("?gedaan=terug")
    assert labels_of(context, place, signal_id) == {}
    assert "Ongedaan maken" not in (await browser.get(undone.headers["location"])).text


async def test_correcting_says_so_in_the_journal(
    context: Context, place: Place, browser: httpx.AsyncClient, signal_id: uuid.UUID
) -> None:
    await post(browser, signal_id, via="accept", themes="wonen")
    chosen = ["energie-water", "werk"]
    done = await post(browser, signal_id, via="correct", themes=chosen, levels="vlaams", one_case="1")
    assert done.status_code == 303
    page = (await browser.get(f"/beheer/signaal/{signal_id}")).text
    journal = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.split('class="journal"')[1]))
    assert "koos zelf" in journal
    assert "Thema: Wonen en dakloosheid →werd Energie, water en nutsvoorzieningen, Werk en activering" in journal
    assert "Bestuursniveau: niets →werd Vlaamse overheid" in journal
    assert page.count("Dit is één geval, geen patroon") == 3, "what holds, the choice and the journal"
    assert len(labellings(context, place, signal_id)) == 2


async def test_too_many_themes_are_refused_in_words_and_what_was_ticked_stays(
    context: Context, place: Place, browser: httpx.AsyncClient, signal_id: uuid.UUID
) -> None:
    themes = ["wonen", "werk", "jeugd", "digitaal"]
    answer = await post(browser, signal_id, via="correct", themes=themes, kinds="tekort")
    assert answer.status_code == 422
    assert "Kies hoogstens 3" in answer.text
    assert '<details id="kiezen" open>' in answer.text
    assert re.findall(r'value="([\w-]+)" checked', answer.text) == [*themes, "tekort"]
    assert (await post(browser, signal_id, via="correct", themes="onzin")).status_code == 400
    assert labels_of(context, place, signal_id) == {}


async def test_who_comes_second_sees_both_and_chooses(
    context: Context, place: Place, browser: httpx.AsyncClient, lead: httpx.AsyncClient, signal_id: uuid.UUID
) -> None:
    page = await browser.get(f"/beheer/signaal/{signal_id}")
    await post(lead, signal_id, via="accept", themes="wonen", target_groups="gezinnen")
    mine = {"csrf": field(page, "csrf"), "seen": field(page, "seen"), "via": "correct", "themes": "werk"}
    answer = await browser.post(f"/beheer/signaal/{signal_id}/labels", data=mine)
    assert answer.status_code == 409
    for words in ("Iemand was je voor", "lut.maes@example.org", "Wonen en dakloosheid", "Werk en activering"):
        assert words in answer.text, words
    assert labels_of(context, place, signal_id)["themes"] == ["wonen"]
    again = {"csrf": field(answer, "csrf"), "seen": field(answer, "seen"), "via": "correct", "themes": "werk"}
    assert (await browser.post(f"/beheer/signaal/{signal_id}/labels", data=again)).status_code == 303
    assert labels_of(context, place, signal_id) == {"themes": ["werk"]}


@pytest.mark.parametrize(
    ("state", "content", "said", "yes"),
    [
        ("waiting", {}, "nog niet gelezen", False),
        ("skipped", {}, "kon dit signaal niet lezen", False),
        ("made", {"themes": []}, "Geen thema voorgesteld.", False),
        ("made", {"themes": [], "language": "fr"}, "leest alleen Nederlands", False),
        ("made", {"themes": sure(onzin=0.99)}, "Geen thema voorgesteld.", False),
        ("made", {"themes": sure(wonen=0.4)}, "misschien", True),
    ],
)
async def test_what_there_is_is_said_plainly(
    context: Context, place: Place, browser: httpx.AsyncClient, state: str, content: dict[str, object], said: str, *,
    yes: bool,
) -> None:  # fmt: skip
    signal_id = tell(context, place)
    propose(context, place, signal_id, state, **content)
    page = (await browser.get(f"/beheer/signaal/{signal_id}")).text
    assert said in page
    assert ("Klopt</button>" in page) is yes
    assert ("Verbeteren" if yes else "Zelf kiezen") in page


async def test_with_the_model_off_there_is_a_sentence_and_people_choose(
    context: Context, place: Place, browser: httpx.AsyncClient, signal_id: uuid.UUID
) -> None:
    with context.store.tenant(place.id) as session:
        session.execute(update(Municipality).values(settings={"model": False}))
    page = (await browser.get(f"/beheer/signaal/{signal_id}")).text
    assert "staan uit voor jouw gemeente" in page
    assert "93 %" not in page
    assert (await post(browser, signal_id, via="correct", themes="werk")).status_code == 303


async def test_what_the_reporter_confirmed_is_marked(
    context: Context, place: Place, browser: httpx.AsyncClient, signal_id: uuid.UUID
) -> None:
    with context.store.tenant(place.id) as session:
        session.execute(update(Signal).values(themes=["inkomen-schulden"]))
    page = (await browser.get(f"/beheer/signaal/{signal_id}")).text
    marked = re.search(r"Inkomen, armoede en schulden\s*<span[^>]*>bevestigd door de signaalgever", page)
    assert marked


async def test_list_shows_labels_or_proposals_and_filters_are_in_the_address(
    context: Context, place: Place, browser: httpx.AsyncClient, signal_id: uuid.UUID
) -> None:
    labelled = tell(context, place)
    propose(context, place, labelled, themes=[])
    await post(browser, labelled, via="correct", themes="werk")
    page = (await browser.get("/beheer")).text
    assert re.search(
        r'class="themes guessed">\s*<span class="small">voorstel van de computer:</span>\s*<span[^>]*>Wonen', page
    )
    assert re.search(r'class="themes">\s*<span class="theme">Werk en activering', page)
    for query, found in (
        ("thema=wonen", [signal_id]), ("thema=werk", [labelled]), ("thema=onzin", [labelled, signal_id]),
        ("bepaald=nog", [signal_id]), ("orde=onzeker&zoek=huurwoning", [labelled, signal_id]),
        ("thema=wonen&zoek=huurwoning&bepaald=nog", [signal_id]), ("thema=digitaal", []),
    ):  # fmt: skip
        page = (await browser.get(f"/beheer?{query}")).text
        links = re.findall(r'href="/beheer/signaal/([0-9a-f-]{36})([^"]*)"', page)
        assert {uuid.UUID(id_) for id_, _ in links} == set(found), query
        for _, kept in links:
            carried = set(kept.replace("?", "").replace("&amp;", "&").split("&"))
            assert carried == {query if query != "thema=onzin" else ""} or carried == set(query.split("&"))
    page = (await browser.get(f"/beheer/signaal/{signal_id}?bepaald=nog")).text
    assert 'href="/beheer?bepaald=nog"' in page
    assert 'rel="next"' not in page
    with context.store.tenant(place.id) as session:
        session.execute(update(Municipality).values(settings={"model": False}))
    page = (await browser.get("/beheer?thema=wonen&orde=onzeker")).text
    assert "voorstel van de computer:" not in page
    assert "Niets gevonden" in page


async def test_installation_without_a_model_says_so(
    context: Context, place: Place, processor: Person, signal_id: uuid.UUID
) -> None:
    unread = tell(context, place)
    settings = context.settings.model_copy(update={"model": "off"})
    without = replace(context, settings=settings)
    async with browse_as(make_panel(without), without, processor) as browser:
        assert "staan uit op deze installatie" in (await browser.get(f"/beheer/signaal/{unread}")).text
        assert "93 %" in (await browser.get(f"/beheer/signaal/{signal_id}")).text
