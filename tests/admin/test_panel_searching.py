"""The page of search, and saved views above the lists, in a browser without JavaScript."""

import re

import httpx

from core.context import Context
from core.municipalities import Place
from tests.admin.panel import field, tell


async def test_search_shows_marked_words_with_filters_in_the_address(
    context: Context, place: Place, browser: httpx.AsyncClient
) -> None:
    signal_id = tell(context, place, "Gezinnen <b>vinden</b> geen betaalbaar huis in de stad.")
    page = (await browser.get("/beheer/zoeken?zoek=huizen&status=nieuw")).text
    assert "<mark>huis</mark>" in page
    assert f"/beheer/signaal/{signal_id}" in page
    assert "&lt;b&gt;vinden" in page
    assert "Niets gevonden" in (await browser.get("/beheer/zoeken?zoek=huizen&status=intern")).text
    assert f"/beheer/signaal/{signal_id}" in (await browser.get("/beheer/zoeken?zoek=%231&status=intern")).text
    assert (await browser.get("/beheer/zoeken")).status_code == 200


async def test_a_view_is_kept_opened_and_removed(
    context: Context, place: Place, browser: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    tell(context, place)
    page = await browser.get("/beheer?thema=wonen&orde=nieuw")
    given = {"csrf": field(page, "csrf"), "page": field(page, "page"), "query": "thema=wonen&orde=nieuw"}
    assert field(page, "query") == "thema=wonen&amp;orde=nieuw"
    lacking = await browser.post("/beheer/weergave", data={**given, "name": " "})
    assert "Geef een naam" in (await browser.get(lacking.headers["location"])).text
    kept = await browser.post("/beheer/weergave", data={**given, "name": "Wonen nieuw", "shared": "1"})
    assert kept.headers["location"] == "/beheer?thema=wonen&orde=nieuw&weergave=bewaard"
    page = await browser.get("/beheer")
    assert 'href="/beheer?thema=wonen&amp;orde=nieuw">Wonen nieuw</a>' in page.text
    theirs = await lead.get("/beheer")
    assert "Wonen nieuw" in theirs.text
    [view] = set(re.findall(r"/beheer/weergave/([0-9a-f-]{36})/weg", page.text))
    assert view not in theirs.text
    await lead.post(f"/beheer/weergave/{view}/weg", data={"csrf": field(theirs, "csrf")})
    assert "Wonen nieuw" in (await lead.get("/beheer")).text, "not hers to remove"
    await browser.post(f"/beheer/weergave/{view}/weg", data={"csrf": field(page, "csrf")})
    assert "Wonen nieuw" not in (await lead.get("/beheer")).text
    for path in ("/beheer/fiches", "/beheer/zoeken?zoek=bus"):
        assert "Bewaar deze weergave" in (await browser.get(path)).text
