"""Cijfers in a browser: nothing yet, figures with their n and definition, few hidden, files, and who sees what."""

import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import event, select, update
from starlette.types import ASGIApp

from core.context import Context
from core.insight.facts import Rated
from core.insight.facts_kept import read_facts
from core.insight.figures import Question, read_figures
from core.insight.quarters import quarter_of
from core.insight.sents import NEVER
from core.municipalities import Place
from core.store.tables import DigestSent, Door, Fiche, Journal, Letter, Reporter, Signal
from tests.admin.panel import browse_as, field
from tests.core.insight.seeding import sow
from tests.core.people.staffing import Person, hire

ALL = [str(number) for number in range(1, 20)]


def many(context: Context, place: Place, number: int, themes: tuple[str, ...] = ("wonen",)) -> None:
    """Signals of as many reporters, of three organisations."""
    for one in range(number):
        sow(context, place, f"Verhaal {one} over wachten.", f"Huis {one % 3}", themes=list(themes))


def cards(page: str) -> dict[str, str]:
    """The cards of a page by number, without markup."""
    found = re.findall(r'<article class="card" aria-labelledby="cijfer-(\d+)">(.*?)</article>', page, re.DOTALL)
    return {number: " ".join(re.sub(r"<[^>]+>", " ", body).split()) for number, body in found}


