"""The agenda: what comes and what was, an item planned, changed and shown, and all of it for a calendar."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from fastapi import Response

from admin.dates import say_day
from admin.deciding import read_digits
from admin.desk import Desk, Visit
from admin.inbox import read_id, read_number
from core.agenda.calendar import write_calendar
from core.agenda.items import LONGEST_BODY, LONGEST_TITLE, LONGEST_VENUE, Planned, change_item, plan_item
from core.agenda.reading import Item, list_agenda, list_feed, read_item
from core.agenda.table import put_on_table
from core.errors import NotFound, NotPossible
from core.review.fiche_reading import name_fiches
from core.review.fiches import Behind, Lacking
from core.store.tables.agenda import ITEM_STATES, KINDS

ITEM = "agenda_item"  # the page of an item, for Desk.hang


@dataclass(frozen=True, slots=True)
class Tried:
    """What was typed and not taken: because something is `missing`, or somebody else was first (`behind`)."""

    planned: Planned
    missing: tuple[str, ...] = ()
    behind: Behind | None = None


def add_agenda(desk: Desk) -> None:
    """Add the routes of the agenda."""

    @desk.get("/agenda", "agenda.read")
    def show_list(visit: Visit) -> Response:
        listed = list_agenda(visit.session, visit.present, desk.context.clock(), read_digits(visit.asked("voor")))
        return desk.own_page(visit, "agenda", here="agenda", listed=listed, day=say_day, paged=visit.asked("voor"))

    @desk.get("/agenda/kalender.ics", "agenda.read")
    def show_feed(visit: Visit) -> Response:
        return _calendar(desk, visit, "agenda", list_feed(visit.session, visit.present, desk.context.clock()))

    _add_planning(desk)

    @desk.get("/agenda/{number}", "agenda.read")
    def show(visit: Visit) -> Response:
        return _show(desk, visit)

    @desk.get("/agenda/{number}/afspraak.ics", "agenda.read")
    def show_calendar(visit: Visit) -> Response:
        item = read_item(visit.session, visit.present, read_number(visit.path("number")))
        return _calendar(desk, visit, f"agenda-{item.number}", [item])


def _add_planning(desk: Desk) -> None:
    @desk.get("/agenda/nieuw", "agenda.edit")
    def show_new(visit: Visit) -> Response:
        kind = visit.asked("soort")
        return _ask(desk, visit, Tried(Planned(kind=kind if kind in KINDS else "")), form=str(uuid.uuid4()))

    @desk.post("/agenda/nieuw", "agenda.edit")
    def plan(visit: Visit) -> Response:
        planned, form = _read(visit), read_id(visit.typed("form"))
        done = plan_item(visit.session, visit.present, planned, form)
        if isinstance(done, Lacking):
            return _ask(desk, visit, Tried(planned, done.names), form=str(form), status=422)
        fiche = read_digits(visit.typed("fiche"))
        if not fiche:
            return desk.go(f"/agenda/{done}?gedaan=gepland")
        return desk.go(f"/agenda/{done}?gedaan={_lay(visit, done, fiche)}#tafel")

    @desk.get("/agenda/{number}/wijzig", "agenda.edit")
    def show_change(visit: Visit) -> Response:
        item = read_item(visit.session, visit.present, read_number(visit.path("number")))
        return _ask(desk, visit, Tried(_planned(item)), item)

    @desk.post("/agenda/{number}/wijzig", "agenda.edit")
    def change(visit: Visit) -> Response:
        number, planned = read_number(visit.path("number")), _read(visit)
        done = change_item(visit.session, visit.present, number, planned, read_digits(visit.typed("version")))
        if isinstance(done, Lacking | Behind):
            item = read_item(visit.session, visit.present, number)
            if isinstance(done, Lacking):
                return _ask(desk, visit, Tried(planned, done.names), item, status=422)
            return _ask(desk, visit, Tried(planned, behind=done), item, status=409)
        return desk.go(f"/agenda/{number}?gedaan={'bewaard' if done.changed else 'al'}")


def _lay(visit: Visit, item: int, fiche: int) -> str:
    """Put the fiche that an item was planned for on its table; what was planned stays, whatever became of the fiche."""
    try:
        put_on_table(visit.session, visit.present, item, fiche)
    except (NotFound, NotPossible):
        return "gepland-leeg"
    return "gepland-met"


def _laid(visit: Visit) -> tuple[int, str] | None:
    """Give number and title of the fiche that an item is planned for."""
    number = read_digits(visit.asked("fiche") or visit.typed("fiche"))
    return next(iter(name_fiches(visit.session, [number])), None) if number else None


def _show(desk: Desk, visit: Visit) -> Response:
    item = read_item(visit.session, visit.present, read_number(visit.path("number")))
    words, key = desk.context.words, f"meet.done.{visit.asked('gedaan')}"
    values: dict[str, Any] = {"done": words.say(key) if words.has(key) else ""}
    for hung in desk.hung(ITEM):
        values |= hung(desk, visit, item)
    return desk.own_page(visit, "agenda_item", here="agenda", item=item, **values)


def _ask(
    desk: Desk, visit: Visit, tried: Tried, item: Item | None = None, *, form: str = "", status: int = 200
) -> Response:
    return desk.own_page(
        visit,
        "agenda_edit",
        status=status,
        here="agenda",
        item=item,
        form=form,
        laid=None if item else _laid(visit),
        planned=tried.planned,
        missing=tried.missing,
        behind=tried.behind,
        kinds=KINDS,
        states=ITEM_STATES,
        most={"title": LONGEST_TITLE, "venue": LONGEST_VENUE, "body": LONGEST_BODY},
        day=say_day,
    )


def _planned(item: Item) -> Planned:
    starts, ends = item.hours
    return Planned(item.kind, item.title, item.day, starts, ends, item.venue, item.body, item.public, item.status)


def _read(visit: Visit) -> Planned:
    return Planned(
        visit.typed("kind"),
        visit.typed("title"),
        read_day(visit.typed("day")),
        _read_time(visit.typed("starts")),
        _read_time(visit.typed("ends")),
        visit.typed("venue"),
        visit.typed("body"),
        public=visit.typed("public") == "1",
        status=visit.typed("status"),
    )


def read_day(text: str) -> date | None:
    """Read a day as a browser sends it; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _read_time(text: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return None


def _calendar(desk: Desk, visit: Visit, name: str, items: Iterable[Item]) -> Response:
    context = desk.context
    written = write_calendar(context.words, visit.present.place, context.base_url, items)
    headers = {"cache-control": "no-store", "content-disposition": f'attachment; filename="{name}.ics"'}
    return Response(written, media_type="text/calendar; charset=utf-8", headers=headers)
