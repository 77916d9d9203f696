"""The list and one signal, in a browser."""

import re
import uuid
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.store.tables import Audit, Journal
from tests.admin.panel import CANARY, STORY, field, status_of, tell


async def test_empty_list_says_what_to_do(place: Place, browser: httpx.AsyncClient) -> None:
    page = await browser.get("/beheer")
    assert "Nog geen signalen" in page.text
    assert f'href="/{place.slug}/signaal"' in page.text


async def test_list_shows_a_signal_and_filters_are_in_the_address(
    context: Context, place: Place, browser: httpx.AsyncClient
) -> None:
    signal_id = tell(context, place, channel="telegram")
    page = await browser.get("/beheer")
    assert "1 signaal" in page.text
    assert f"/beheer/signaal/{signal_id}" in page.text
    assert STORY in page.text
    assert "Onderwijs en CLB" in page.text
    for query, found in (
        ("zoek=huurwoningen", True), ("zoek=vliegtuig", False), ("status=nieuw", True), ("status=dubbel", False),
        ("kanaal=telegram", True), ("kanaal=web", False), ("kanaal=onzin", True), ("zoek=1&status=nieuw", True),
    ):  # fmt: skip
        page = await browser.get(f"/beheer?{query}")
        assert (STORY in page.text) is found, query
        assert ("Niets gevonden" in page.text) is not found, query


async def test_markup_in_a_signal_or_search_is_text(context: Context, place: Place, browser: httpx.AsyncClient) -> None:
    nasty = '"><script>alert(1)</script> en verder genoeg woorden voor een signaal'
    signal_id = tell(context, place, nasty)
    for page in (
        await browser.get("/beheer"),
        await browser.get(f"/beheer/signaal/{signal_id}"),
        await browser.get("/beheer", params={"zoek": nasty}),
    ):
        assert page.status_code == 200
        assert "<script>alert" not in page.text


async def test_second_page_keeps_the_filters(context: Context, place: Place, browser: httpx.AsyncClient) -> None:
    for _ in range(51):
        tell(context, place)
    page = await browser.get("/beheer?zoek=gezinnen&status=nieuw")
    assert page.text.count("/beheer/signaal/") == 50
    older = page.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "zoek=gezinnen" in older
    assert "status=nieuw" in older
    second = await browser.get(older)
    assert second.text.count("/beheer/signaal/") == 1
    assert 'href="/beheer?zoek=gezinnen&amp;status=nieuw"' in second.text


async def test_opening_shows_everything_and_puts_it_in_review(
    context: Context, place: Place, browser: httpx.AsyncClient
) -> None:
    signal_id = tell(context, place, impact="Ze verhuizen naar een andere gemeente.", pattern="nee")
    page = await browser.get(f"/beheer/signaal/{signal_id}")
    assert status_of(context, place, signal_id) == "in-nazicht"
    for words in (STORY, "in nazicht", "Ze verhuizen", "Veel (meer dan 5)", "één persoon", "opende het signaal"):
        assert words in page.text, words
    await browser.get(f"/beheer/signaal/{signal_id}")
    with context.store.tenant(place.id) as session:
        assert [entry.what for entry in session.scalars(select(Journal))] == ["received", "opened"]


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-origin", "sec-purpose": "prefetch"}]
)
async def test_link_on_another_site_does_not_open(
    context: Context, place: Place, browser: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    signal_id = tell(context, place)
    assert (await browser.get(f"/beheer/signaal/{signal_id}", headers=headers)).status_code == 200
    assert status_of(context, place, signal_id) == "nieuw"


async def test_address_is_on_no_page(context: Context, place: Place, browser: httpx.AsyncClient) -> None:
    signal_id = tell(context, place)
    csrf = field(await browser.get("/beheer"), "csrf")
    reason = {"csrf": csrf, "reason": "Ik wil het adres graag zien."}
    answers = [
        await browser.get("/beheer"),
        await browser.get(f"/beheer?zoek={CANARY}"),
        await browser.get(f"/beheer/signaal/{signal_id}"),
        await browser.get("/beheer/werk"),
        await browser.get("/beheer/account"),
        await browser.get(f"/beheer/signaal/{signal_id}/contact"),
        await browser.post(f"/beheer/signaal/{signal_id}/contact", data=reason),
    ]
    assert [answer.status_code for answer in answers[-2:]] == [403, 403]
    for answer in answers:
        assert CANARY.partition("@")[0] not in answer.text.replace(f'value="{CANARY}"', "").replace(
            f'zoek={quote(CANARY)}"', ""
        )
    assert "Contact opnemen" not in answers[2].text


async def test_address_is_shown_once_for_a_reason(context: Context, place: Place, lead: httpx.AsyncClient) -> None:
    signal_id = tell(context, place)
    page = await lead.get(f"/beheer/signaal/{signal_id}")
    assert "Contact opnemen" in page.text
    assert CANARY not in page.text
    path = f"/beheer/signaal/{signal_id}/contact"
    asked = await lead.get(path)
    assert CANARY not in asked.text
    csrf = field(asked, "csrf")
    refused = await lead.post(path, data={"csrf": csrf, "reason": "zomaar"})
    assert refused.status_code == 422
    assert CANARY not in refused.text
    shown = await lead.post(path, data={"csrf": csrf, "reason": "We hebben een vraag over de bus."})
    assert CANARY in shown.text
    assert shown.headers["cache-control"] == "no-store"
    with context.store.tenant(place.id) as session:
        looked = [act.reason for act in session.scalars(select(Audit)) if act.action == "contact.looked"]
    assert looked == ["We hebben een vraag over de bus."]


async def test_unknown_ids_and_the_neighbours_read_the_same(
    context: Context, other_place: Place, lead: httpx.AsyncClient
) -> None:
    theirs = tell(context, other_place)
    csrf = field(await lead.get("/beheer"), "csrf")
    reason = {"csrf": csrf, "reason": "We hebben een vraag over de bus."}
    for suffix in ("", "/contact"):
        pages = {
            (answer.status_code, answer.text)
            for id_ in (theirs, uuid.uuid4(), "1", "onzin")
            for answer in [await lead.get(f"/beheer/signaal/{id_}{suffix}")]
        }
        assert [status for status, _ in pages] == [404], suffix
    posted = {
        (answer.status_code, answer.text)
        for id_ in (theirs, uuid.uuid4())
        for answer in [await lead.post(f"/beheer/signaal/{id_}/contact", data=reason)]
    }
    assert [status for status, _ in posted] == [404]
    assert status_of(context, other_place, theirs) == "nieuw"


async def test_list_and_page_say_who_opened_a_signal_and_why_that_counts(
    context: Context, place: Place, browser: httpx.AsyncClient
) -> None:
    signal_id = tell(context, place)
    assert "geopend door" not in (await browser.get("/beheer")).text
    page = (await browser.get(f"/beheer/signaal/{signal_id}")).text
    assert "Zo zien collega's en de signaalgever dat iemand het leest." in page.replace("&#39;", "'")
    assert "geopend door noor.peeters@example.org" in (await browser.get("/beheer")).text


async def test_what_was_done_has_the_focus(context: Context, place: Place, browser: httpx.AsyncClient) -> None:
    signal_id = tell(context, place)
    page = await browser.get(f"/beheer/signaal/{signal_id}")
    given = {"csrf": field(page, "csrf"), "stand": field(page, "stand"), "to": "intern"}
    done = await browser.post(f"/beheer/signaal/{signal_id}/besluit", data=given)
    page = await browser.get(done.headers["location"])
    assert re.search(r'class="box done undo" role="status" tabindex="-1" autofocus', page.text)
