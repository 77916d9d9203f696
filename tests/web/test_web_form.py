"""The form, one question a page: kept first, taken at once, resumed by link, once however often it is posted."""

import asyncio
import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from core.context import Context
from core.intake.accept import Delivery, accept, find_door, lock_chat
from core.intake.converse import converse
from core.intake.terminal import TerminalRoom
from core.municipalities import Place, set_setting
from core.store.engine import Store
from core.store.tables import Allowed, Conversation, Intake, Organisation, Signal
from tests.conftest import owner_connection
from tests.web.visiting import STORY, begin, hidden, hold, submit, visit


def signals(context: Context, place: Place) -> list[Signal]:
    with context.store.tenant(place.id) as session:
        return list(session.scalars(select(Signal).order_by(Signal.number)))


def intake(context: Context) -> list[Intake]:
    with context.store.door() as session:
        return list(session.scalars(select(Intake).order_by(Intake.id)))


async def test_short_path_gives_a_numbered_signal(context: Context, place: Place) -> None:
    async with visit(context) as client:
        thanks = await hold(client, place.slug)
    assert "Bedankt!" in thanks.text
    signal = signals(context, place)[0]
    assert (signal.number, signal.text, signal.breadth, signal.sector) == (1, STORY, "enkele", "ocmw")
    assert signal.channel == "web"
    assert {row.body for row in intake(context)} == {None}
    assert f"{context.base_url}/mijn/" in thanks.text


async def test_every_question_one_by_one(context: Context, place: Place) -> None:
    with context.store.tenant(place.id) as session:
        session.add(Organisation(municipality_id=place.id, name="CAW De Brug"))
    async with visit(context) as client:
        page = await client.get(f"/{place.slug}/signaal")
        page = await submit(client, page, sector="caw", actie="verder")
        assert 'value="CAW De Brug"' in page.text
        page = await submit(client, page, organisation="CAW De Brug", actie="verder")
        assert "Vraag 1 van 7" in page.text
        page = await submit(client, page, description=STORY, actie="verder")
        page = await submit(client, page, breadth="veel", actie="verder")
        page = await submit(client, page, **{"others": "onbekend", "others-anders": "De school ook", "actie": "verder"})
        page = await submit(client, page, trend="erger", actie="verder")
        page = await submit(client, page, kinds=["regelgeving", "tekort"], actie="verder")
        page = await submit(client, page, impact="Ze verhuizen.", actie="verder")
        page = await submit(client, page, suggestion="", actie="verder")
        assert "Wil je horen" in page.text
        page = await submit(client, page, feedback="email", actie="verder")
        page = await submit(client, page, address="an.peeters@example.org", actie="verder")
        assert "Klopt dit zo?" in page.text
        assert "De school ook" in page.text
        page = await submit(client, page, actie="verstuur")
    signal = signals(context, place)[0]
    assert (signal.trend, signal.impact, signal.suggestion) == ("erger", "Ze verhuizen.", None)
    assert set(signal.kinds) == {"regelgeving", "tekort"}
    assert (signal.organisation, signal.others, signal.wants) == ("CAW De Brug", "De school ook", "email")


async def test_nothing_is_stored_by_looking(context: Context, place: Place) -> None:
    async with visit(context) as client:
        for address in ("", "/signaal", "/signaal/heel", "/signaal/privacy"):
            assert (await client.get(f"/{place.slug}{address}")).status_code == 200
    assert intake(context) == []
    with context.store.tenant(place.id) as session:
        assert list(session.scalars(select(Conversation))) == []


async def test_a_post_sent_twice_counts_once(context: Context, place: Place) -> None:
    async with visit(context) as client:
        first = await client.get(f"/{place.slug}/signaal")
        fields = {**hidden(first), "sector": "ocmw", "actie": "verder"}
        posts = [client.post(f"/{place.slug}/signaal", data=fields) for _ in range(4)]
        pages = await asyncio.gather(*posts)
        assert {page.url.path for page in pages} == {pages[0].url.path}
        assert all("organisatie" in page.text for page in pages)
        page = await begin(client, place.slug)
        page = await submit(client, page, breadth="enkele", actie="nu")
        fields = {**hidden(page), "actie": "verstuur"}
        thanks = await asyncio.gather(*(client.post(page.url.path, data=fields) for _ in range(4)))
        assert {page.status_code for page in thanks} == {200}
        assert all("Bedankt!" in page.text for page in thanks)
    assert len(signals(context, place)) == 1
    assert sum(row.repeats for row in intake(context)) >= 3


