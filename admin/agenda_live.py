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
    hides_in,
    list_notes,
    make_action,
    write_note,
)
from core.agenda.table import TalkIsOver, read_table
from core.review.action_words import Wrong
from core.review.fiche_moves import MOVES
from core.store.tables.agenda import DECISION, REMARK

KINDS = (DECISION, REMARK)
_DONE = ("bewaard", "verborgen", "al", "leeg", "geteld", "besproken", "eraf", "blijft", "actie", "geen-actie")


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
        try:
            done = count_votes(visit.session, visit.present, number, fiche, seen, to)
        except TalkIsOver:
            return _show(desk, visit, _keep(visit), status=409)
        if done.outrun:
            return _show(desk, visit, _keep(visit), outrun=True, status=409)
        return _go_on(desk, visit, _keep(visit), "geteld" if done.changed else "al")

    @desk.post("/agenda/{number}/fiche/{fiche}/besproken", "agenda.edit")
    def close(visit: Visit) -> Response:
        number, fiche = read_number(visit.path("number")), read_number(visit.path("fiche"))
        done = close_talk(visit.session, visit.present, number, fiche)
        return _go_on(desk, visit, _keep(visit), "besproken" if done.changed else "al")


def _add_notes(desk: Desk) -> None:
    @desk.post("/agenda/{number}/fiche/{fiche}/noteer", "agenda.edit")
    def write(visit: Visit) -> Response:
        number, fiche = read_number(visit.path("number")), read_number(visit.path("fiche"))
        said = _read(visit)
        try:
            done = write_note(visit.session, visit.present, number, fiche, said)
        except TalkIsOver:
            return _show(desk, visit, _keep(visit), status=409)
        kept = {kind: text for kind, text in _keep(visit).items() if kind != said.kind}
        return _go_on(desk, visit, kept, _say_kept(visit, said) if done else "al" if said.text.strip() else "leeg")

    @desk.post("/agenda/{number}/noteer", "agenda.edit")
    def write_general(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        said = _read(visit)
        done = write_note(visit.session, visit.present, number, None, said)
        return desk.go(f"/agenda/{number}/verslag?gedaan={_say_kept(visit, said) if done else 'al'}")

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
    """Read a note: on the page of a talk each kind has fields of its own, as both are sent together."""
    typed, kind = visit.typed, visit.typed("kind")
    text, form = typed(f"text_{kind}") or typed("text"), typed(f"form_{kind}") or typed("form")
    return Said(kind, text, read_id(form), typed("proposes"))


def _say_kept(visit: Visit, said: Said) -> str:
    return "verborgen" if hides_in(visit.session, said.text) else "bewaard"


def _keep(visit: Visit) -> dict[str, str]:
    """Give what was being typed while something else was done, by kind."""
    return {kind: text for kind in KINDS if (text := visit.typed(f"text_{kind}")).strip()}


def _go_on(desk: Desk, visit: Visit, kept: dict[str, str], done: str) -> Response:
    """Go back to the page of the talk; with what was being typed, where something was (it is in no address)."""
    if kept:
        return _show(desk, visit, kept, done=done)
    number, fiche = read_number(visit.path("number")), read_number(visit.path("fiche"))
    return _back(desk, number, fiche, done)


def _show(
    desk: Desk,
    visit: Visit,
    kept: dict[str, str] | None = None,
    *,
    done: str = "",
    outrun: bool = False,
    status: int = 200,
) -> Response:
    item, fiche = read_on_table(visit)
    table = read_table(visit.session, visit.present, item.id)
    place = [on.number for on in table].index(fiche.number)
    notes = [note for note in list_notes(visit.session, visit.present, item.id) if note.agenda_fiche_id == fiche.id]
    done = done or visit.asked("gedaan")
    return desk.own_page(
        visit,
        "agenda_live",
        status=status,
        here="agenda",
        item=item,
        fiche=fiche,
        decisions=[note for note in notes if note.kind == DECISION],
        remarks=[note for note in notes if note.kind == REMARK],
        moves=MOVES[fiche.status],
        before=table[place - 1] if place else None,
        following=table[place + 1] if place + 1 < len(table) else None,
        forms_of={kind: str(uuid.uuid4()) for kind in KINDS},
        kept=kept or {},
        proposed=visit.typed("proposes") if kept else "",
        outrun=outrun,
        done=done if done in _DONE else "",
        longest=LONGEST_NOTE,
        most_votes=MOST_VOTES,
    )


def _back(desk: Desk, number: int, fiche: int, done: str) -> Response:
    return desk.go(f"/agenda/{number}/fiche/{fiche}?gedaan={done}")
