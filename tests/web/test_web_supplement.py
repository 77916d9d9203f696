"""The page that a letter leads to: open questions answered on one page, screened, counted once, and never elsewhere."""

import re
from collections.abc import Generator

import httpx
import pytest
from sqlalchemy import func, select, update

from core.context import Context
from core.municipalities import Place
from core.privacy.erase import withdraw
from core.store.tables import Contact, Conversation, Intake, Journal, Letter, Reporter, Signal
from tests.mail.room.posting import STORY, Post, body_of, open_post, reply_to
from tests.web.visiting import action, hidden, submit, visit


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


def link_in(post: Post) -> str:
    """Post a mail, and give the path of the page in the letter that answers it."""
    post.say(STORY)
    found = re.search(r"http://127\.0\.0\.1:1(/\S+/signaal/[a-z2-7]{20})\b", body_of(post.letter()))
    assert found
    return found[1]


def stored(post: Post) -> Signal:
    (signal,) = post.signals()
    return signal


async def test_link_in_a_letter_leads_to_the_open_questions(post: Post, context: Context) -> None:
    link = link_in(post)
    async with visit(context) as client:
        page = await client.get(link)
        assert page.status_code == 200
        assert "Vul je signaal 1 aan" in page.text
        assert "betaalbare" not in page.text  # who has the link only answers
        for name in ("breadth", "trend", "kinds", "impact", "suggestion", "sector", "organisation"):
            assert f'name="{name}"' in page.text, name
        for name in ("description", "feedback", "address"):
            assert f'name="{name}"' not in page.text, name
        page = await submit(client, page, breadth="veel", trend="erger", kinds=["tekort"], sector="caw")
        assert "We vulden je signaal aan" in page.text
        assert "/mijn/" not in page.text
        assert "verborgen" not in page.url.query.decode()
        page = await client.get(link)
        assert 'name="breadth"' not in page.text
        assert "Merken andere organisaties dit ook?" in page.text
    signal = stored(post)
    assert (signal.breadth, signal.trend, signal.kinds, signal.sector) == ("veel", "erger", ["tekort"], "caw")
    with context.store.tenant(post.place.id) as session:
        assert session.scalars(select(Reporter.sector)).one() == "caw"
        assert session.scalar(select(func.count()).select_from(Contact)) == 1
        assert session.scalars(select(Intake.outcome).order_by(Intake.id)).all() == ["signal", "answer"]
        assert not session.scalars(select(Letter).where(Letter.state == "queued")).all()


async def test_personal_data_is_hidden_and_counted_and_danger_is_answered(post: Post, context: Context) -> None:
    link = link_in(post)
    told = "Bel An Peeters op 0471 23 45 67, er is geweld in dat gezin en ze vluchten."
    async with visit(context) as client:
        page = await submit(client, await client.get(link), impact=told)
    signal = stored(post)
    assert "0471" not in str(signal.impact)
    assert "Peeters" not in str(signal.impact)
    assert "We verborgen 2 stukjes tekst" in page.text
    assert "1712" in page.text
    assert "danger" in signal.flags
    assert "0471" not in str(page.url)


async def test_the_same_form_twice_counts_once(post: Post, context: Context) -> None:
    link = link_in(post)
    async with visit(context) as client:
        page = await client.get(link)
        fields = {**hidden(page), "impact": "Kinderen slapen slecht."}
        for _ in range(2):
            done = await client.post(action(page), data=fields)
            assert "We vulden je signaal aan" in done.text
    assert stored(post).impact == "Kinderen slapen slecht."
    with context.store.tenant(post.place.id) as session:
        assert session.scalars(select(Intake.repeats).order_by(Intake.id)).all() == [0, 1]
        assert [entry.what for entry in session.scalars(select(Journal).order_by(Journal.id))] == [
            "received", "supplemented",
        ]  # fmt: skip


async def test_second_page_that_was_open_loses_no_words(post: Post, context: Context) -> None:
    link = link_in(post)
    async with visit(context) as client:
        first, second = await client.get(link), await client.get(link)
        await submit(client, first, impact="Kinderen slapen slecht.")
        await submit(client, second, impact="Ouders melden zich ziek.")
    assert stored(post).impact == "Kinderen slapen slecht.\n\nOuders melden zich ziek."