async def test_two_tabs_end_in_one_signal(context: Context, place: Place) -> None:
    async with visit(context) as client:
        page = await begin(client, place.slug)
        review = await submit(client, page, breadth="enkele", actie="nu")
        here = review.url.path
        first, second = await client.get(here), await client.get(here)
        changed = await client.get(f"{here}?vraag=breadth")
        await submit(client, changed, breadth="groep", actie="verder")
        # What the second tab shows has changed: it gets the new review instead of sending what it did not see.
        page = await submit(client, second, actie="verstuur")
        assert signals(context, place) == []
        page = page if "Klopt dit zo?" in page.text else await submit(client, page, actie="overslaan")
        assert "hele groep" in page.text
        assert "Bedankt!" in (await submit(client, page, actie="verstuur")).text
        assert "Bedankt!" in (await submit(client, first, actie="verstuur")).text
        assert "Bedankt!" in (await submit(client, changed, breadth="een", actie="verder")).text
    assert [signal.breadth for signal in signals(context, place)] == ["groep"]


async def test_wrong_answer_comes_back_with_what_was_typed(context: Context, place: Place) -> None:
    async with visit(context) as client:
        page = await begin(client, place.slug, story='te "kort" <b>')
        assert page.request.method == "GET"
        assert "kort" not in str(page.url)
        assert "te &#34;kort&#34; &lt;b&gt;" in page.text
        assert 'role="alert"' in page.text
        assert 'href="#description"' in page.text
        assert 'aria-invalid="true"' in page.text
        page = await submit(client, page, description=STORY, actie="verder")
        assert page.status_code == 200
        long = "Dat is veel te lang. " * 100
        page = await client.get(f"{page.url.path}?vraag=description")
        page = await submit(client, page, description=long, actie="verder")
        assert long in page.text
        # Whoever comes back to it finds what was typed, until the next answer.
        assert long in (await client.get(page.url.path)).text
        page = await submit(client, page, description=STORY, actie="verder")
        again = await client.get(f"{page.url.path}?vraag=description")
        assert "Te lang" not in again.text
        assert long not in again.text
        assert 'role="alert"' not in again.text
        assert STORY in again.text


async def test_danger_is_said_once_also_when_the_text_is_no_answer(context: Context, place: Place) -> None:
    async with visit(context) as client:
        page = await begin(client, place.slug, story="ze wil zelfmoord")
        assert 'role="alert"' in page.text
        assert "1813" in page.text
        page = await submit(client, page, description=STORY + " Er is sprake van mishandeling.", actie="verder")
        assert "1813" not in page.text


async def test_personal_data_waits_for_a_choice(context: Context, place: Place) -> None:
    story = f"{STORY} Bel mevrouw Janssens op 0471 23 45 67."
    async with visit(context) as client:
        page = await begin(client, place.slug, story=story)
        assert "<mark>0471 23 45 67</mark>" in page.text
        # A choice made about something else than what waits is not taken.
        stale = await client.post(page.url.path, data={**hidden(page), "over": "0" * 16, "actie": "blijven"})
        assert "<mark>" in stale.text
        rewritten = await submit(client, page, actie="aanpassen")
        assert "Beschrijf het probleem" in rewritten.text
        page = await submit(client, rewritten, description=story, actie="verder")
        page = await submit(client, page, actie="verbergen")
        page = await submit(client, page, breadth="enkele", actie="nu")
        await submit(client, page, actie="verstuur")
    assert "0471" not in signals(context, place)[0].text
    assert "[telefoonnummer]" in signals(context, place)[0].text


