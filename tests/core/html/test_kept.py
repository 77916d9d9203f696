"""Public answers kept in memory: the second asks nothing, what is published is forgotten, and nobody's own is kept."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import event, update

from core.context import Context
from core.html.kept import Kept, News
from core.html.shield import Shield
from core.municipalities import Place
from core.publish.keeping import keep_public
from core.publish.published import publish, read_snapshot
from core.store.tables import PublicText
from tests.core.publish.putting import put_fiche

PUBLIC = {"cache-control": "public, max-age=60"}


class Counting:
    """A little application that counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.app = FastAPI()

        @self.app.get("/{slug}/eigen")
        def own(slug: str) -> Response:
            self.asked += 1
            return HTMLResponse(f"van {slug} alleen", headers={"cache-control": "no-store"})

        @self.app.get("/{slug}/koekje")
        def cookie(slug: str) -> Response:
            self.asked += 1
            answer = HTMLResponse(slug, headers=PUBLIC)
            answer.set_cookie("wie", "ik")
            return answer

        @self.app.get("/{slug}")
        def page(slug: str, request: Request) -> Response:
            self.asked += 1
            if slug == "weg":
                return HTMLResponse("weg", 404, headers=PUBLIC)
            return HTMLResponse(f"<p>{slug} {request.url.query} {self.asked}</p>" + "x" * 2000, headers=PUBLIC)

    def browse(self, context: Context, news: News, **given: Any) -> httpx.AsyncClient:
        kept = Kept(Shield(self.app, context), news, **given)
        return httpx.AsyncClient(transport=httpx.ASGITransport(app=kept), base_url="http://127.0.0.1:1")


async def test_an_answer_is_made_once_and_the_second_time_you_have_it(context: Context) -> None:
    made, news = Counting(), News()
    async with made.browse(context, news) as browser:
        first = await browser.get("/lommerbeek")
        again = await browser.get("/lommerbeek")
        assert (again.text, again.headers["content-encoding"], made.asked) == (first.text, "gzip", 1)
        assert again.headers["cache-control"] == "public, max-age=60"
        assert again.headers["vary"] == "accept-encoding"
        assert again.headers["content-security-policy"].startswith("default-src 'none'")
        plain = await browser.get("/lommerbeek", headers={"accept-encoding": "identity"})
        assert "content-encoding" not in plain.headers
        same = await browser.get("/lommerbeek", headers={"if-none-match": first.headers["etag"]})
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", first.headers["etag"])
        assert same.headers["x-content-type-options"] == "nosniff"
        head = await browser.head("/lommerbeek")
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])
        assert (await browser.get("/lommerbeek?zoek=huis")).text != first.text
        assert made.asked == 2


async def test_what_is_ones_own_refused_or_asked_by_somebody_is_never_kept(context: Context) -> None:
    made, news = Counting(), News()
    async with made.browse(context, news) as browser:
        for address, headers in (
            ("/lommerbeek/eigen", {}),
            ("/lommerbeek/koekje", {}),
            ("/weg", {}),
            ("/lommerbeek", {"cookie": "signaal=1"}),
            ("/lommerbeek", {"authorization": "Bearer 1"}),
            ("/lommerbeek?zoek=" + "a" * 300, {}),
        ):
            before = made.asked
            for _ in range(2):
                browser.cookies.clear()
                assert "etag" not in (await browser.get(address, headers=headers)).headers
            assert made.asked == before + 2, address
        assert (await browser.post("/lommerbeek")).status_code in {403, 405}


async def test_what_is_published_is_forgotten_of_that_place_and_of_all_and_grows_old(context: Context) -> None:
    made, news, now = Counting(), News(lambda: told), [0.0]
    told = True
    async with made.browse(context, news, clock=lambda: now[0]) as browser:

        async def asks(*slugs: str) -> int:
            before = made.asked
            for slug in slugs:
                await browser.get(f"/{slug}")
            return made.asked - before

        every = ("lommerbeek", "zandhove", "sitemap.xml")
        assert await asks(*every) == 3
        news.tell("lommerbeek")
        assert await asks(*every) == 2
        assert await asks("zandhove") == 0
        now[0] = 40.0
        assert await asks(*every) == 0
        told = False  # nobody would say what was published
        assert await asks(*every) == 3
        told, now[0] = True, 101.0
        assert await asks(*every) == 3
        news.tell()
        assert await asks(*every) == 3


async def test_many_at_once_wait_for_one_and_what_is_published_meanwhile_is_not_kept(context: Context) -> None:
    news, asked = News(), [0]
    app = FastAPI()
    go, came = asyncio.Event(), asyncio.Event()

    @app.get("/{slug}")
    async def page(slug: str) -> Response:
        asked[0] += 1
        came.set()
        await go.wait()
        return HTMLResponse(slug, headers=PUBLIC)

    kept = Kept(Shield(app, context), news)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=kept), base_url="http://127.0.0.1:1") as browser:
        crowd = [asyncio.create_task(browser.get("/lommerbeek")) for _ in range(20)]
        await came.wait()
        go.set()
        assert {answer.text for answer in await asyncio.gather(*crowd)} == {"lommerbeek"}
        assert asked[0] == 1
        go.clear()
        came.clear()
        news.tell("lommerbeek")
        late = asyncio.create_task(browser.get("/lommerbeek"))
        await came.wait()
        news.tell("lommerbeek")
        go.set()
        await late
        await browser.get("/lommerbeek")
        assert asked[0] == 3


@contextmanager
def statements(context: Context) -> Generator[list[str]]:
    """Note the statements that are asked of the database meanwhile."""
    asked: list[str] = []

    def note(*given: object) -> None:
        asked.append(str(given[2]))

    event.listen(context.store.engine, "before_cursor_execute", note)
    yield asked
    event.remove(context.store.engine, "before_cursor_execute", note)


async def test_a_repeat_asks_the_database_nothing_and_a_withdrawn_text_is_gone(context: Context, place: Place) -> None:
    app = FastAPI()

    @app.get("/{slug}")
    def page(slug: str) -> Response:
        shown = read_snapshot(context, slug)
        return HTMLResponse(" ".join(fiche.title for fiche in shown.fiches), headers=PUBLIC)

    with context.store.tenant(place.id) as session:
        fiche = put_fiche(session, place, 1)
    publish(context, place.id)
    kept, listener = keep_public(context, Shield(app, context))
    listener.start()
    try:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=kept), base_url="http://127.0.0.1:1") as browser:
            assert "Wachten op een huis 1" in (await browser.get("/lommerbeek")).text
            for _ in range(3000):
                if listener.hears:
                    break
                await asyncio.sleep(0.01)
            await browser.get("/lommerbeek")
            with statements(context) as asked:
                assert "Wachten op een huis 1" in (await browser.get("/lommerbeek")).text
            assert asked == []
            with context.store.tenant(place.id) as session:
                session.execute(update(PublicText).where(PublicText.fiche_id == fiche.id).values(state="ontwerp"))
            assert publish(context, place.id)
            gone = "x"
            for _ in range(3000):
                if not (gone := (await browser.get("/lommerbeek")).text):
                    break
                await asyncio.sleep(0.01)
            assert gone == ""
    finally:
        listener.stop()
