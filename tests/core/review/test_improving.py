"""Whether it got better, asked at the end: by mail, in a chat and on her page; enough of "no" proposes to reopen."""

import re
import uuid
from collections.abc import Generator

import pytest
from sqlalchemy import select

from core.context import Context
from core.feedback.pulse import QUESTIONS
from core.intake.commands import run_command
from core.intake.seat import Met
from core.municipalities import Place
from core.review.decision import BUNDLED, Decision
from core.review.reopening import list_unimproved
from core.store.tables import Contact, Fiche, Improvement, Journal, Pulse, Reporter, Signal, Told
from tests.admin.panel import browse_as, field, make_panel, tell
from tests.core.people.staffing import Person, hire
from tests.core.review.test_closing import as_owner, bundle, close, go, update
from tests.digests import give_digest, make_digest
from tests.mail.room.posting import Post, body_of, open_post
from tests.mail.room.test_digest_mail import writing
from tests.web.visiting import hidden, hold, submit, visit


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


@pytest.fixture
def processor(context: Context, place: Place) -> Person:
    return hire(context, place)


@pytest.fixture
def closed(context: Context, place: Place, post: Post, processor: Person) -> list[str]:
    """Fiche 1 of three reporters, closed; gives the links of each of their letters (yes, a little, no)."""
    signals = [tell(context, place) for _ in range(3)]
    bundle(context, processor, signals[0], Decision(BUNDLED, title="Wachten op een woning"))
    for signal_id in signals[1:]:
        bundle(context, processor, signal_id, Decision(BUNDLED, fiche=1))
    with as_owner(context.store.url) as session:
        session.execute(update(Fiche).values(status="in-actie", puller="Huis van het Kind"))
        session.execute(update(Told).values(state="withdrawn"))
    close(context, processor)
    go(post)
    letters = [*post.letters(), *post.letters(), *post.letters()]
    assert go(post) == 1
    return [body_of(letter) for letter in letters]


def links(letter: str) -> list[str]:
    return re.findall(r"http://127\.0\.0\.1:1(/lommerbeek/beter/\S+)", letter)


def answers(context: Context, place: Place) -> list[str]:
    with context.store.tenant(place.id) as session:
        return list(session.scalars(select(Improvement.answer).order_by(Improvement.id)))


def proposed(context: Context, processor: Person) -> list[int]:
    with context.store.tenant(processor.place.id) as session:
        return [one.nos for one in list_unimproved(session, processor.present())]


async def test_by_mail_with_one_tap_and_two_times_no_proposes_to_reopen(
    context: Context, place: Place, processor: Person, closed: list[str]
) -> None:
    assert len(closed) == 3
    assert all("Zie je verbetering?" in letter for letter in closed)
    yes, little, no = links(closed[0])
    assert proposed(context, processor) == []
    async with visit(context) as client:
        page = await client.get(no)
        assert page.text.count("<button") == 1
        assert answers(context, place) == [], "looking says nothing"
        for link in (yes, no, little, no, no):
            assert (await client.post(link)).status_code == 200
        assert answers(context, place) == ["nee"], "the last answer counts"
        assert proposed(context, processor) == [], "one of three is not enough"
        assert (await client.post(no.replace("/nee/", "/ja/"))).status_code == 404
        assert (await client.post(links(closed[1])[2])).status_code == 200
    assert proposed(context, processor) == [2]
    with context.store.tenant(place.id) as session:
        said = session.execute(select(Journal.actor, Journal.details).where(Journal.what == "improve.said")).all()
    assert {row.actor for row in said} == {"reporter"}
    assert [row.details for row in said] == [{"answer": each} for each in ("ja", "nee", "beetje", "nee", "nee")]
    async with browse_as(make_panel(context), context, processor) as browser:
        for path in ("/beheer/fiche/1", "/beheer/vandaag"):
            page = await browser.get(path)
            assert "2 signaalgevers zien geen verbetering." in page.text, path
        page = await browser.get("/beheer/fiche/1")
        assert "antwoordde op “Zie je verbetering?”: nee" in page.text
        sent = {"csrf": field(page, "csrf"), "version": re.findall(r'name="version" value="(\d+)"', page.text)[0]}
        page = await browser.post("/beheer/fiche/1/heropen", data=sent, follow_redirects=True)
        assert page.status_code == 200
        assert "zien geen verbetering.</strong>" not in page.text
    with as_owner(context.store.url) as session:
        assert session.scalars(select(Fiche.status)).one() == "in-actie", "a person decided"
    assert proposed(context, processor) == []