@pytest.mark.parametrize(("choice", "proposed"), [("blijven", 0), ("geen-persoon", 1)])
async def test_words_may_stay(context: Context, place: Place, choice: str, proposed: int) -> None:
    async with visit(context) as client:
        page = await begin(client, place.slug, story=f"{STORY} Bel mevrouw Janssens op 0471 23 45 67.")
        page = await submit(client, page, actie=choice)
        page = await submit(client, page, breadth="enkele", actie="nu")
        await submit(client, page, actie="verstuur")
    assert "0471 23 45 67" in signals(context, place)[0].text
    with context.store.tenant(place.id) as session:
        assert bool(list(session.scalars(select(Allowed)))) == bool(proposed)


async def test_a_question_that_explains_has_a_short_title(context: Context, place: Place) -> None:
    async with visit(context) as client:
        page = await begin(client, place.slug, story=f"{STORY} Ik wil een klacht indienen.")
        assert '<h1 class="asked">Is dit een signaal?</h1>' in page.text
        assert "<title>Is dit een signaal?" in page.text
        assert "Daarvoor heeft je gemeente een eigen kanaal" in page.text


async def test_stopping_erases(context: Context, place: Place) -> None:
    async with visit(context) as client:
        page = await begin(client, place.slug)
        ask = await client.get(f"{page.url.path}/stop")
        gone = await submit(client, ask)
        assert "Wat je schreef, is gewist" in gone.text
        again = await submit(client, ask)
        assert "Wat je schreef, is gewist" in again.text
        assert (await client.get(page.url.path)).status_code == 404
    with context.store.tenant(place.id) as session:
        assert [(row.state, row.dialogue, row.link_hash) for row in session.scalars(select(Conversation))] == [
            ("stopped", None, None)
        ]


async def test_going_back_and_changing_an_answer(context: Context, place: Place) -> None:
    async with visit(context) as client:
        page = await begin(client, place.slug)
        back = await client.get(f"{page.url.path}?vraag=description")
        assert STORY in back.text
        page = await submit(client, back, description=STORY + " Ook alleenstaanden.", actie="verder")
        assert "Bij hoeveel mensen" in page.text
        page = await submit(client, page, breadth="enkele", actie="verder")
        page = await submit(client, page, trend="erger", actie="nu")
        again = await client.get(f"{page.url.path}?vraag=trend")
        page = await submit(client, again, actie="overslaan")
        assert "Klopt dit zo?" in page.text
        await submit(client, page, actie="verstuur")
    assert signals(context, place)[0].text.endswith("Ook alleenstaanden.")
    assert signals(context, place)[0].trend is None


async def test_link_of_another_municipality_is_as_unknown_as_any(
    context: Context, place: Place, other_place: Place
) -> None:
    async with visit(context) as client:
        page = await begin(client, place.slug)
        link = page.url.path.rpartition("/")[2]
        theirs = await client.get(f"/{other_place.slug}/signaal/{link}")
        unknown = await client.get(f"/{other_place.slug}/signaal/{'a' * 22}")
        nowhere = await client.get(f"/nergens/signaal/{link}")
        assert [answer.status_code for answer in (theirs, unknown, nowhere)] == [404, 404, 404]
        assert theirs.text == unknown.text == nowhere.text
        posted = await client.post(f"/{other_place.slug}/signaal/{link}", data={**hidden(page), "breadth": "een"})
        assert posted.status_code == 403


async def test_extra_fields_are_not_looked_at(context: Context, place: Place, other_place: Place) -> None:
    extra = {"status": "intern", "municipality_id": str(other_place.id), "number": "99", "slug": other_place.slug}
    async with visit(context) as client:
        await hold(client, place.slug, extra)
    signal = signals(context, place)[0]
    assert (signal.status, signal.number, signal.municipality_id) == ("nieuw", 1, place.id)
    assert signals(context, other_place) == []


async def test_no_token_no_change(context: Context, place: Place) -> None:
    async with visit(context) as client:
        first = await client.get(f"/{place.slug}/signaal")
        for token in ("", "x" * 54, hidden(first)["sleutel"][:-1] + "!"):
            data = {"sleutel": token, "vraag": "sector", "sector": "ocmw"}
            assert (await client.post(f"/{place.slug}/signaal", data=data)).status_code == 403
    assert intake(context) == []


