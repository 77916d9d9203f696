"""The agenda as iCalendar (RFC 5545), for the calendars that people use."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC
from typing import Any

from icalendar import Calendar, Event, vCalAddress, vText

from core.agenda.reading import Item
from core.context import Context
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


def write_invitation(context: Context, place: Place, item: Item) -> bytes:
    """Write an item for who is invited to it (RFC 5546): PUBLISH, which each newer one replaces, or CANCEL.

    It asks no answer of a calendar, which would come as a mail: one answers by the links in the letter. What was typed
    about the item for colleagues, and where it is in the panel, stays out of it.
    """
    calendar: Any = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Signaal//Agenda//NL")
    calendar.add("method", "CANCEL" if item.status == "afgelast" else "PUBLISH")
    event: Any = Event()
    # A day that does not come back needs no rules of its zone, which would be most of the letter.
    _put_when(event, replace(item, starts_at=item.starts_at.astimezone(UTC), ends_at=item.ends_at.astimezone(UTC)))
    event.add("class", "PRIVATE")
    organizer = vCalAddress(f"mailto:{place.slug}@{context.settings.mail_domain}")
    organizer.params["CN"] = vText(context.words.say("mail.from", place=place.name))
    event["organizer"] = organizer
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _event(words: Words, base_url: str, item: Item) -> Any:
    event: Any = Event()
    _put_when(event, item)
    event.add("categories", [words.say(f"meet.kind.{item.kind}")])
    event.add("class", "PUBLIC" if item.public else "PRIVATE")
    event.add("url", f"{base_url}/beheer/agenda/{item.number}")
    if item.body:
        event.add("description", item.body)
    return event


def _put_when(event: Any, item: Item) -> None:
    event.add("uid", f"{item.id}@signaal")
    event.add("dtstamp", item.changed_at)
    event.add("sequence", item.version - 1)
    event.add("dtstart", item.starts_at)
    event.add("dtend", item.ends_at)
    event.add("summary", item.title)
    event.add("status", _STATES[item.status])
    if item.venue:
        event.add("location", item.venue)