async def test_the_only_one_who_was_told_is_enough_and_a_setting_says_how_many(
    context: Context, place: Place, processor: Person, closed: list[str]
) -> None:
    async with visit(context) as client:
        await client.post(links(closed[0])[2])
    with as_owner(context.store.url) as session:
        rows = session.scalars(select(Told).where(Told.state != "withdrawn").order_by(Told.id)).all()
        for told in rows[1:]:
            told.state = "cannot"
    assert proposed(context, processor) == [1]


def test_in_a_chat_with_a_button(context: Context, place: Place, closed: list[str]) -> None:
    assert closed
    with context.store.tenant(place.id) as session:
        told = session.scalars(select(Told).where(Told.state == "sent").order_by(Told.id)).first()
        assert told is not None
        reporter = session.get_one(Reporter, told.reporter_id)
        contact = session.scalars(select(Contact).where(Contact.reporter_id == reporter.id)).one()
        met = Met(place, contact, reporter, (), first_time=False)
        for command, known in (
            (f"beter-beetje-{told.id}", True),
            (f"beter-misschien-{told.id}", False),
            (f"beter-ja-{told.id + 1}", False),  # somebody else's
            ("beter-ja-", False),
            ("beter-ja-99999999999999", False),
        ):
            (said,) = run_command(session, context, met, command, "").notices
            assert said.key == ("improve.thanks" if known else "letters.useful-gone"), command
    assert answers(context, place) == ["beetje"]


async def test_the_yearly_questions_are_kept_without_a_way_back(context: Context, place: Place, post: Post) -> None:
    tell(context, place)
    give_digest(writing(post), make_digest(1, kind="jaar"))
    (link,) = re.findall(r"http://127\.0\.0\.1:1(/lommerbeek/peiling/\S+)", body_of(post.letter()))
    async with visit(context) as client:
        page = await client.get(link)
        assert page.text.count('type="radio"') == 15
        page = await client.post(link, data={**hidden(page), "erkend": "4", "gebruikt": "9"})
        assert page.status_code == 422
        full = dict.fromkeys(QUESTIONS, "4")
        assert "Bedankt" in (await client.post(link, data=full)).text
        assert "Bedankt" in (await client.post(link, data={**full, "erkend": "1"})).text
        assert (await client.post(f"{link}a", data=full)).status_code == 404
        assert (await client.get(link[:-1])).status_code == 404
    with context.store.tenant(place.id) as session:
        (row,) = session.scalars(select(Pulse))
        assert row.answers == dict.fromkeys(QUESTIONS, 4), "once a year"
        assert row.answered_on.day == 1
        reporters = [reporter.id for reporter in session.scalars(select(Reporter))]
        assert not any(reporter.bytes in row.asked or reporter.hex in link for reporter in reporters)


def test_no_number_leads_to_another(context: Context) -> None:
    from core.errors import NotFound
    from core.feedback.signed import read_signed, sign

    body = uuid.uuid4().bytes
    token = sign(context.keys, "one", body)
    assert read_signed(context.keys, "one", token) == body
    for purpose, wrong in (("two", token), ("one", token.upper()), ("one", ""), ("one", "ö" * 40), ("one", token * 9)):
        with pytest.raises(NotFound):
            read_signed(context.keys, purpose, wrong)


async def test_on_her_own_page_also_for_who_left_no_address(context: Context, place: Place, processor: Person) -> None:
    async with visit(context) as client:
        page = await hold(client, place.slug)
        (link,) = set(re.findall(r"/mijn/[A-Za-z0-9_-]{20,}", page.text.replace("/qr.svg", "")))
        with context.store.tenant(place.id) as session:
            signal_id = session.scalars(select(Signal.id)).one()
        bundle(context, processor, signal_id, Decision(BUNDLED, title="Wachten op een woning"))
        with as_owner(context.store.url) as session:
            session.execute(update(Fiche).values(status="in-actie", puller="Huis van het Kind"))
        page = await submit(client, await client.get(link))
        assert "Zie je verbetering?" not in page.text
        close(context, processor)
        page = await client.get("/mijn")
        assert "Zie je verbetering?" in page.text
        key = re.search(r'action="/mijn/beter/1">\s*<input type="hidden" name="sleutel" value="([^"]+)"', page.text)
        assert key
        assert (await client.post("/mijn/beter/1", data={"sleutel": "x", "antwoord": "ja"})).status_code == 403
        page = await client.post("/mijn/beter/1", data={"sleutel": key[1], "antwoord": "beetje"})
        assert "Je antwoordde: Een beetje" in page.text
    assert answers(context, place) == ["beetje"]
