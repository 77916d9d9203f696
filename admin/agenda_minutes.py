"""The minutes of a meeting: a page that can be printed, and a document."""

import uuid

from fastapi import Response

from admin.desk import Desk, Visit
from admin.inbox import read_number
from core.agenda.document import write_minutes
from core.agenda.minutes import read_minutes
from core.agenda.notes import LONGEST_NOTE
from core.agenda.reading import Item

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_DONE = ("bewaard", "verborgen", "al", "eraf", "blijft")


def add_agenda_minutes(desk: Desk) -> None:
    """Add the routes."""

    @desk.get("/agenda/{number}/verslag", "agenda.read")
    def show(visit: Visit) -> Response:
        minutes = read_minutes(visit.session, visit.present, read_number(visit.path("number")))
        done = visit.asked("gedaan")
        return desk.own_page(
            visit,
            "agenda_minutes",
            here="agenda",
            item=minutes.item,
            minutes=minutes,
            form=str(uuid.uuid4()),
            done=done if done in _DONE else "",
            longest=LONGEST_NOTE,
        )

    @desk.get("/agenda/{number}/verslag.docx", "agenda.read")
    def download(visit: Visit) -> Response:
        minutes = read_minutes(visit.session, visit.present, read_number(visit.path("number")))
        written = write_minutes(desk.context.words, visit.present.place, minutes, _when(desk, minutes.item))
        name = f'attachment; filename="verslag-{minutes.item.number}.docx"'
        return Response(written, media_type=_TYPE, headers={"cache-control": "no-store", "content-disposition": name})


def _when(desk: Desk, item: Item) -> str:
    say, day = desk.context.words.say, item.starts_at
    weekday, month = say(f"meet.weekday.{day.isoweekday()}"), say(f"meet.month.{day.month}")
    hours = say("meet.hours", starts=f"{day:%H:%M}", ends=f"{item.ends_at:%H:%M}")
    return f"{say('meet.day', weekday=weekday, day=day.day, month=month, year=day.year)}, {hours}"
