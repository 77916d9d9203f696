"""Signing in and out in a browser."""

import asyncio
import dataclasses
import threading

import httpx
from anyio import to_thread
from sqlalchemy import func, select
from starlette.types import ASGIApp

from core.context import Context
from core.municipalities import Place
from core.people.demo import demo_link
from core.people.passwords import Passwords
from core.people.sessions import enter
from core.store.tables import StaffSession
from tests.admin.panel import browse, browse_as, field, make_panel
from tests.conftest import make_place
from tests.core.people.staffing import PASSWORD, Person


async def sign_in(browser: httpx.AsyncClient, context: Context, person: Person, **other: str) -> httpx.Response:
    page = await browser.get("/beheer/aanmelden", params={"next": other.pop("next", "")})
    given = {"email": person.email, "password": PASSWORD, "code": person.code(context.clock())}
    hidden = {"token": field(page, "token"), "next": field(page, "next").replace("&amp;", "&")}
    return await browser.post("/beheer/aanmelden", data={**hidden, **given, **other})


async def test_right_answers_open_the_panel(context: Context, stranger: httpx.AsyncClient, processor: Person) -> None:
    answer = await sign_in(stranger, context, processor)
    assert (answer.status_code, answer.headers["location"]) == (303, "/beheer")
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("signaal=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert "max-age" not in cookie
    page = await stranger.get("/beheer")
    assert page.status_code == 200
    assert processor.email in page.text


async def test_cookie_is_bound_to_the_host_under_https(context: Context, processor: Person) -> None:
    secure = dataclasses.replace(context, base_url="https://signaal.example.org")
    async with browse(make_panel(secure), secure.base_url) as browser:
        answer = await sign_in(browser, secure, processor)
        cookie = answer.headers["set-cookie"].lower()
        assert cookie.startswith("__host-signaal=")
        assert "; secure" in cookie
        assert "domain=" not in cookie
        assert "max-age=31536000" in answer.headers["strict-transport-security"]
        assert (await browser.get("/beheer")).status_code == 200


async def test_every_wrong_answer_reads_the_same(context: Context, panel: ASGIApp, processor: Person) -> None:
    pages: set[str] = set()
    for other in (
        {"password": "iets anders dan dat"},
        {"code": "000000"},
        {"password": "iets anders dan dat", "code": "000000"},
        {"email": "niemand@example.org"},
    ):
        async with browse(panel) as browser:
            answer = await sign_in(browser, context, processor, **other)
            assert answer.status_code == 401
            assert "set-cookie" not in answer.headers
            email = other.get("email", processor.email)
            pages.add(answer.text.replace(field(answer, "token"), "").replace(email, ""))
            assert PASSWORD not in answer.text
    assert len(pages) == 1


async def test_sixth_wrong_answer_waits(context: Context, stranger: httpx.AsyncClient, processor: Person) -> None:
    for _ in range(5):
        assert (await sign_in(stranger, context, processor, code="000000")).status_code == 401
    answer = await sign_in(stranger, context, processor)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    assert "opnieuw over" in answer.text


async def test_sign_in_goes_on_to_a_page_of_the_panel_only(context: Context, panel: ASGIApp, processor: Person) -> None:
    async with browse(panel) as browser:
        asked = await browser.get("/beheer/werk?gedaan=weg")
        assert asked.headers["location"] == "/beheer/aanmelden?next=/beheer/werk%3Fgedaan%3Dweg"
        answer = await sign_in(browser, context, processor, next="/beheer/werk?gedaan=weg")
        assert answer.headers["location"] == "/beheer/werk?gedaan=weg"


async def test_another_site_is_not_gone_on_to(context: Context, stranger: httpx.AsyncClient, processor: Person) -> None:
    answer = await sign_in(stranger, context, processor, next="//example.org")
    assert answer.headers["location"] == "/beheer"


async def test_form_of_another_page_does_not_sign_in(
    context: Context, stranger: httpx.AsyncClient, processor: Person
) -> None:
    given = {"email": processor.email, "password": PASSWORD, "code": processor.code(context.clock())}
    for token in ("", "x" * 54):
        assert (await stranger.post("/beheer/aanmelden", data={"token": token, **given})).status_code == 403


async def test_signing_in_again_ends_the_session_before(context: Context, panel: ASGIApp, processor: Person) -> None:
    async with browse_as(panel, context, processor) as browser:
        before = browser.cookies["signaal"]
        answer = await sign_in(browser, context, processor)
        assert answer.status_code == 303
    with context.store.door() as session:
        assert enter(session, context, before) is None


async def test_signing_out_ends_the_session_and_clears_the_browser(
    context: Context, place: Place, browser: httpx.AsyncClient
) -> None:
    csrf = field(await browser.get("/beheer"), "csrf")
    token = browser.cookies["signaal"]
    answer = await browser.post("/beheer/afmelden", data={"csrf": csrf})
    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert "signaal=" in answer.headers["set-cookie"]
    browser.cookies.set("signaal", token)
    assert (await browser.get("/beheer")).status_code == 303
    with context.store.tenant(place.id) as session:
        assert session.scalar(select(func.count()).select_from(StaffSession)) == 0


async def test_demo_link_shows_a_button_first_and_signs_in_once(
    context: Context, url: str, stranger: httpx.AsyncClient
) -> None:
    demo = make_place(url, "demo", "Demodorp")
    with context.store.tenant(demo.id) as session:
        path = f"/beheer/demo/{demo_link(session, context, demo)}"
    await stranger.get(path)
    page = await stranger.get(path)
    assert page.status_code == 200
    assert "set-cookie" not in page.headers
    token = field(page, "token")
    assert (await stranger.post(path, data={"token": token})).status_code == 303
    assert "Demodorp" in (await stranger.get("/beheer")).text
    again = await stranger.post(path, data={"token": token})
    assert again.status_code == 404
    assert "set-cookie" not in again.headers
    assert (await stranger.get("/beheer/demo/onzin")).status_code == 404


async def test_own_sessions_are_listed_and_ended(
    context: Context, panel: ASGIApp, processor: Person, browser: httpx.AsyncClient
) -> None:
    async with browse_as(panel, context, processor) as other:
        page = await browser.get("/beheer/account")
        assert page.text.count("/account/sessies/") == 1
        path = page.text.split('action="/beheer/account/sessies/')[1].split('"')[0]
        done = await browser.post(f"/beheer/account/sessies/{path}", data={"csrf": field(page, "csrf")})
        assert done.status_code == 303
        assert (await other.get("/beheer")).status_code == 303
        assert (await browser.get("/beheer")).status_code == 200
        again = await browser.post(f"/beheer/account/sessies/{path}", data={"csrf": field(page, "csrf")})
        assert again.status_code == 404


async def test_a_rush_on_the_public_pages_keeps_no_processor_out(
    context: Context, browser: httpx.AsyncClient, stranger: httpx.AsyncClient, processor: Person
) -> None:
    pages = to_thread.current_default_thread_limiter()
    busy = [object() for _ in range(int(pages.total_tokens))]
    for thread in busy:
        pages.acquire_on_behalf_of_nowait(thread)
    try:
        async with asyncio.timeout(50):
            assert (await browser.get("/beheer/werk")).status_code == 200
            assert (await sign_in(stranger, context, processor)).status_code == 303
    finally:
        for thread in busy:
            pages.release_on_behalf_of(thread)


async def test_a_rush_on_the_entrance_keeps_nobody_from_her_work(context: Context, processor: Person) -> None:
    """Ten sign-ins at once of which none is answered, and a page in between."""
    gate = threading.Event()

    class Gated(Passwords):
        def matches(self, password: str, hashed: str | None) -> bool:
            assert gate.wait(60)
            return super().matches(password, hashed)

    panel = make_panel(context, passwords=Gated())
    async with browse_as(panel, context, processor) as browser, browse(panel) as crowd:
        form = field(await crowd.get("/beheer/aanmelden"), "token")
        given = {"token": form, "password": "iets-anders-en-lang", "code": "000000"}
        rush = [
            asyncio.create_task(crowd.post("/beheer/aanmelden", data={**given, "email": f"{n}@example.org"}))
            for n in range(10)
        ]
        try:
            async with asyncio.timeout(50):
                assert (await browser.get("/beheer/werk")).status_code == 200
            assert not any(answer.done() for answer in rush)
        finally:
            gate.set()
        assert {answer.status_code for answer in await asyncio.gather(*rush)} == {401}
