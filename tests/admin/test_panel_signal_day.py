"""A signal day in a browser: fiches on the table, guests, quotes that a person picked, the wall, notes and minutes."""

import io
import re
import uuid

import httpx
import pytest
from docx import Document
from sqlalchemy import event, select, update

from core.agenda.quotes import cut_sentences
from core.agenda.table import read_table
from core.agenda.wall import Band, find_band
from core.context import Context
from core.municipalities import Place
from core.store.tables import AgendaItem, Audit, Fiche, Signal
from tests.admin.panel import CANARY, field, tell
from tests.admin.test_panel_agenda import plan
from tests.admin.test_panel_fiches import decide
from tests.core.people.staffing import Person

FIRST = "Gezinnen wachten maanden op een woning. De wachtlijst is nergens te vinden."


@pytest.fixture
async def day(context: Context, place: Place, browser: httpx.AsyncClient) -> httpx.AsyncClient:
    """A browser, with signal day 1 and fiches 1 and 2."""
    for title, story in (("Wachten op een woning", FIRST), ("De bus rijdt niet", "De bus rijdt niet meer op zondag.")):
        await decide(browser, tell(context, place, story, organisation="Huis A"), to="gebundeld", new="1", title=title)
    await plan(browser)
    return browser


async def act(browser: httpx.AsyncClient, path: str, **fields: object) -> httpx.Response:
    page = await browser.get("/beheer/agenda/1")
    return await browser.post(f"/beheer/agenda/1/{path}", data={"csrf": field(page, "csrf"), **fields})


async def guest(browser: httpx.AsyncClient, name: str) -> str:
    """Give the id of a guest who can be written to."""
    page = (await browser.get("/beheer/agenda/1")).text
    found = re.search(rf'gasten/(\d+)/brief"(?:(?!</form>).)*unseen"> {name}', page, re.DOTALL)
    assert found
    return found[1]


async def order(browser: httpx.AsyncClient) -> list[str]:
    return re.findall(r'id="fiche-(\d)"', (await browser.get("/beheer/agenda/1")).text)


async def test_fiches_are_put_in_an_order_with_a_question(day: httpx.AsyncClient) -> None:
    await act(day, "fiches", fiche=["1", "2"])
    await act(day, "fiches", fiche=["1"])
    assert await order(day) == ["1", "2"]
    await act(day, "fiche/1/plaats", naar="neer")
    assert await order(day) == ["2", "1"]
    assert (await act(day, "fiche/2/plaats", naar="op")).headers["location"].endswith("gedaan=al#fiche-2")
    await act(day, "fiche/1/vraag", question="Wie houdt de lijst bij?")
    assert "Wie houdt de lijst bij?" in (await day.get("/beheer/agenda/1")).text
    await act(day, "fiche/2/af")
    assert await order(day) == ["1"]
    assert (await act(day, "fiches", fiche=["9"])).status_code == 404
    assert (await act(day, "fiche/2/vraag", question="x")).status_code == 404


async def test_guests_are_listed_and_reporters_are_counted_and_never_seen(
    context: Context, place: Place, day: httpx.AsyncClient, coordinator: Person
) -> None:
    await act(day, "fiches", fiche=["1"])
    for _ in range(2):
        await act(day, "gasten", kind="organisatie", organisatie="Buurthuis De Linde")
    await act(day, "gasten", kind="collega", collega=str(coordinator.id))
    assert (await act(day, "gasten", kind="partner", partner="77")).status_code == 404
    assert (await act(day, "gasten", kind="collega", collega=str(uuid.uuid4()))).status_code == 404
    assert (await act(day, "signaalgevers", van="1")).headers["location"].endswith("uitgenodigd-brief#uitnodigingen")
    assert (await act(day, "signaalgevers", van="1")).headers["location"].endswith("niemand-nieuw#uitnodigingen")
    await act(day, f"gasten/{await guest(day, 'Buurthuis De Linde')}/brief", address="an@linde.example.org")
    assert (await act(day, "gasten/77/brief", address="an@linde.example.org")).status_code == 404
    page = (await day.get("/beheer/agenda/1")).text
    for words in ("Buurthuis De Linde", coordinator.email, "1 signaalgever uitgenodigd", "brief wacht nog even"):
        assert words in page, words
    assert CANARY not in page
    assert "linde.example.org" not in page
    first, second = re.findall(r'name="came_(\d+)"', page)
    assert (await act(day, "aanwezig", others="1", signallers="9")).status_code == 400
    await act(day, "aanwezig", **{f"came_{first}": "3", f"came_{second}": "1", "others": "1", "signallers": "2"})
    page = (await day.get("/beheer/agenda/1")).text
    assert "5 personen, 2 organisaties. 2 gaven zelf een signaal door." in page
    assert (await act(day, f"gasten/{first}/af")).headers["location"].endswith("gedaan=blijft#gasten")
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(AgendaItem.invites_reporters)).one()
        assert "agenda.reporters-invited" in session.scalars(select(Audit.action)).all()