async def test_without_signals_every_indicator_says_that_there_is_nothing_yet(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/beheer/cijfers")
    assert answer.status_code == 200
    shown = cards(answer.text)
    assert list(shown) == ALL
    assert "Nog geen gegevens: er kwamen in deze periode geen signalen binnen." in answer.text
    assert "Vindt het nuttig Nog geen gegevens in deze periode." in shown["19"]
    assert all("Wat betekent dit?" in card for card in shown.values())


async def test_figures_have_their_n_a_drawing_and_a_table_and_few_are_hidden(
    context: Context, place: Place, other_place: Place, browser: httpx.AsyncClient
) -> None:
    many(context, place, 12)
    many(context, place, 3, ("werk",))
    many(context, other_place, 7)
    page = (await browser.get("/beheer/cijfers")).text
    shown = cards(page)
    assert "Beslist 0 % berekend op 15" in shown["1"]
    assert "meer dan de helft wacht nog" in shown["1"]
    assert "op 6 berekend op 15" in shown["8"]
    assert '<svg class="bars" viewBox="0 0 320 140" role="img" aria-labelledby="tekening-8 uitleg-8">' in page
    assert "<title id=" in page
    assert "<desc id=" in page
    table = page[page.index('<table class="counts">') :]
    assert "Wonen en dakloosheid" in table
    assert "<td>12</td>" not in table, "beside the total it would tell of the other theme"
    assert "verborgen" in table
    assert len(page.encode()) < 150_000
    narrowed = cards((await browser.get("/beheer/cijfers?alleen=thema:werk")).text)
    assert "Te weinig om te tonen." in narrowed["1"]
    assert "berekend op" not in narrowed["1"]


async def test_files_hold_what_the_page_shows_and_no_formula(
    context: Context, place: Place, browser: httpx.AsyncClient
) -> None:
    many(context, place, 6)
    text = (await browser.get("/beheer/cijfers.csv?periode=12m")).content.decode("utf-8-sig")
    assert "8;Diepte;Punten per signaal (gemiddeld);12m;" in text
    assert ";'−" not in text
    workbook = await browser.get("/beheer/cijfers.xlsx?periode=12m")
    assert workbook.headers["content-disposition"] == f'attachment; filename="cijfers-{place.slug}-12m.xlsx"'
    with zipfile.ZipFile(io.BytesIO(workbook.content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert "Diepte" in parts.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet


async def test_who_reads_no_signals_sees_what_is_over_and_nothing_narrowed(
    context: Context, place: Place, panel: ASGIApp
) -> None:
    many(context, place, 6)
    person = hire(context, place, "beleidsmaker", "schepen@example.org")
    async with browse_as(panel, context, person) as browser:
        assert "zodra het eerste kwartaal voorbij is" in (await browser.get("/beheer/cijfers")).text
        with context.store.tenant(place.id) as session:
            session.execute(update(Signal).values(received_at=context.clock() - timedelta(days=200)))
        page = (await browser.get("/beheer/cijfers?alleen=thema:wonen")).text
    assert list(cards(page)) == ALL
    assert "Laatste 12 maanden" not in page
    assert "Toon alleen" not in page
    assert "Wonen en dakloosheid" not in page


def test_what_readers_say_of_digests_and_what_came_back_from_above_are_read(context: Context, place: Place) -> None:
    here: dict[str, Any] = {"municipality_id": place.id}
    now = context.clock()
    with context.store.tenant(place.id) as session:
        door = session.scalars(select(Door.id).where(Door.kind == "mail")).one()
        for useful, state in (("ja", "sent"), ("nee", "sent"), (None, "sent"), (None, "failed"), ("ja", "dropped")):
            reporter = Reporter(**here)
            letter = Letter(**here, door_id=door, kind="digest", state=state, lookup=b"", body=None)
            session.add_all([reporter, letter])
            session.flush()
            session.add(DigestSent(**here, reporter_id=reporter.id, letter_id=letter.id, useful=useful))
        fiches = [Fiche(**here, number=number, title="Wonen") for number in (1, 2)]
        session.add_all(fiches)
        session.flush()
        for fiche, last in zip(fiches, ("bovenlokaal", "in-actie"), strict=True):
            for was, to in (("geprioriteerd", "bovenlokaal"), (last, "afgerond")):
                details = {"from": was, "to": to}
                session.add(Journal(**here, fiche_id=fiche.id, what="moved", actor="staff", details=details))
        session.flush()
        facts = read_facts(session, now - timedelta(days=1), now + timedelta(days=1))
    assert facts.rated == [Rated(quarter_of(now).place, 4, 2, 1)]
    assert sorted((facts.followed.closed_above_at != NEVER).tolist()) == [False, True]
    assert (facts.followed.above_at != NEVER).all()


def test_figures_take_as_many_queries_however_many_signals(context: Context, place: Place, processor: Person) -> None:
    def look() -> int:
        seen: list[str] = []
        with context.store.tenant(place.id) as session:
            event.listen(session.connection(), "before_cursor_execute", lambda *given: seen.append(str(given[2])))
            read_figures(session, processor.present(), Question(), context.clock())
        return len(seen)

    many(context, place, 1)
    assert (look(), look()) == (18, 8), "what moved is packed once"
    many(context, place, 29)
    assert (look(), look()) == (18, 8)


async def test_a_coordinator_releases_a_quarter_on_the_yearly_page(
    context: Context, place: Place, lead: httpx.AsyncClient, browser: httpx.AsyncClient
) -> None:
    many(context, place, 24)
    many(context, place, 12, ("werk",))
    quarter = quarter_of(context.clock()).later(-1)
    with context.store.tenant(place.id) as session:
        session.execute(update(Signal).values(received_at=quarter.begin))
    address = f"/beheer/cijfers/jaar/{quarter.year}"
    assert "Geef Kwartaal" not in (await browser.get(address)).text
    csrf = field(await lead.get(address), "csrf")
    for number in range(1, quarter.number + 1):
        foreseen = (await lead.get(address)).text
        assert f'value="{quarter.year}-k{number}"' in foreseen
        seen = "Er kwamen geen signalen" if number < quarter.number else "Het aantal signalen wordt zichtbaar: 36."
        assert seen in foreseen
        released = {"csrf": csrf, "kwartaal": f"{quarter.year}-k{number}"}
        assert (await lead.post("/beheer/cijfers/vrijgeven", data=released)).status_code == 303
    page = (await browser.get(address)).text
    assert "<td>24</td>" in page
    assert "Deze aantallen zijn vrijgegeven" in page
    assert all(f"{number}. " in page for number in ALL)
    assert len(page.encode()) < 150_000
    for wrong in ("1999", "20x6", "3000"):
        assert (await browser.get(f"/beheer/cijfers/jaar/{wrong}")).status_code == 404
    again = {"csrf": csrf, "kwartaal": "2026-k9"}
    assert (await lead.post("/beheer/cijfers/vrijgeven", data=again)).status_code == 404
