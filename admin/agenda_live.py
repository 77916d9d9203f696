"""Notes taken while people talk, one fiche a page: dots, decisions that become actions, remarks."""

import uuid

from fastapi import Response

from admin.agenda_day import read_on_table
from admin.deciding import read_digits
from admin.desk import Desk, Visit
from admin.inbox import read_id, read_number
from core.agenda.notes import (
    LONGEST_NOTE,
    MOST_VOTES,
    Said,
    close_talk,
    count_votes,
    drop_note,
    list_notes,
    make_action,
    write_note,
)
from core.agenda.table import read_table
from core.review.action_words import Wrong
from core.review.fiche_moves import MOVES

_DONE = ("bewaard", "al", "leeg", "geteld", "besproken", "eraf", "blijft", "actie", "geen-actie")


def add_agenda_live(desk: Desk) -> None:
    """Add the routes."""
    _add_talk(desk)
    _add_notes(desk)


def _add_talk(desk: Desk) -> None:
    @desk.get("/agenda/{number}/fiche/{fiche}", "agenda.read")
    def show(visit: Visit) -> Response:
        return _show(desk, visit)

    @desk.post("/agenda/{number}/fiche/{fiche}/stippen", "agenda.edit")
    def count(visit: Visit) -> Response:
        number, fiche = read_number(visit.path("number")), read_number(visit.path("fiche"))
        seen, to = read_digits(visit.typed("seen")), read_digits(visit.typed("to") or visit.typed("votes"))
        done = count_votes(visit.session, visit.present, number, fiche, seen, to)
        if done.outrun:
            return _show(desk, visit, outrun=True, status=409)
        return _back(desk, number, fiche, "geteld" if done.changed else "al")

    @desk.post("/agenda/{number}/fiche/{fiche}/besproken", "agenda.edit")
    def close(visit: Visit) -> Response:
        number, fiche = read_number(visit.path("number")), read_number(visit.path("fiche"))
        done = close_talk(visit.session, visit.present, number, fiche)
        return _back(desk, number, fiche, "besproken" if done.changed else "al")


def _add_notes(desk: Desk) -> None:
    @desk.post("/agenda/{number}/fiche/{fiche}/noteer", "agenda.edit")
    def write(visit: Visit) -> Response:
        number, fiche = read_number(visit.path("number")), read_number(visit.path("fiche"))
        done = write_note(visit.session, visit.present, number, fiche, _read(visit))
        return _back(desk, number, fiche, "bewaard" if done else "leeg" if not visit.typed("text").strip() else "al")

    @desk.post("/agenda/{number}/noteer", "agenda.edit")
    def write_general(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        done = write_note(visit.session, visit.present, number, None, _read(visit))
        return desk.go(f"/agenda/{number}/verslag?gedaan={'bewaard' if done else 'al'}")

    @desk.post("/agenda/{number}/noot/{note}/weg", "agenda.edit")
    def drop(visit: Visit) -> Response:
        number, fiche = read_number(visit.path("number")), read_digits(visit.typed("fiche"))
        done = "eraf" if drop_note(visit.session, visit.present, number, read_id(visit.path("note"))) else "blijft"
        return _back(desk, number, fiche, done) if fiche else desk.go(f"/agenda/{number}/verslag?gedaan={done}")

    @desk.post("/agenda/{number}/noot/{note}/actie", "agenda.edit")
    def become(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        fiche = make_action(visit.session, visit.present, number, read_id(visit.path("note")))
        if isinstance(fiche, Wrong):
            return _back(desk, number, read_digits(visit.typed("fiche")), "geen-actie")
        return _back(desk, number, fiche, "actie")


def _read(visit: Visit) -> Said:
    typed = visit.typed
    return Said(typed("kind"), typed("text"), read_id(typed("form")), typed("proposes"))


def _show(desk: Desk, visit: Visit, *, outrun: bool = False, status: int = 200) -> Response:
    item, fiche = read_on_table(visit)
    table = read_table(visit.session, visit.present, item.id)
    place = [on.number for on in table].index(fiche.number)
    notes = [note for note in list_notes(visit.session, visit.present, item.id) if note.agenda_fiche_id == fiche.id]
    done = visit.asked("gedaan")
    return desk.own_page(
        visit,
        "agenda_live",
        status=status,
        here="agenda",
        item=item,
        fiche=fiche,
        decisions=[note for note in notes if note.kind == "besluit"],
        remarks=[note for note in notes if note.kind == "opmerking"],
        moves=MOVES[fiche.status],
        before=table[place - 1] if place else None,
        following=table[place + 1] if place + 1 < len(table) else None,
        forms_of={kind: str(uuid.uuid4()) for kind in ("besluit", "opmerking")},
        outrun=outrun,
        done=done if done in _DONE else "",
        longest=LONGEST_NOTE,
        most_votes=MOST_VOTES,
    )


def _back(desk: Desk, number: int, fiche: int, done: str) -> Response:
    return desk.go(f"/agenda/{number}/fiche/{fiche}?gedaan={done}")
