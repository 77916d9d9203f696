"""The public pages, from an invented snapshot: six parts, search, a page per fiche, feeds, and what robots read."""

import re
from dataclasses import replace
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import httpx
import pytest
from icalendar import Calendar
from PIL import Image

from core.context import Context
from core.html.shield import Shield
from core.municipalities import Place
from core.publish.model import PublicFiche
from tests.web.public_town import BASE, FICHES, TOWN, site, visit
from tests.web.visiting import visit as visit_whole
from web.public.card import HEIGHT, WIDTH
from web.public.searching import FACETS, find, fold, read_asked

PARTS = (
    "Wat is Lokaal Signaal?", "Cijfers in beeld", "Wat leeft er?", "Wat wordt ermee gedaan?",
    "Wanneer komt de eerste lijn samen?", "Wie werkt mee?",
)  # fmt: skip
ATOM = "{http://www.w3.org/2005/Atom}"
# What another person makes, or what needs a database.
_ELSEWHERE = re.compile(r"/(static|huisstijl)/|/signaal(\?|/|$)|/(privacy|toegankelijkheid|computer|open-data)$")


@pytest.fixture
def app(tmp_path: Path) -> Shield:
    return site(tmp_path, telegram="voorbeeld_bot")


def headings(page: httpx.Response) -> list[str]:
    """Give the headings of the second level, without their tags."""
    return [unescape(re.sub("<[^>]*>", "", text)).strip() for text in re.findall(r"<h2[^>]*>(.*?)</h2>", page.text)]


def links(page: httpx.Response) -> set[str]:
    """Give the addresses of our own that a page leads to."""
    found = {unescape(one).partition("#")[0] for one in re.findall(r'(?:href|action)="([^"]*)"', page.text)}
    return {one.removeprefix(BASE) for one in found if one.startswith(("/", BASE))}


async def test_the_front_page_has_the_six_parts_in_order_also_while_nothing_is_public(app: Shield) -> None:
    async with visit(app) as client:
        for slug in ("lommerbeek", "zandhove"):
            assert tuple(headings(await client.get(f"/{slug}"))) == PARTS
        empty = (await client.get("/zandhove")).text
        assert empty.count('class="empty"') == 5  # every part but the explanation
        full = (await client.get("/lommerbeek")).text
    assert 'href="https://t.me/voorbeeld_bot?start=lommerbeek"' in full
    assert 'href="mailto:lommerbeek@signaal.example.org"' in full
    assert 'href="mailto:signaal@lommerbeek.example.org"' in full
    assert full.index(FICHES[0].title) < full.index(FICHES[1].title)


async def test_every_link_leads_somewhere(app: Shield) -> None:
    async with visit(app) as client:
        waiting, seen = ["/"], {"/"}
        while waiting:
            page = await client.get(waiting.pop())
            assert page.status_code == 200, page.url  # HTTP: fine
            new = {one for one in links(page) if not _ELSEWHERE.search(one)} - seen
            waiting += sorted(new)
            seen |= new
    assert {"/lommerbeek/fiche/12", "/zandhove/partners", "/lommerbeek/feed.atom", "/lommerbeek?taal=fr"} <= seen


def test_fiches_are_found_by_words_without_accents_and_by_what_they_are_about() -> None:
    def numbers(**query: str) -> list[int]:
        return [fiche.number for fiche in find(FICHES, read_asked(query))]

    assert numbers() == [12, 11, 9, 7, 4]
    assert numbers(zoek="  GEZINNEN  huurwoning ") == [12]
    assert numbers(zoek="gezínnen") == [12, 4]
    assert numbers(zoek="woning") == [12, 4], "also within a longer word"
    assert numbers(zoek="9") == [9]
    assert numbers(thema="wonen", status="afgerond") == [4]
    assert numbers(doelgroep="jongeren") == [11]
    assert numbers(niveau="vlaams") == [12, 11]
    assert numbers(zoek="<script>", thema="x" * 500) == []
    assert fold("Eén café, ÀÇÜ") == "een cafe  acu"
    assert set(FACETS) == {"thema", "doelgroep", "niveau"}


