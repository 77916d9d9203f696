"""Invitations to a meeting, in the panel: reporters by the fiches on the table, guests one by one; how many come."""

from collections.abc import Mapping
from typing import Any

from fastapi import Response

from admin.agenda import ITEM
from admin.deciding import read_digits
from admin.desk import Desk, Visit
from admin.inbox import read_number
from core.agenda.inviting import invite_guest, invite_reporters, read_inviting, stop_inviting
from core.agenda.reading import Item
from core.errors import Refused

_DONE, _NONE, _STOPPED, _NO_ADDRESS = "uitgenodigd-brief", "niemand-nieuw", "niet-verstuurd", "geen-adres"


def add_agenda_inviting(desk: Desk) -> None:
    """Add the routes, and their part of the page of an item."""
    desk.hang(ITEM, _own)

    @desk.post("/agenda/{number}/signaalgevers", "agenda.edit")
    def ask(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        fiches = [digits for text in visit.knock.fields.many("van") if (digits := read_digits(text))]
        done = invite_reporters(visit.session, visit.present, number, fiches, desk.context.clock())
        return _back(desk, number, _DONE if done else _NONE)

    @desk.post("/agenda/{number}/signaalgevers/niet", "agenda.edit")
    def stop(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        done = stop_inviting(visit.session, visit.present, number)
        return _back(desk, number, _STOPPED if done else "al")

    @desk.post("/agenda/{number}/gasten/{guest}/brief", "agenda.edit")
    def write(visit: Visit) -> Response:
        number, guest = read_number(visit.path("number")), read_digits(visit.path("guest"))
        try:
            done = invite_guest(visit.session, desk.context, visit.present, number, guest, visit.typed("address"))
        except Refused:
            return _back(desk, number, _NO_ADDRESS)
        return _back(desk, number, _DONE if done else _NONE)


def _own(desk: Desk, visit: Visit, item: Item) -> Mapping[str, Any]:
    return {"inviting": read_inviting(visit.session, visit.present, item.id, desk.context.clock())}


def _back(desk: Desk, number: int, done: str) -> Response:
    return desk.go(f"/agenda/{number}?gedaan={done}#uitnodigingen")
