"""Targeted calls: made, shared on paper and on screen, counted and closed."""

import uuid
from datetime import date
from typing import Any
from urllib.parse import quote

import segno
from fastapi import Response

from admin.dates import say_day
from admin.desk import Desk, Visit
from admin.ids import read_id
from core.dialogue.load import labels
from core.intake.calls import today
from core.intake.guard import read_guard
from core.review.calls import (
    EDIT,
    LONGEST_TEXT,
    LONGEST_TITLE,
    Call,
    NewCall,
    close_call,
    list_calls,
    make_call,
    read_call,
    read_call_of,
)

_DONE = ("gemaakt", "gesloten", "al")


def add_calls(desk: Desk) -> None:
    """Add the routes of targeted calls."""

    @desk.get("/oproepen", EDIT)
    def show_all(visit: Visit) -> Response:
        return _show_all(desk, visit)

    @desk.post("/oproepen", EDIT)
    def make(visit: Visit) -> Response:
        names = ("title", "text", "theme")
        days = {name: _read_day(visit.typed(name)) for name in ("opens_on", "until")}
        asked = NewCall(**{name: visit.typed(name) for name in names}, **days)  # pyright: ignore[reportArgumentType]  # by name
        made = make_call(visit.session, visit.present, asked, today(desk.context.clock()))
        if isinstance(made, uuid.UUID):
            return desk.go(f"/oproepen/{made}?gedaan=gemaakt")
        return _show_all(desk, visit, status=422, asked=asked, wrong=made)

    @desk.get("/oproepen/{call}", EDIT)
    def show(visit: Visit) -> Response:
        call = read_call(visit.session, visit.present, read_id(visit.path("call")), today(desk.context.clock()))
        done = visit.asked("gedaan")
        return desk.own_page(
            visit,
            "call",
            here="calls",
            call=call,
            theme=labels("themes").get(call.theme, call.theme),
            person=bool(read_guard(visit.session).find(f"{call.title}\n{call.text}")),
            done=done if done in _DONE else "",
            day=say_day,
            **_ways(desk, visit, call),
        )

    @desk.post("/oproepen/{call}/sluit", EDIT)
    def close(visit: Visit) -> Response:
        call_id = read_id(visit.path("call"))
        closed = close_call(visit.session, visit.present, call_id)
        return desk.go(f"/oproepen/{call_id}?gedaan={'gesloten' if closed else 'al'}")


def answering(visit: Visit, signal_id: uuid.UUID) -> dict[str, Any]:
    """Give the page of a signal the call that it answers, if any."""
    found = read_call_of(visit.session, signal_id)
    named = {"title": found[0], "theme": labels("themes").get(found[1], found[1])} if found else None
    return {"answers_call": named}


def _show_all(
    desk: Desk, visit: Visit, *, status: int = 200, asked: NewCall | None = None, wrong: tuple[str, ...] = ()
) -> Response:
    day = today(desk.context.clock())
    return desk.own_page(
        visit,
        "calls",
        status=status,
        here="calls",
        calls=list_calls(visit.session, visit.present, day),
        themes=labels("themes"),
        asked=asked or NewCall("", "", "", day, None),
        wrong=wrong,
        longest={"title": LONGEST_TITLE, "text": LONGEST_TEXT},
        day=say_day,
    )


def _ways(desk: Desk, visit: Visit, call: Call) -> dict[str, Any]:
    """Give the ways in which a call is shared: addresses, and the code that a camera reads."""
    context, place = desk.context, visit.present.place
    web = f"{context.base_url}/{place.slug}/oproep/{call.code}"
    name = place.setting("bot") or context.telegram_name
    address = f"{place.slug}@{context.settings.mail_domain}"
    return {
        "web": web,
        "telegram": f"https://t.me/{name}?start={call.code}" if name else "",
        "address": address,
        "mailto": f"mailto:{address}?subject={quote(f'Oproep {call.code}')}",
        "spoken": f"{call.code[:4]}-{call.code[4:]}",
        "qr": segno.make(web, micro=False).svg_data_uri(omitsize=True),
    }


def _read_day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