async def test_what_cannot_be_kept_is_given_back(context: Context, place: Place) -> None:
    longer = STORY + " Ook alleenstaanden."
    away = replace(context, store=Store(context.store.url.replace("/test_", "/gone_"), size=1))
    async with visit(context) as client, visit(context, away=away) as broken:
        page = await begin(client, place.slug)
        page = await client.get(f"{page.url.path}?vraag=description")
        lost = await broken.post(page.url.path, data={**hidden(page), "description": longer, "actie": "verder"})
        assert lost.status_code == 503
        assert longer in lost.text
        assert (await broken.get(page.url.path)).status_code == 503
        kept = await submit(client, lost, description=longer)
        assert kept.status_code == 200
        assert longer in (await client.get(f"{page.url.path}?vraag=description")).text
    away.store.close()


async def test_what_another_worker_holds_is_kept(
    context: Context, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with visit(context) as client:
        page = await begin(client, place.slug)
        link = page.url.path.rpartition("/")[2]
        lookup = context.keys.lookup("web", link)
        monkeypatch.setattr("core.intake.pages.take_now.__defaults__", (0.2,))
        with context.store.door() as session:
            assert lock_chat(session, find_door(session, "web").id, lookup)
            kept = await submit(client, page, breadth="enkele", actie="verder")
        assert kept.status_code == 202
        assert "Je antwoord is bewaard" in kept.text
        assert link in kept.text
        assert (await client.get(f"/{place.slug}/signaal/{link}?even=1")).status_code == 200
        early = await client.get(f"/{place.slug}/signaal/{'d' * 22}?even=1")
        assert (early.status_code, "Nog even geduld" in early.text) == (404, True)
        # Whoever comes by next takes it; the page has it then.
        page = await submit(client, page, breadth="enkele", actie="verder")
        assert "Enkele (2-5)" in (await client.get(f"{page.url.path}?vraag=breadth")).text
    assert {row.state for row in intake(context)} == {"settled"}


async def test_more_than_sixty_a_minute_waits(context: Context, place: Place, url: str) -> None:
    async with visit(context) as client:
        page = await begin(client, place.slug)
        for _ in range(62):
            page = await submit(client, page, vraag="breadth", breadth="enkele", actie="verder")
            if page.status_code == 202:
                break
            with owner_connection(url) as owner:  # all of it within a minute, however slow the machine is
                owner.execute("update intake set received_at = now()")
        assert "Alles is bewaard" in page.text
    assert [row.reason for row in intake(context) if row.held] == ["rate"]


async def test_a_draft_begun_elsewhere_goes_on_here(context: Context, place: Place) -> None:
    terminal = TerminalRoom(context.words)
    with context.store.door() as session:
        door_id = find_door(session, "terminal").id
    lookup = context.keys.lookup("terminal", "someone")
    link = ""
    for place_, line in enumerate(("/start", "1", "overslaan", STORY)):
        body = json.dumps({"slug": place.slug, "line": line}).encode()
        accept(context, door_id, [Delivery(str(place_), lookup, body)])
        settled = converse(context, {"terminal": terminal}, "terminal", door_id, lookup)
        link = settled.said.link if settled and settled.said else ""
    async with visit(context) as client:
        page = await client.get(link.removeprefix(context.base_url))
        assert "Bij hoeveel mensen" in page.text
        page = await submit(client, page, breadth="groep", actie="nu")
        page = await submit(client, page, actie="verstuur")
        assert "Bedankt!" in page.text
    assert [(signal.text, signal.channel) for signal in signals(context, place)] == [(STORY, "web")]


async def test_a_municipality_stands_in_its_own_colour(context: Context, place: Place) -> None:
    with context.store.tenant(place.id) as session:
        set_setting(session, place.id, "colour", "8a1538")
    async with visit(context) as client:
        assert '<link rel="stylesheet" href="/huisstijl/8a1538.css">' in (await client.get(f"/{place.slug}")).text
        sheet = await client.get("/huisstijl/8a1538.css")
        assert sheet.headers["content-type"].startswith("text/css")
        assert "--ls-accent: #8a1538" in sheet.text
        assert (await client.get("/huisstijl/8A1538.css")).status_code == 404
        assert (await client.get("/huisstijl/rood.css")).status_code == 404
