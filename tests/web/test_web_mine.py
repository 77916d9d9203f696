"""One's own page: behind a button, half an hour, withdrawing and erasing as commands that count."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.store.tables import Contact, Intake, Reporter, Signal
from tests.web.visiting import STORY, hold, submit, visit


async def enter(client: httpx.AsyncClient, thanks: httpx.Response) -> httpx.Response:
    link = thanks.url.path.rpartition("/")[2]
    return await submit(client, await client.get(f"/mijn/{link}"))


async def test_the_link_shows_nothing_before_the_button(context: Context, place: Place) -> None:
    async with visit(context) as client:
        thanks = await hold(client, place.slug)
        link = thanks.url.path.rpartition("/")[2]
        gate = await client.get(f"/mijn/{link}")
        assert "Signaal 1" not in gate.text
        assert place.name not in gate.text
        unknown = await client.get(f"/mijn/{'b' * 22}")
        assert unknown.status_code == gate.status_code == 200
        assert (await submit(client, unknown)).status_code == 404
        own = await submit(client, gate)
        assert "Signaal 1" in own.text
        assert STORY not in own.text
        assert link not in own.text.replace(f'value="{link}', "")
        cookie = next(iter(client.cookies.jar))
        assert (cookie.has_nonstandard_attr("HttpOnly"), cookie.secure) == (True, False)
        assert link not in (cookie.value or "")


async def test_the_cookie_is_secure_under_https(context: Context, place: Place) -> None:
    context = replace(context, base_url="https://signaal.example.org")
    async with visit(context) as client:
        await enter(client, await hold(client, place.slug))
        cookie = next(iter(client.cookies.jar))
        assert cookie.name.startswith("__Host-")
        assert (cookie.secure, cookie.path) == (True, "/")


async def test_a_visit_ends_after_half_an_hour(context: Context, place: Place) -> None:
    late = replace(context, clock=lambda: datetime.now(UTC) + timedelta(minutes=31))
    async with visit(context) as client, visit(late) as later:
        await enter(client, await hold(client, place.slug))
        later.cookies = client.cookies
        assert (await later.get("/mijn")).status_code == 403
        assert (await client.get("/mijn")).status_code == 200
        for name, value in client.cookies.items():
            client.cookies.set(name, value[:-6] + "AAAAAA", domain="127.0.0.1", path="/")
        assert (await client.get("/mijn")).status_code == 403


async def test_withdrawing_takes_the_words_away_and_counts(context: Context, place: Place) -> None:
    async with visit(context) as client:
        await enter(client, await hold(client, place.slug))
        ask = await client.get("/mijn/intrekken/1")
        done = await submit(client, ask)
        assert "Signaal 1 is ingetrokken" in done.text
        assert (await submit(client, ask)).status_code == 200
    with context.store.tenant(place.id) as session:
        signal = session.scalars(select(Signal)).one()
        assert (signal.status, signal.text) == ("ingetrokken", "")
    with context.store.door() as session:
        commands = list(session.scalars(select(Intake).where(Intake.outcome == "command")))
        assert [row.repeats for row in commands] == [1]


async def test_someone_elses_signal_stays(context: Context, place: Place) -> None:
    async with visit(context) as client, visit(context) as other:
        await hold(other, place.slug)
        await enter(client, await hold(client, place.slug))
        answer = await submit(client, await client.get("/mijn/intrekken/1"))
        assert "is ingetrokken" not in answer.text
    with context.store.tenant(place.id) as session:
        assert {signal.status for signal in session.scalars(select(Signal))} == {"nieuw"}


async def test_erasing_leaves_no_way_back(context: Context, place: Place) -> None:
    async with visit(context) as client:
        thanks = await hold(client, place.slug)
        await enter(client, thanks)
        gone = await submit(client, await client.get("/mijn/wissen/alles"))
        assert "Alles is gewist" in gone.text
        assert (await client.get("/mijn")).status_code == 403
        assert (await enter(client, thanks)).status_code == 404
        assert (await client.get(thanks.url.path)).status_code == 404
    with context.store.tenant(place.id) as session:
        assert list(session.scalars(select(Contact))) == []
        assert list(session.scalars(select(Reporter))) == []
        assert session.scalars(select(Signal)).one().reporter_id is None


async def test_who_wants_no_answer_gets_no_link(context: Context, place: Place) -> None:
    async with visit(context) as client:
        page = await client.get(f"/{place.slug}/signaal/heel")
        page = await submit(client, page, description=STORY, breadth="enkele", feedback="nee")
        thanks = await submit(client, page, actie="verstuur")
        assert "/mijn/" not in thanks.text
        assert (await enter(client, thanks)).status_code == 404
    with context.store.tenant(place.id) as session:
        assert list(session.scalars(select(Contact))) == []


async def test_the_code_is_a_drawing_without_styles(context: Context, place: Place) -> None:
    async with visit(context) as client:
        drawn = await client.get(f"/mijn/{'c' * 22}/qr.svg")
        assert drawn.headers["content-type"] == "image/svg+xml"
        assert drawn.text.startswith("<svg")
        assert "style" not in drawn.text
        assert (await client.get("/mijn/nee/qr.svg")).status_code == 404


async def test_posts_need_the_visits_own_token(context: Context, place: Place) -> None:
    async with visit(context) as client:
        await enter(client, await hold(client, place.slug))
        for path in ("/mijn", "/mijn/intrekken/1", "/mijn/wissen/alles"):
            assert (await client.post(path, data={"sleutel": "x" * 54})).status_code == 403
        other = await client.post("/mijn/wissen/alles", headers={"sec-fetch-site": "cross-site"})
        assert other.status_code == 403
        assert (await client.get("/mijn")).status_code == 200
