"""The agenda as iCalendar (RFC 5545), for the calendars that people use."""

from collections.abc import Iterable
from typing import Any

from icalendar import Calendar, Event

from core.agenda.reading import Item
from core.municipalities import Place
from core.words import Words

_STATES = {"voorlopig": "TENTATIVE", "vast": "CONFIRMED", "afgelast": "CANCELLED"}


def write_calendar(words: Words, place: Place, base_url: str, items: Iterable[Item]) -> bytes:
    """Write items as one calendar. An item keeps its UID, and its SEQUENCE grows, so that a change is seen as one."""
    calendar: Any = Calendar()  # its methods are only half typed
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Signaal//Agenda//NL")
    calendar.add("x-wr-calname", words.say("meet.calendar", place=place.name))
    for item in items:
        calendar.add_component(_event(words, base_url, item))
    # Readers need the rules of the zone that the moments name.
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def _event(words: Words, base_url: str, item: Item) -> Any:
    event: Any = Event()
    event.add("uid", f"{item.id}@signaal")
    event.add("dtstamp", item.changed_at)
    event.add("sequence", item.version - 1)
    event.add("dtstart", item.starts_at)
    event.add("dtend", item.ends_at)
    event.add("summary", item.title)
    event.add("categories", [words.say(f"meet.kind.{item.kind}")])
    event.add("status", _STATES[item.status])
    event.add("class", "PUBLIC" if item.public else "PRIVATE")
    event.add("url", f"{base_url}/beheer/agenda/{item.number}")
    if item.venue:
        event.add("location", item.venue)
    if item.body:
        event.add("description", item.body)
    return event