async def test_nothing_or_too_much_is_said_at_the_field(post: Post, context: Context) -> None:
    link = link_in(post)
    async with visit(context) as client:
        page = await submit(client, await client.get(link))
        assert page.status_code == 422
        assert "Vul minstens één antwoord in." in page.text
        page = await submit(
            client, page, impact="Te lang. " * 60, trend="erger", kinds=["tekort", "drempel", "regelgeving"]
        )
        assert page.status_code == 422
        for name in ("impact", "kinds"):
            assert f'href="#{name}"' in page.text, name
        assert "Te lang. Te lang." in page.text
        assert re.search(r'value="erger"[^>]*checked', page.text)
    assert stored(post).trend is None


async def test_i_do_not_know_is_an_answer_and_no_letter_asks_it_again(post: Post, context: Context) -> None:
    post.say(STORY)
    letter = post.letter()
    link = "/".join(re.findall(r"http://127\.0\.0\.1:1/(\S+)/signaal/([a-z2-7]{20})", body_of(letter))[0])
    async with visit(context) as client:
        path = "/{}/signaal/{}".format(*link.split("/"))
        await submit(client, await client.get(path), breadth="onbekend", suggestion="Meer sociale woningen.")
        assert 'name="breadth"' not in (await client.get(path)).text
    post.say("2. erger", to=reply_to(letter))
    asked = body_of(post.letter())
    assert "Bij hoeveel mensen" not in asked
    assert "oplossing" not in asked.split("Wie ")[0] or stored(post).suggestion == "Meer sociale woningen."


@pytest.mark.parametrize("state", ["stop", "withdrawn", "forgotten"])
async def test_nothing_to_ask_is_the_thanks_page(post: Post, context: Context, state: str) -> None:
    link = link_in(post)
    async with visit(context) as client:
        page = await client.get(link)
        with context.store.tenant(post.place.id) as session:
            if state == "stop":
                session.execute(update(Conversation).values(asks=False))
            elif state == "withdrawn":
                withdraw(session, session.scalars(select(Signal)).one())
            else:
                session.execute(update(Conversation).values(contact_id=None))
        shown = await client.get(link)
        assert "Bedankt! Je signaal is verstuurd." in shown.text
        assert "/mijn/" not in shown.text
        late = await submit(client, page, impact="Nog dit.")
        # What is not taken any more is given back.
        assert (late.status_code, "Nog dit." in late.text) == ((200, False) if state == "stop" else (410, True))
    # Who asked for no more questions may still answer those that she has before her.
    assert stored(post).impact == ("Nog dit." if state == "stop" else None)
    with context.store.tenant(post.place.id) as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == 1


async def test_everything_answered_ends_the_asking(post: Post, context: Context) -> None:
    link = link_in(post)
    given: dict[str, object] = {"breadth": "enkele", "trend": "erger", "kinds": ["tekort"], "impact": "Veel stress."}
    given |= {"suggestion": "Meer woningen.", "sector": "caw", "organisation": "De Regenboog"}
    async with visit(context) as client:
        page = await client.get(link)
        page = await submit(client, page, **given)
        assert "Beantwoord de andere vragen" not in page.text
        assert "Je signaal is verstuurd" in (await client.get(link)).text
    assert [thread.asks for thread in post.threads()] == [False]


async def test_unknown_links_and_those_of_other_municipalities_are_not_found(
    post: Post, context: Context, other_place: Place
) -> None:
    link = link_in(post)
    token = link.rpartition("/")[2]
    async with visit(context) as client:
        own = await client.get(link)
        for path in (
            f"/{other_place.slug}/signaal/{token}", f"/{post.place.slug}/signaal/{'a' * 20}",
            f"/{post.place.slug}/signaal/{token}a", f"/{post.place.slug}/signaal/{token.upper()}", f"/mijn/{token}",
        ):  # fmt: skip
            assert (await client.get(path)).status_code == 404, path
        fields = {**hidden(own), "impact": "Elders."}
        moved = await client.post(f"/{other_place.slug}/signaal/{token}", data=fields)
        assert moved.status_code == 403
    assert stored(post).impact is None


async def test_form_of_another_page_is_refused(post: Post, context: Context) -> None:
    link = link_in(post)
    async with visit(context) as client:
        other: httpx.Response = await client.get(f"/{post.place.slug}/signaal")
        answer = await client.post(link, data={**hidden(other), "impact": "Elders."})
        assert answer.status_code == 403
    assert stored(post).impact is None