async def test_filters_stand_in_the_address_and_nothing_found_helps_on(app: Shield, tmp_path: Path) -> None:
    async with visit(app) as client:
        page = await client.get("/lommerbeek/fiches", params={"thema": "wonen", "zoek": '"><b>'})
        assert 'value="wonen" selected' in page.text
        assert 'value="&#34;&gt;&lt;b&gt;"' in page.text
        assert "We vonden niets" in page.text
        assert '<link rel="canonical" href="https://signaal.example.org/lommerbeek/fiches">' in page.text
    many = tuple(
        PublicFiche(nr, f"Onderwerp {nr}", "Tekst", "getoetst", changed=date(2026, 1, 1)) for nr in range(1, 31)
    )
    async with visit(site(tmp_path, replace(TOWN, fiches=many))) as client:
        first = await client.get("/lommerbeek/fiches?zoek=onderwerp")
        assert "30 onderwerpen gevonden" in first.text
        onward = re.search(r'href="([^"]*)" rel="next"', first.text)
        assert onward
        last = await client.get(unescape(onward[1]))
        assert last.text.count('<li class="tile">') == 6  # 30 less a page
        assert (await client.get("/lommerbeek/fiches?pagina=99999999")).status_code == 200  # HTTP


async def test_a_fiche_tells_what_is_known_and_can_be_shared(app: Shield) -> None:
    async with visit(app) as client:
        page = (await client.get("/lommerbeek/fiche/12")).text
    assert 'href="/lommerbeek/signaal?fiche=12"' in page
    assert "25 signalen of meer" in page
    assert "Grote gezinnen zoeken een woning" in page, "what it follows"
    assert page.index("Actie gepland") < page.index("Begonnen met de aanpak"), "within a month as well"
    assert page.index("Actie begonnen") < page.index("Actie gepland") < page.index("Op deze website gezet")
    assert "onbekend" not in page, "what has no words yet is not told"
    assert '<link rel="canonical" href="https://signaal.example.org/lommerbeek/fiche/12">' in page
    assert '<meta property="og:title" content="Te weinig betaalbare huurwoningen voor grote gezinnen">' in page
    assert '<meta name="robots" content="index, follow">' in page


async def test_a_closed_fiche_asks_for_a_new_signal_and_an_open_one_also_leads_to_the_chat(
    app: Shield, tmp_path: Path
) -> None:
    async with visit(app) as client:
        closed, still = [(await client.get(f"/lommerbeek/fiche/{number}")).text for number in (4, 12)]
    assert "Ik zie dit ook" not in closed
    assert "Dit onderwerp is afgerond." in closed
    assert 'href="/lommerbeek/signaal"' in closed
    assert "?fiche=" not in closed
    assert "-f4" not in closed
    assert 'href="https://t.me/voorbeeld_bot?start=lommerbeek-f12"' in still
    async with visit(site(tmp_path)) as client:
        assert "t.me/" not in (await client.get("/lommerbeek/fiche/12")).text, "there is no bot"


async def test_a_shared_page_shows_a_picture_of_its_own_and_none_of_what_is_not_public(app: Shield) -> None:
    async with visit(app) as client:
        found = re.search(r'og:image" content="([^"]*)"', (await client.get("/lommerbeek/fiche/12")).text)
        assert found
        answer = await client.get(found[1])
        picture = Image.open(BytesIO(answer.content))
        assert (answer.headers["content-type"], picture.size) == ("image/png", (WIDTH, HEIGHT))
        assert picture.convert("RGB").getpixel((5, 5)) == (0x7A, 0x2E, 0x5D)
        older = await client.get("/lommerbeek/kaart/12-abc.png")
        assert older.headers["location"] == found[1].removeprefix(BASE)
        assert (await client.get("/lommerbeek/kaart/99-abc.png")).status_code == 404


@pytest.mark.parametrize("number", ["99", "0", "012", "x", "1" * 40, "%C2%B2"])
async def test_a_fiche_that_is_not_public_is_a_helpful_404(app: Shield, number: str) -> None:
    async with visit(app) as client:
        page = await client.get(f"/lommerbeek/fiche/{number}")
    assert page.status_code == 404  # HTTP: not found
    assert 'content="noindex"' in page.text
    assert "canonical" not in page.text
    assert 'action="/lommerbeek/fiches"' in page.text


async def test_figures_show_what_may_be_shown_and_say_why_the_rest_is_not(app: Shield) -> None:
    async with visit(app) as client:
        page = (await client.get("/lommerbeek/cijfers")).text
    assert re.search(r"<dt>signalen</dt><dd>96</dd>", page)
    assert page.count("niet getoond") >= 3  # two cells, and why
    assert "minder dan 5" in page
    assert page.index("Geestelijke gezondheid") < page.index("Wonen en dakloosheid"), "the largest of the last quarter"
    assert '<svg class="bars"' in page
    assert "4e kwartaal 2025" in page
    assert "Uit welke sector" in page


