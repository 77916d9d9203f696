"""The agenda in a browser: planned once, changed without losing a colleague's words, and read by a calendar."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from sqlalchemy import event

from core.agenda.reading import PAGE, list_agenda
from core.context import Context
from core.municipalities import Place
from core.store.tables import AgendaItem
from tests.admin.panel import field
from tests.core.people.staffing import Person

PLANNED = {
    "kind": "signaaldag", "title": "Signaaldag wonen", "day": "2099-07-02", "starts": "13:30", "ends": "16:00",
    "venue": "Huis van het Kind", "body": "Breng je collega's mee.", "status": "vast", "public": "1",
}  # fmt: skip


async def plan(browser: httpx.AsyncClient, **changed: str) -> httpx.Response:
    page = await browser.get("/beheer/agenda/nieuw")
    given = {"csrf": field(page, "csrf"), "form": field(page, "form"), **PLANNED, **changed}
    return await browser.post("/beheer/agenda/nieuw", data=given)


async def change(browser: httpx.AsyncClient, **fields: str) -> httpx.Response:
    page = await browser.get("/beheer/agenda/1/wijzig")
    given = {"csrf": field(page, "csrf"), "version": field(page, "version"), **PLANNED, **fields}
    return await browser.post("/beheer/agenda/1/wijzig", data=given)


async def test_an_item_is_planned_once_and_stands_in_the_list_and_the_calendar(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/beheer/agenda/nieuw")
    given = {"csrf": field(page, "csrf"), "form": field(page, "form"), **PLANNED}
    for _ in range(2):
        done = await browser.post("/beheer/agenda/nieuw", data=given)
        assert done.headers["location"] == "/beheer/agenda/1?gedaan=gepland"
    shown = (await browser.get("/beheer/agenda/1")).text
    for words in ("donderdag 2 juli 2099", "13:30 tot 16:00 uur", "Huis van het Kind", "openbare agenda"):
        assert words in shown, words
    assert (await browser.get("/beheer/agenda")).text.count("Signaaldag wonen") == 1
    for path in ("kalender.ics", "1/afspraak.ics"):
        answer = await browser.get(f"/beheer/agenda/{path}")
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        calendar: Any = Calendar.from_ical(answer.text)
        (told,) = calendar.walk("VEVENT")
        assert told.decoded("dtstart") == datetime(2099, 7, 2, 11, 30, tzinfo=UTC)
        assert (told["summary"], told["class"], told["status"]) == ("Signaaldag wonen", "PUBLIC", "CONFIRMED")
        assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Brussels"]


@pytest.mark.parametrize(
    ("wrong", "asked"),
    [
        ({"title": " "}, ["title"]),
        ({"day": "gisteren", "ends": "13:30", "kind": "feest"}, ["kind", "day", "ends"]),
        ({"starts": "", "status": ""}, ["starts", "status"]),
    ],
)
async def test_what_is_wrong_is_asked_and_what_was_typed_stays(
    browser: httpx.AsyncClient, wrong: dict[str, str], asked: list[str]
) -> None:
    answer = await plan(browser, **wrong)
    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#(\w+)">', answer.text) == asked
    assert "Breng je collega" in answer.text
    assert "Er is niets gepland." in (await browser.get("/beheer/agenda")).text


async def test_who_comes_second_is_told_and_keeps_what_she_typed(
    browser: httpx.AsyncClient, lead: httpx.AsyncClient
) -> None:
    await plan(browser)
    late = await browser.get("/beheer/agenda/1/wijzig")
    assert (await change(lead, venue="Bibliotheek")).headers["location"].endswith("gedaan=bewaard")
    assert (await change(lead, venue="Bibliotheek")).headers["location"].endswith("gedaan=al")
    given = {"csrf": field(late, "csrf"), "version": field(late, "version"), **PLANNED, "venue": "Sporthal"}
    answer = await browser.post("/beheer/agenda/1/wijzig", data=given)
    assert answer.status_code == 409
    for words in ("lut.maes@example.org", "Bibliotheek", "Sporthal"):
        assert words in answer.text, words
    again = await browser.post("/beheer/agenda/1/wijzig", data={**given, "version": field(answer, "version")})
    assert again.status_code == 303
    calendar: Any = Calendar.from_ical((await browser.get("/beheer/agenda/1/afspraak.ics")).text)
    assert calendar.walk("VEVENT")[0]["sequence"] == 2


def test_the_list_takes_as_many_queries_however_long(context: Context, place: Place, processor: Person) -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)

    def look(before: int = 0) -> tuple[int, list[int], int, int]:
        asked: list[str] = []
        with context.store.tenant(place.id) as session:
            event.listen(session.connection(), "before_cursor_execute", lambda *args: asked.append(str(args[2])))
            agenda = list_agenda(session, processor.present(), now, before)
        return len(agenda.coming), [item.number for item in agenda.past], agenda.older, len(asked)

    def add(numbers: range, first: datetime) -> None:
        with context.store.tenant(place.id) as session:
            session.add_all(
                AgendaItem(
                    id=uuid.uuid4(), municipality_id=place.id, number=number, kind="overleg", title="Overleg",
                    starts_at=first + timedelta(days=number), ends_at=first + timedelta(days=number, hours=1),
                )
                for number in numbers
            )  # fmt: skip

    add(range(1, 2), now - timedelta(days=90))
    assert look() == (0, [1], 0, 3)
    add(range(2, PAGE + 4), now - timedelta(days=90))
    add(range(100, 130), now)
    assert look() == (30, list(range(PAGE + 3, 3, -1)), 4, 3)
    assert look(4) == (0, [3, 2, 1], 0, 2)
