"""The public agenda as iCalendar (RFC 5545), for the calendars that people use."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from core.publish.model import PublicDay, Snapshot
from core.words import Words
from web.public.telling import BRUSSELS

_STATES = {"voorlopig": "TENTATIVE", "vast": "CONFIRMED", "afgelast": "CANCELLED"}
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def write_calendar(words: Words, base_url: str, snapshot: Snapshot) -> bytes:
    """Write the public days as one calendar to follow; what was called off stays in it, as cancelled."""
    calendar: Any = Calendar()  # its methods are only half typed
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Signaal//Agenda//NL")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", words.say("public.calendar-title", place=snapshot.name))
    for day in snapshot.days:
        calendar.add_component(_event(words, base_url, snapshot, day))
    # Readers need the rules of the zone that the moments name.
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def _event(words: Words, base_url: str, snapshot: Snapshot, day: PublicDay) -> Any:
    event: Any = Event()
    event.add("uid", f"{snapshot.slug}-{day.number}@{urlsplit(base_url).hostname}")
    event.add("dtstamp", snapshot.made_at or _BEGINNING)
    event.add("dtstart", day.starts_at.astimezone(BRUSSELS))
    event.add("dtend", day.ends_at.astimezone(BRUSSELS))
    event.add("summary", day.title)
    event.add("status", _STATES[day.status])
    event.add("categories", [words.say(f"meet.kind.{day.kind}")])
    event.add("class", "PUBLIC")
    event.add("url", f"{base_url}/{snapshot.slug}/agenda")
    if day.venue:
        event.add("location", day.venue)
    if day.body:
        event.add("description", day.body)
    return event