async def test_the_feed_is_valid_and_has_the_newest_first(app: Shield) -> None:
    async with visit(app) as client:
        answer = await client.get("/lommerbeek/feed.atom")
        empty = fromstring((await client.get("/zandhove/feed.atom")).content)  # noqa: S314 # ours
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = fromstring(answer.content)  # noqa: S314 # ours
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [fiche.title for fiche in FICHES]
    for element in (feed, empty, *entries):
        for name in ("id", "title", "updated"):
            assert element.findtext(f"{ATOM}{name}"), name
    assert entries[0].findtext(f"{ATOM}updated") == "2026-11-01T00:00:00+01:00"
    assert feed.find(f"{ATOM}link[@rel='self']") is not None


async def test_the_calendar_has_every_day_and_cancels_what_does_not_go_on(app: Shield) -> None:
    async with visit(app) as client:
        answer = await client.get("/lommerbeek/agenda.ics")
    calendar: Any = Calendar.from_ical(answer.content)  # its methods are only half typed
    assert answer.headers["content-type"].startswith("text/calendar")
    assert str(calendar["method"]) == "PUBLISH"
    days = {str(day["summary"]): str(day["status"]) for day in calendar.walk("VEVENT")}
    assert days["Nieuwjaarsdrink"] == "CANCELLED"
    assert days["Actiedag lege panden"] == "TENTATIVE"
    assert len(days) == len(TOWN.days)
    assert b"DTSTART;TZID=Europe/Brussels:20261203T133000" in answer.content
    assert calendar.walk("VTIMEZONE")


async def test_all_municipalities_are_found_by_name_and_province(app: Shield) -> None:
    async with visit(app) as client:
        every = (await client.get("/")).text
        one = (await client.get("/", params={"gemeente": "LÒMMER"})).text
        none = (await client.get("/", params={"provincie": "antwerpen"})).text
    assert 'href="/lommerbeek"' in every
    assert 'href="/zandhove"' in every
    assert "3 december 2026" in every
    assert every.index("Wonen en dakloosheid") < every.index("Mobiliteit")
    assert 'href="/zandhove"' not in one
    assert "Deze gemeente staat er niet bij" in none


async def test_robots_are_led_to_public_pages_and_may_keep_them(app: Shield) -> None:
    async with visit(app) as client:
        robots = (await client.get("/robots.txt")).text
        sitemap = (await client.get("/sitemap.xml")).text
        page = await client.get("/lommerbeek")
    assert "Disallow: /beheer" in robots
    assert f"Sitemap: {BASE}/sitemap.xml" in robots
    assert f"<loc>{BASE}/lommerbeek/fiche/12</loc>" in sitemap
    assert page.headers["cache-control"] == "public, max-age=30"
    assert "set-cookie" not in page.headers
    assert not re.search(r'(?:src|href)="https?://(?!signaal\.example\.org|t\.me)', page.text)


async def test_the_frame_of_a_page_is_french_where_the_municipality_wants_that(app: Shield) -> None:
    async with visit(app) as client:
        page = (await client.get("/lommerbeek/fiche/12?taal=fr")).text
        dutch = (await client.get("/zandhove?taal=fr")).text
    assert '<html lang="fr">' in page
    assert '<h1 lang="nl">' in page
    assert 'hreflang="nl" href="https://signaal.example.org/lommerbeek/fiche/12"' in page
    assert 'href="/lommerbeek/acties?taal=fr"' in page
    assert '<html lang="nl">' in dutch


async def test_the_pages_lead_to_the_form_and_the_statements_that_are_really_there(
    context: Context, place: Place, other_place: Place
) -> None:
    async with visit_whole(context) as client:
        front = await client.get(f"/{place.slug}")
        elsewhere = {one for one in links(front) if _ELSEWHERE.search(one) and not one.startswith("/huisstijl")}
        assert len(elsewhere) > len(PARTS), elsewhere
        for one in sorted(elsewhere):
            assert (await client.get(one)).status_code == 200, one
        every = links(await client.get("/"))
    assert {f"/{place.slug}", f"/{other_place.slug}"} <= every
