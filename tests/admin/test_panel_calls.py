"""Targeted calls: made and shared; who comes with a code reads its text first, and her signal is marked with it."""

import re
from collections.abc import Generator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import select, update

from core.context import Context
from core.insight.facts_kept import read_sent
from core.intake.calls import new_code, read_code, read_subject, today
from core.municipalities import Place
from core.review.told import said
from core.store.tables import Signal, TargetedCall
from tests.admin.panel import browse_as, field, make_panel
from tests.core.intake.chat_room import Chat
from tests.core.people.staffing import hire
from tests.mail.room.posting import STORY, Post, body_of, open_post
from tests.web.visiting import STORY as TOLD
from tests.web.visiting import submit, visit

PAGE = "/beheer/oproepen"
TEXT = "Wachten mensen bij jullie op een sociale woning?"


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


async def make(client: httpx.AsyncClient, **changed: str) -> httpx.Response:
    """Make a call by the form."""
    page = await client.get(PAGE)
    until = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    call = {"title": "Wachten op een woning", "text": TEXT, "theme": "wonen"}
    call |= {"opens_on": today(datetime.now(UTC)).isoformat(), "until": until}
    sent = {"csrf": field(page, "csrf"), **call, **changed}
    return await client.post(PAGE, data=sent, follow_redirects=True)


async def called(context: Context, place: Place) -> str:
    """Make a call, and give its code."""
    async with browse_as(make_panel(context), context, hire(context, place, "coordinator")) as client:
        page = await make(client)
        found = re.search(r"/oproep/([A-Z0-9]{8})", page.text)
        assert found, page.text
        return found[1]


def signals(context: Context, place: Place) -> list[Signal]:
    with context.store.tenant(place.id) as session:
        return list(session.scalars(select(Signal).order_by(Signal.number)))


def end(context: Context, place: Place) -> None:
    """Let every call be over."""
    with context.store.tenant(place.id) as session:
        session.execute(update(TargetedCall).values(closed_at=datetime.now(UTC)))


def test_a_code_is_read_as_it_is_typed() -> None:
    code = new_code()
    assert read_code(code) == code
    assert read_code(f" {code[:4].lower()}-{code[4:]} ") == code
    assert read_code("lommerbeek") == read_code("") == read_code("<script>") == ""
    assert read_subject(f"Re: oproep {code[:4]}-{code[4:].lower()}: wonen") == code
    assert read_subject("Oproep voor vrijwilligers") == ""


async def test_a_call_is_made_once_shared_counted_and_closed(context: Context, place: Place) -> None:
    async with browse_as(make_panel(context), context, hire(context, place, "coordinator")) as client:
        wrong = await make(client, title="", theme="niets", until="2020-01-01")
        assert wrong.status_code == 422
        for words in ("Geef een titel", "Kies een thema", "Kies een laatste dag"):
            assert words in wrong.text, words
        assert TEXT in wrong.text
        page = await make(client)
        again = await make(client)
        assert str(page.url) == str(again.url), "the same form twice makes one call"
        assert '<img src="data:image/svg+xml' in page.text
        assert "Oproep%20" in page.text
        async with visit(context) as reporter:
            found = re.search(r"/oproep/([A-Z0-9]{8})", page.text)
            assert found
            form = await reporter.get(f"/{place.slug}/oproep/{found[1]}")
            assert form.text.index(TEXT) < form.text.index("<h1")
            form = await submit(reporter, form, sector="ocmw", actie="verder")
            assert TEXT not in form.text
            form = await submit(reporter, form, organisation="", actie="overslaan")
            form = await submit(reporter, form, description=TOLD, actie="verder")
            form = await submit(reporter, form, breadth="enkele", actie="nu")
            await submit(reporter, form, actie="verstuur")
        (signal,) = signals(context, place)
        assert (signal.themes, signal.labelled_at) == (["wonen"], None)
        assert "1 signaal" in (await client.get(PAGE)).text
        with context.store.tenant(place.id) as session:
            sent = read_sent(session, datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
            assert sent.count("theme") == {"": 1}, "a hint that nobody told or confirmed"
            assert said(session, session.get_one(Signal, signal.id))["themes"] == []
        counted = re.search(r'href="(/beheer\?oproep=[^"]+)"', (await client.get(str(page.url))).text)
        assert counted
        assert str(signal.id) in (await client.get(counted[1].replace("&amp;", "&"))).text
        assert str(signal.id) not in (await client.get("/beheer?oproep=BBBBBBBB&status=alle")).text
        shown = await client.get(f"/beheer/signaal/{signal.id}")
        assert "Via de oproep" in shown.text
        assert "Wachten op een woning" in shown.text
        address = str(page.url).split("?")[0]
        closed = await client.post(f"{address}/sluit", data={"csrf": field(page, "csrf")}, follow_redirects=True)
        assert "De oproep is gesloten" in closed.text
        assert "/sluit" not in closed.text


async def test_a_call_in_chat_by_its_code_and_over_in_friendly_words(context: Context, place: Place) -> None:
    code = await called(context, place)
    chat = Chat(context, "called")
    said = chat.say(command="start", argument=code)
    assert said.index(TEXT) < said.index("In welke sector")
    for line in ("1", "overslaan", TOLD, "enkele", "verstuur nu", "verstuur"):
        chat.say(text=line)
    # Begun without it, nothing told yet: then the call is what this is about.
    later = Chat(context, "later")
    later.say(command="start")
    assert TEXT in later.say(command="start", argument=code.lower())
    later.say(text="1")
    later.say(text="overslaan")
    later.say(text=TOLD)
    assert "nog bezig met een ander signaal" in later.say(command="start", argument=code)
    end(context, place)
    over = Chat(context, "over").say(command="start", argument=code)
    assert "is afgelopen" in over
    assert "In welke sector" in over
    async with visit(context) as reporter:
        form = await reporter.get(f"/{place.slug}/signaal/heel?oproep={code}")
        assert "Deze oproep is afgelopen" in form.text
        answers = {"description": TOLD, "breadth": "enkele", "feedback": "nee"}
        await submit(reporter, await submit(reporter, form, **answers), actie="verstuur")
        form = await reporter.get(f"/{place.slug}/signaal?oproep=ONZIN<b>")
        assert (form.status_code, "oproep" in form.text) == (200, False)
    assert [signal.call_id is not None for signal in signals(context, place)] == [True, False]


async def test_a_call_in_the_subject_of_a_mail(context: Context, place: Place, post: Post) -> None:
    code = await called(context, place)
    post.say(STORY, subject=f"Oproep {code}")
    assert "hoort bij de oproep «Wachten op een woning»" in body_of(post.letter())
    (signal,) = signals(context, place)
    assert signal.call_id is not None
    assert signal.themes == ["wonen"]
    assert code not in signal.text


async def test_the_code_of_another_municipality_leads_nowhere_here(
    context: Context, place: Place, other_place: Place
) -> None:
    code = await called(context, other_place)
    async with visit(context) as reporter:
        assert TEXT not in (await reporter.get(f"/{place.slug}/signaal?oproep={code}")).text
    # In a chat the code says whose it is.
    assert TEXT in Chat(context, "elsewhere").say(command="start", argument=code)
