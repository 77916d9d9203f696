"""The way of one's signals on one's own page: what happened, what was told when, nothing of others; words added."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from core.context import Context
from core.feedback.way_reading import read_ways
from core.municipalities import Place
from core.review.decide import decide_signal
from core.review.decision import BUNDLED, NO_SIGNAL, Decision, read_standing
from core.review.fiche_moves import Move
from core.review.fiches import move_fiche
from core.review.reading import open_signal
from core.store.tables import Fiche, FicheSignal, Journal, Remark, Reporter, Signal
from tests.contract.filling import as_owner
from tests.core.people.staffing import Person, hire
from tests.core.review.test_fiches import TODAY
from tests.mail.room.posting import body_of, open_post
from tests.told import hand_over
from tests.web.test_web_mine import enter
from tests.web.visiting import STORY, hidden, submit, visit

OTHER = "In Molenkerke rijdt na zes uur geen bus meer naar het ziekenhuis, zeggen meerdere mensen elke week."
SAID = "Er is een lijst van vrije woningen."
PHONE = "0471 23 45 67"


@pytest.fixture
def processor(context: Context, place: Place) -> Person:
    return hire(context, place)


@pytest.fixture
def later(context: Context) -> Context:
    """The same installation, when what was done cannot be undone any more."""
    return replace(context, clock=lambda: datetime.now(UTC) + timedelta(minutes=20))


async def tell(client: httpx.AsyncClient, place: Place, story: str, address: str) -> httpx.Response:
    page = await client.get(f"/{place.slug}/signaal/heel")
    page = await submit(client, page, description=story, breadth="enkele", feedback="email", address=address)
    return await submit(client, page, actie="verstuur")


def numbers(context: Context, place: Place) -> list[uuid.UUID]:
    with context.store.tenant(place.id) as session:
        return list(session.scalars(select(Signal.id).order_by(Signal.number)))


def decide(context: Context, person: Person, signal_id: uuid.UUID, decision: Decision) -> None:
    with context.store.tenant(person.place.id) as session:
        open_signal(session, person.present(), signal_id)
        decide_signal(session, person.present(), signal_id, decision, read_standing(session, signal_id).stand)


def close(context: Context, person: Person) -> None:
    """Close fiche 1, told to everybody."""
    with as_owner(context.store.url) as session:
        session.execute(update(Fiche).values(status="in-actie"))
    with context.store.tenant(person.place.id) as session:
        version = session.scalars(select(Fiche.version)).one()
        move_fiche(session, person.present(), 1, Move("afgerond", outcome="verbeterd", told=SAID), version, TODAY)
    hand_over(context, person.place)
    hand_over(context, person.place)


async def test_the_way_tells_what_happened_and_when_one_was_told(
    context: Context, later: Context, place: Place, processor: Person
) -> None:
    async with visit(context) as client, visit(context) as other:
        thanks = await tell(client, place, STORY, "an@example.org")
        await tell(other, place, OTHER, "bert@example.org")
        mine, hers = numbers(context, place)
        decide(context, processor, mine, Decision(BUNDLED, title="Te weinig woningen", message="Dank je, An."))
        decide(context, processor, hers, Decision(BUNDLED, fiche=1))
        early = await enter(client, thanks)
        assert "Te weinig woningen" not in early.text, "it can still be undone"
        assert "Een medewerker las je signaal." in early.text
        hand_over(later, place)
        hand_over(later, place)
        close(later, processor)
        async with visit(later) as browser:
            browser.cookies = client.cookies
            page = (await browser.get("/mijn")).text
        said = (
            "We kregen je signaal",
            "las je signaal",
            "zit nu in fiche",
            "Dat mailden we je op",
            "het is verbeterd",
            SAID,
        )
        places = [page.index(words, page.index("Wat is er gebeurd?")) for words in said]
        assert places == sorted(places), page
        assert "Nog andere collega" in page
        assert not any(word in page for word in (OTHER, "bert@", processor.email, "Molenkerke"))
    with open_post(later, place) as post:
        post.say("status", sender="an@example.org", message_id="<s.1@example.org>")
        assert "zit in fiche «Te weinig woningen». Dit is afgerond: het is verbeterd." in body_of(post.letter())


async def test_words_are_added_screened_once_and_only_where_they_can_be(
    context: Context, place: Place, processor: Person
) -> None:
    async with visit(context) as client, visit(context) as other:
        await tell(other, place, OTHER, "bert@example.org")
        await enter(client, await tell(client, place, STORY, "an@example.org"))
        assert (await client.get("/mijn/aanvullen/1")).status_code == 404, "somebody else's"
        page = await client.get("/mijn/aanvullen/2")
        assert (await submit(client, page, tekst=" ")).status_code == 422
        assert (await client.post("/mijn/aanvullen/2", data={"tekst": "Nog iets.", "sleutel": "x"})).status_code == 403
        more = f"Het zijn er nu tien. Bel {PHONE}."
        await submit(client, page, tekst=more)
        done = await submit(client, page, tekst=more)
        assert "staat nu bij signaal 2" in done.text
        with context.store.tenant(place.id) as session:
            text = session.scalars(select(Signal.text).where(Signal.number == 2)).one()
            assert text.count("Het zijn er nu tien.") == 1
            assert PHONE not in text
            assert session.scalars(select(Journal.what).where(Journal.what == "added")).all() == ["added"]
            assert session.scalars(select(Remark.text)).all() == []
        danger = await submit(client, await client.get("/mijn/aanvullen/2"), tekst="Ze wil zichzelf doden, nu meteen.")
        assert "112" in danger.text
        decide(context, processor, numbers(context, place)[1], Decision(NO_SIGNAL, reason="te-vaag"))
        page = await client.get("/mijn/aanvullen/2")
        assert "als vraag naar een medewerker" in page.text
        asked = await submit(client, page, tekst=f"Waarom niet? {PHONE}")
        assert "antwoordt je als dat nodig is" in asked.text
        with context.store.tenant(place.id) as session:
            remark = session.scalars(select(Remark)).one()
            assert remark.text.startswith("Over signaal 2: Waarom niet?")
            assert PHONE not in remark.text


async def test_nothing_is_added_to_what_was_withdrawn(context: Context, place: Place) -> None:
    async with visit(context) as client:
        await enter(client, await tell(client, place, STORY, "an@example.org"))
        page = await client.get("/mijn/aanvullen/1")
        await submit(client, await client.get("/mijn/intrekken/1"))
        assert (await client.get("/mijn/aanvullen/1")).status_code == 404
        assert (await client.post("/mijn/aanvullen/1", data={**hidden(page), "tekst": "Toch nog."})).status_code == 404
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(Signal.text)).all() == [""]


def _carry(session: Session, place: Place, reporter: Reporter, number: int) -> None:
    signal = Signal(
        municipality_id=place.id, number=number, conversation_id=uuid.uuid4(), reporter_id=reporter.id, channel="web",
        started_at=datetime.now(UTC), text=STORY, status="gebundeld",
    )  # fmt: skip
    fiche = Fiche(municipality_id=place.id, number=number, title=f"Wonen {number}", themes=["wonen"])
    session.add_all((signal, fiche))
    session.flush()
    session.add(FicheSignal(municipality_id=place.id, fiche_id=fiche.id, signal_id=signal.id))


@pytest.mark.parametrize("count", [1, 30])
def test_as_many_queries_whatever_the_number_of_signals(context: Context, place: Place, count: int) -> None:
    with context.store.tenant(place.id) as session:
        reporter = Reporter(municipality_id=place.id)
        session.add(reporter)
        session.flush()
        for number in range(1, count + 1):
            _carry(session, place, reporter, number)
        session.flush()
        asked: list[str] = []
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
        ways = read_ways(session, place, reporter.id, datetime.now(UTC) + timedelta(hours=1))
    assert len(ways) == count
    assert all(way.stands for way in ways)
    assert len(asked) == 10
