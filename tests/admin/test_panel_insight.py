"""Groepen and Trends in a browser: what stands there, when nothing does, and whose signals they are."""

from datetime import timedelta

import httpx

from core.context import Context
from core.municipalities import Place, set_setting
from tests.core.insight.seeding import CARE, cluster, sow

WEEK = timedelta(weeks=1)


async def test_nothing_yet_says_what_will_stand_there_and_when(browser: httpx.AsyncClient) -> None:
    groups, trends = (await browser.get("/beheer/groepen")).text, (await browser.get("/beheer/trends")).text
    assert "Nog geen groepen" in groups
    assert "minstens 3 op elkaar lijken, van minstens 2 organisaties" in groups
    assert "zodra jullie minstens 12 weken signalen hebben" in trends
    assert "Geen enkele sector is stilgevallen." in trends
    assert 'href="/beheer/trends"' in groups
    assert 'href="/beheer/groepen"' in trends


async def test_a_group_shows_its_signals_and_says_who_proposes(
    context: Context, place: Place, other_place: Place, browser: httpx.AsyncClient
) -> None:
    told = [sow(context, place, text, f"Huis {house}") for text, house in zip(CARE, "ABA", strict=True)]
    group = cluster(context, place, told, ("wachtlijst", "opvang", "geheimwoord"))
    theirs = [sow(context, other_place, "Een verhaal van elders.", f"Huis {house}") for house in "ABC"]
    cluster(context, other_place, theirs, ("elders",))
    page = (await browser.get("/beheer/groepen")).text
    assert f'id="groep-{group}"' in page
    assert "voorstel van de computer" in page
    assert "wachtlijst · opvang" in page
    assert "geheimwoord" not in page  # stands in none of them
    assert "3 signalen van minstens 2 organisaties" in page
    assert "Gezin, opvoeding en kinderopvang" in page
    assert all(f"/beheer/signaal/{signal}" in page for signal in told)
    assert "elders" not in page


async def test_where_proposals_are_off_it_says_so(context: Context, place: Place, browser: httpx.AsyncClient) -> None:
    cluster(context, place, [sow(context, place, text, f"Huis {text}") for text in CARE], ("opvang",))
    with context.store.tenant(place.id) as session:
        set_setting(session, place.id, "model", "nee")
    page = (await browser.get("/beheer/groepen")).text
    assert "Voorstellen van de computer staan uit." in page
    assert "/beheer/signaal/" not in page
    assert "Voorstellen van de computer staan uit." in (await browser.get("/beheer/trends")).text


async def test_a_rise_and_a_silence_are_told(
    context: Context, place: Place, other_place: Place, browser: httpx.AsyncClient
) -> None:
    now = context.clock().replace(hour=12)  # a week begins at midnight in Brussels, and the clock changes twice
    for back in range(10, 34, 2):
        sow(context, place, "De agent komt niet.", sector="politie", received_at=now - back * WEEK)
    for number in range(12):
        house, at = f"Huis {'AB'[number % 2]}", now - (1 + number % 3) * WEEK
        sow(context, place, f"Bus {number} is weg.", house, themes=["mobiliteit"], received_at=at)
        sow(context, other_place, "Elders ook.", house, themes=["werk"], received_at=at)
    page = (await browser.get("/beheer/trends")).text
    assert "Mobiliteit en vervoer" in page
    assert "12 signalen in 4 weken. Verwacht: minder dan 1." in page
    assert "Door toeval alleen" in page
    assert "12 signalen komen van een organisatie die vroeger nog niets doorgaf" in page
    assert "Actieve signaalgevers: minstens 12 in deze 4 weken" in page
    assert "minstens 2 organisaties" in page
    assert "Bus 9 is weg." in page
    assert "En nog 2 signalen." in page
    assert "Stil is niet hetzelfde als goed" in page
    assert "Politie" in page
    assert "Elders" not in page