async def test_only_picked_sentences_reach_the_wall_and_go_with_their_words(
    context: Context, place: Place, day: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    await act(day, "fiches", fiche=["1", "2"])
    path = "/beheer/agenda/1/fiche/1/citaten"
    page = await day.get(path)
    keys = re.findall(r'name="zin" value="([^"]+)"', page.text)
    assert len(keys) == 2
    colleague = await lead.get(path)
    given = {"csrf": field(page, "csrf"), "before": field(page, "before")}
    await day.post(path, data={**given, "zin": keys[:1]})
    # Who opened the page before takes nothing of it away by picking another.
    await lead.post(path, data={"csrf": field(colleague, "csrf"), "before": "", "zin": keys[1:]})
    shown = (await day.get("/beheer/agenda/1/scherm/1")).text
    for sentence in cut_sentences(FIRST):
        assert sentence in shown
    for words in ("1 tot 4", 'rel="next" href="/beheer/agenda/1/scherm/2"', "Wachten op een woning"):
        assert words in shown, words
    assert not re.search(r"Huis A|Onderwijs|<script(?![^>]*src=)|\sstyle=", shown)
    assert "rijdt niet meer op zondag" not in (await day.get("/beheer/agenda/1/scherm/2")).text
    with context.store.tenant(place.id) as session:
        session.execute(update(Signal).where(Signal.number == 1).values(text="Gezinnen wachten maanden op [naam]."))
    assert "<blockquote>" not in (await day.get("/beheer/agenda/1/scherm/1")).text


async def test_the_table_takes_as_many_queries_however_long(
    context: Context, place: Place, day: httpx.AsyncClient, processor: Person
) -> None:
    def look() -> tuple[int, int]:
        asked: list[str] = []
        with context.store.tenant(place.id) as session:
            item = session.scalars(select(AgendaItem.id)).one()
            event.listen(session.connection(), "before_cursor_execute", lambda *args: asked.append(str(args[2])))
            return len(read_table(session, processor.present(), item)), len(asked)

    await act(day, "fiches", fiche=["1"])
    assert look() == (1, 2)
    await act(day, "fiches", fiche=["2"])
    assert look() == (2, 2)


@pytest.mark.parametrize(
    ("count", "band"), [(1, Band(1, 4)), (4, Band(1, 4)), (5, Band(5, 9)), (99, Band(50, 99)), (4000, Band(100, 0))]
)
def test_a_number_is_shown_as_a_band(count: int, band: Band) -> None:
    assert find_band(count) == band


def test_a_text_is_cut_in_sentences_that_can_be_shown() -> None:
    text = "Kort. Er is een lange wachttijd.\nEr is een lange wachttijd. Wie belt er? " + "x" * 400 + "."
    assert cut_sentences(text) == ("Er is een lange wachttijd.", "Wie belt er?")


async def test_dots_are_counted_and_corrected_and_no_colleague_is_counted_away(
    day: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    await act(day, "fiches", fiche=["1"])
    for _ in range(2):  # the same form twice is one dot
        await act(day, "fiche/1/stippen", seen="0", to="1")
    await act(lead, "fiche/1/stippen", seen="1", to="2")
    answer = await act(day, "fiche/1/stippen", seen="1", to="0")
    assert answer.status_code == 409
    assert "Er zijn nu 2 stippen" in answer.text
    await act(day, "fiche/1/stippen", seen="2", votes="12")
    assert '<p class="number" aria-live="polite">12</p>' in (await day.get("/beheer/agenda/1/fiche/1")).text


async def test_what_is_decided_becomes_an_action_and_stands_in_the_fiche_and_the_minutes(
    day: httpx.AsyncClient,
) -> None:
    await act(day, "fiches", fiche=["1", "2"])
    await act(day, "fiche/1/stippen", seen="0", to="7")
    said = {"kind": "besluit", "text": "We maken één wachtlijst. Bel 0470 12 34 56.", "form": str(uuid.uuid4())}
    for _ in range(2):
        await act(day, "fiche/1/noteer", **said, proposes="getoetst")
    remark = {"kind": "opmerking", "text": "De school wil mee.", "form": str(uuid.uuid4())}
    await act(day, "fiche/1/noteer", **remark)
    assert (
        await act(day, "fiche/1/noteer", **{**said, "form": str(uuid.uuid4())}, proposes="afgerond")
    ).status_code == 409
    await act(day, "noteer", kind="opmerking", text="Volgende keer in de bibliotheek.", form=str(uuid.uuid4()))
    assert "0470" not in (await day.get("/beheer/agenda/1/fiche/1")).text
    for _ in range(2):
        assert (await act(day, f"noot/{said['form']}/actie")).headers["location"].endswith("gedaan=actie")
    assert "besproken, 7 stippen" in (await day.get("/beheer/fiche/1")).text, "what was noted counts as a talk"
    for _ in range(2):
        await act(day, "fiche/1/besproken")
    assert (await act(day, f"noot/{said['form']}/weg")).headers["location"].endswith("blijft")
    await act(day, "fiche/1/stippen", seen="7", to="8")
    fiche = (await day.get("/beheer/fiche/1")).text
    assert fiche.count("besproken op “Signaaldag wonen” van 02/07/2099, 7 stippen") == 1
    assert "besproken, 8 stippen" in fiche
    assert "verbeterde de telling van “Signaaldag wonen” van 02/07/2099: 8 stippen" in fiche
    assert fiche.count("We maken één wachtlijst.") >= 2, "in the journal and among the actions"
    page = (await day.get("/beheer/agenda/1/verslag")).text
    document = Document(io.BytesIO((await day.get("/beheer/agenda/1/verslag.docx")).content))
    written = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for words in (
        "Signaaldag wonen", "8 stippen", "We maken één wachtlijst.", "werd een actie", "De school wil mee.",
        "Voorstel: zet de fiche op", "Volgende keer in de bibliotheek.", "De bus rijdt niet",
    ):  # fmt: skip
        assert words in page, words
        assert words in written, words
    assert "0470" not in page + written + fiche


async def test_a_fiche_is_laid_on_a_table_from_its_own_page(day: httpx.AsyncClient) -> None:
    page = (await day.get("/beheer/fiche/1")).text
    assert "2 juli 2099: Signaaldag wonen" in page
    csrf = field(await day.get("/beheer/agenda/1"), "csrf")
    laid = await day.post("/beheer/fiche/1/op-tafel", data={"csrf": csrf, "moment": "1"})
    assert laid.headers["location"].endswith("/agenda/1?gedaan=erbij#fiche-1")
    assert (await day.post("/beheer/fiche/1/op-tafel", data={"csrf": csrf})).status_code == 422
    asked = await day.get("/beheer/agenda/nieuw?fiche=2")
    assert "Fiche 2: De bus rijdt niet" in asked.text
    when = {"day": "2099-07-03", "starts": "10:00", "ends": "11:00"}
    what = {"kind": "overleg", "title": "Over de bus", "status": "vast", **when}
    planned = {"csrf": csrf, "form": field(asked, "form"), "fiche": field(asked, "fiche"), **what}
    lacking = await day.post("/beheer/agenda/nieuw", data={**planned, "title": ""})
    assert field(lacking, "fiche") == "2"
    for _ in range(2):
        done = await day.post("/beheer/agenda/nieuw", data=planned)
        assert done.headers["location"].endswith("/agenda/2?gedaan=gepland-met#tafel")
    assert 'id="fiche-2"' in (await day.get("/beheer/agenda/2")).text


async def test_a_vote_keeps_what_was_being_typed(day: httpx.AsyncClient) -> None:
    await act(day, "fiches", fiche=["1"])
    typing = {"text_besluit": "Eén wachtlijst", "text_opmerking": "De school", "proposes": "getoetst"}
    forms = {f"form_{kind}": str(uuid.uuid4()) for kind in ("besluit", "opmerking")}
    voted = await act(day, "fiche/1/stippen", seen="0", to="1", **typing, **forms)
    assert voted.status_code == 200
    for words in ("\nEén wachtlijst</textarea>", "\nDe school</textarea>", 'value="getoetst" selected'):
        assert words in voted.text, words
    noted = await act(day, "fiche/1/noteer", kind="besluit", **typing, **forms)
    assert "\nDe school</textarea>" in noted.text, "the other one stays"
    assert "\nEén wachtlijst</textarea>" not in noted.text
    assert '<p class="lines">Eén wachtlijst</p>' in noted.text
    assert (await act(day, "fiche/1/besproken", seen="1")).status_code == 303


async def test_a_closed_or_merged_fiche_takes_no_dots_and_no_decisions(
    context: Context, place: Place, day: httpx.AsyncClient
) -> None:
    await act(day, "fiches", fiche=["1", "2"])
    with context.store.tenant(place.id) as session:
        first, second = session.scalars(select(Fiche).order_by(Fiche.number))
        first.status, first.outcome, first.told = "afgerond", "opgelost", "Het is klaar."
        second.merged_into_id = first.id
    said = {"kind": "besluit", "text_besluit": "Toch nog dit.", "form_besluit": str(uuid.uuid4())}
    for fiche, words in (("1", "Deze fiche is afgerond."), ("2", "Deze fiche is samengevoegd met een andere.")):
        page = await day.get(f"/beheer/agenda/1/fiche/{fiche}")
        assert words in page.text
        assert "Noteer besluit" not in page.text
        for path, fields in (("stippen", {"seen": "0", "to": "1"}), ("noteer", {})):
            refused = await act(day, f"fiche/{fiche}/{path}", **said, **fields)
            assert refused.status_code == 409
            assert "Toch nog dit." in refused.text, "what was typed is not lost"
        assert '<p class="number" aria-live="polite">0</p>' in refused.text
    await plan(day, title="Later")
    for fiche in ("1", "2"):
        csrf = field(await day.get("/beheer/agenda/2"), "csrf")
        refused = await day.post("/beheer/agenda/2/fiches", data={"csrf": csrf, "fiche": fiche})
        assert refused.status_code == 409
