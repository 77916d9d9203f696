"""Public answers kept in memory: the second asks nothing, what is published is forgotten, and nobody's own is kept."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from typing import Any

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from sqlalchemy import event, update

from core.context import Context
from core.html.gate import Gate
from core.html.kept import Kept, News
from core.html.rate import Buckets
from core.html.shelf import Shelf, pack
from core.html.shield import Shield
from core.municipalities import Place
from core.publish.keeping import keep_public
from core.publish.published import publish, read_snapshot
from core.store.tables import PublicText
from tests.core.publish.putting import put_fiche
from web.public.addresses import names_at

PUBLIC = {"cache-control": "public, max-age=60"}


def reads(path: str) -> frozenset[str] | None:
    """Tell what the pages below read of a query; a form is no public page."""
    return None if path.endswith("/formulier") else frozenset({"zoek"})


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
        kept = Kept(Shield(self.app, context), news, reads, **given)
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

    kept = Kept(Shield(app, context), news, reads)
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


async def test_what_a_page_does_not_read_makes_no_other_page_and_an_address_that_is_none_passes(
    context: Context,
) -> None:
    made, news = Counting(), News()
    async with made.browse(context, news) as browser:
        first = await browser.get("/lommerbeek?x=1&zoek=huis&zoek=tuin&taal=")
        assert "zoek=tuin " in first.text, "and the page gets nothing else"
        for query in ("zoek=tuin", "y=2&zoek=tuin", "zoek=%74uin&zoek=&zoek=tuin", "zoek=tuin&utm_source=" + "a" * 300):
            assert (await browser.get(f"/lommerbeek?{query}")).text == first.text
        assert made.asked == 1
        assert "zoek" not in (await browser.get("/lommerbeek?zoek=")).text
        await browser.get("/lommerbeek?n=1")
        assert made.asked == 2
    assert (
        names_at("/sitemap.xml") == names_at("/lommerbeek/feed.atom") == names_at("/lommerbeek/privacy") == frozenset()
    )
    assert names_at("/lommerbeek/fiche/12") == {"taal"}
    for path in ("/beheer", "/healthz", "/lommerbeek/signaal", "/lommerbeek/fiche/1/2", "/mijn/x", "/static/x.css"):
        assert names_at(path) is None, path


async def test_who_has_many_pages_made_is_told_to_wait_and_what_is_kept_costs_nothing(context: Context) -> None:
    made, now = Counting(), [0.0]
    gate = Gate(context, Buckets(3, 2, lambda: now[0]))
    async with made.browse(context, News(), gate=gate) as browser:
        for address in ("/lommerbeek", "/weg", "/weg"):
            assert (await browser.get(address)).status_code in {200, 404}
        for address, headers in (("/weg", {}), ("/weg", {"cookie": "a=1"}), ("/lommerbeek?zoek=" + "a" * 300, {})):
            slow = await browser.get(address, headers=headers)
            assert (slow.status_code, slow.headers["retry-after"]) == (429, "30"), address
            assert "Wacht een halve minuut" in slow.text
            assert slow.headers["content-security-policy"].startswith("default-src 'none'")
            assert slow.headers["cache-control"] == "no-store"
        assert (await browser.head("/weg")).status_code == 429
        assert [(await browser.get("/lommerbeek")).status_code for _ in range(5)] == [200] * 5
        assert (await browser.get("/lommerbeek/formulier")).status_code == 404, "never in the way of a form"
        assert made.asked == 3
        now[0] = 1.0
        assert (await browser.get("/weg")).status_code == 404


def test_a_shelf_is_bounded_in_number_and_bytes_and_forgets_by_place_and_age() -> None:
    def put(
        shelf: Shelf, path: str, query: bytes = b"", made: float = 1.0, body: bytes = b"x", since: float = 0
    ) -> None:
        shelf.keep((path, query), pack(path, made, [(b"content-type", b"text/html")], body), since)

    shelf = Shelf(12 * 1024 * 1024, 2000)
    for nth in range(5000):
        put(shelf, "/robots.txt", b"q=%d" % nth)
    assert len(shelf) == 2000
    assert shelf.find(("/robots.txt", b"q=4999"), 0) is not None
    assert shelf.find(("/robots.txt", b"q=2999"), 0) is None
    small = Shelf(64 * 1024, 2000)
    for nth in range(100):
        put(small, f"/a/{nth}")
    assert len(small) < 20, "what an entry takes beside its body counts"
    shelf.forget(["elders"])
    assert len(shelf) == 0, "these may be of all"
    for nth in range(3):
        put(shelf, f"/lommerbeek/{nth}", made=1.0 + nth)
        put(shelf, f"/zandhove/{nth}", made=1.0 + nth)
    shelf.forget(["lommerbeek"])
    assert len(shelf) == 3
    put(shelf, "/zandhove/9", made=9.0, since=2.5)
    assert len(shelf) == 2, "what grew old goes when something comes"
    assert shelf.find(("/zandhove/2", b""), 3.0) is None
    shelf.forget([""])
    assert len(shelf) == 0


async def test_packed_only_for_who_takes_it(context: Context) -> None:
    made = Counting()
    async with made.browse(context, News()) as browser:
        for said, packed in (
            ("gzip;q=0", False), ("gzip; q=0.000, *", False), ("*;q=0", False), ("br", False), ("gzip;q=x", False),
            ("identity;q=1, GZIP;q=0.5", True), ("br;q=1.0, *;q=0.1", True), ("deflate, gzip", True), ("*", True),
        ):  # fmt: skip
            answer = await browser.get("/lommerbeek", headers={"accept-encoding": said})
            assert (answer.headers.get("content-encoding") == "gzip") is packed, said
            assert len(answer.content) > 2000


async def test_nobody_waits_for_what_is_not_kept(context: Context) -> None:
    app, here, go = FastAPI(), list[str](), asyncio.Event()

    @app.get("/{slug}/formulier")
    async def form(slug: str) -> Response:
        here.append(slug)
        await go.wait()
        return HTMLResponse("van jou")

    async def tell() -> AsyncGenerator[str]:
        yield "weg"
        here.append("begun")
        await go.wait()

    @app.get("/{slug}")
    async def gone(slug: str) -> Response:
        here.append(slug)
        return StreamingResponse(tell(), 404, media_type="text/html")

    async def reached(count: int) -> None:
        for _ in range(1000):
            if len(here) >= count:
                return
            await asyncio.sleep(0)

    kept = Kept(Shield(app, context), News(), reads)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=kept), base_url="http://127.0.0.1:1") as browser:
        forms = [asyncio.create_task(browser.get("/lommerbeek/formulier")) for _ in range(5)]
        await reached(5)
        assert here == ["lommerbeek"] * 5, "all of them at once"
        here.clear()
        pages = [asyncio.create_task(browser.get("/weg")) for _ in range(3)]
        await reached(6)
        assert sorted(here) == ["begun"] * 3 + ["weg"] * 3, "the headers said that it is not kept"
        go.set()
        assert {answer.status_code for answer in await asyncio.gather(*forms, *pages)} == {200, 404}


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
    kept, listener = keep_public(context, Shield(app, context), reads)
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
