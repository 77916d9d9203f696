"""A meeting in the panel: the fiches on its table, who is invited, and who came."""

from collections.abc import Mapping
from typing import Any

from fastapi import Response

from admin.agenda import ITEM
from admin.agenda_inviting import add_agenda_inviting
from admin.agenda_laying import add_agenda_laying
from admin.deciding import read_digits
from admin.desk import Desk, Visit
from admin.inbox import read_number
from core.agenda.guests import (
    LONGEST_NAME,
    MOST_PEOPLE,
    add_up,
    count_presence,
    invite,
    list_guests,
    list_invitable,
    uninvite,
)
from core.agenda.quotes import list_quotable, pick_quotes
from core.agenda.reading import Item, read_item
from core.agenda.table import (
    LONGEST_QUESTION,
    OnTable,
    ask_about,
    count_reporters,
    put_on_table,
    read_table,
    shift_on_table,
    take_off_table,
)
from core.errors import NotFound
from core.review.fiche_reading import FicheFilters, list_fiches

_STEPS = {"op": -1, "neer": 1}


def add_agenda_day(desk: Desk) -> None:
    """Add the routes, and the parts of the page of an item."""
    desk.hang(ITEM, _own)
    add_agenda_laying(desk)
    _add_table(desk)
    _add_quotes(desk)
    _add_guests(desk)
    add_agenda_inviting(desk)


def read_on_table(visit: Visit) -> tuple[Item, OnTable]:
    """Read the item and the fiche on its table that an address names; NotFound when one is not there."""
    item = read_item(visit.session, visit.present, read_number(visit.path("number")))
    number = read_number(visit.path("fiche"))
    found = next((fiche for fiche in read_table(visit.session, visit.present, item.id) if fiche.number == number), None)
    if found is None:
        raise NotFound("fiche")
    return item, found


def _add_table(desk: Desk) -> None:
    @desk.post("/agenda/{number}/fiches", "agenda.edit")
    def put(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        chosen = [digits for text in visit.knock.fields.many("fiche") if (digits := read_digits(text))]
        done = [put_on_table(visit.session, visit.present, number, fiche) for fiche in chosen]
        return _back(desk, number, "erbij" if any(done) else "al", "tafel")

    @desk.post("/agenda/{number}/fiche/{fiche}/af", "agenda.edit")
    def take(visit: Visit) -> Response:
        number, fiche = read_number(visit.path("number")), read_number(visit.path("fiche"))
        done = take_off_table(visit.session, visit.present, number, fiche)
        return _back(desk, number, "eraf" if done else "blijft", "tafel")

    @desk.post("/agenda/{number}/fiche/{fiche}/plaats", "agenda.edit")
    def shift(visit: Visit) -> Response:
        number, fiche = read_number(visit.path("number")), read_number(visit.path("fiche"))
        step = _STEPS.get(visit.typed("naar"), 0)
        done = step != 0 and shift_on_table(visit.session, visit.present, number, fiche, step)
        return _back(desk, number, "verplaatst" if done else "al", f"fiche-{fiche}")

    @desk.post("/agenda/{number}/fiche/{fiche}/vraag", "agenda.edit")
    def ask(visit: Visit) -> Response:
        number, fiche = read_number(visit.path("number")), read_number(visit.path("fiche"))
        done = ask_about(visit.session, visit.present, number, fiche, visit.typed("question"))
        return _back(desk, number, "bewaard" if done else "al", f"fiche-{fiche}")


def _add_quotes(desk: Desk) -> None:
    @desk.get("/agenda/{number}/fiche/{fiche}/citaten", "agenda.edit")
    def show_quotes(visit: Visit) -> Response:
        item, fiche = read_on_table(visit)
        signals = list_quotable(visit.session, visit.present, item.number, fiche.number)
        before = [sentence.key for signal in signals for sentence in signal.sentences if sentence.shown]
        return desk.own_page(
            visit, "agenda_quotes", here="agenda", item=item, fiche=fiche, signals=signals, before=" ".join(before)
        )

    @desk.post("/agenda/{number}/fiche/{fiche}/citaten", "agenda.edit")
    def pick(visit: Visit) -> Response:
        number, fiche = read_number(visit.path("number")), read_number(visit.path("fiche"))
        before, chosen = visit.typed("before").split(), visit.knock.fields.many("zin")
        done = pick_quotes(visit.session, visit.present, number, fiche, before, chosen)
        return _back(desk, number, "citaten" if done else "al", f"fiche-{fiche}")


def _add_guests(desk: Desk) -> None:
    @desk.post("/agenda/{number}/gasten", "agenda.edit")
    def ask_guest(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        kind = visit.typed("kind")
        done = invite(visit.session, visit.present, number, kind, visit.typed(kind))
        return _back(desk, number, "uitgenodigd" if done else "al", "gasten")

    @desk.post("/agenda/{number}/gasten/{guest}/af", "agenda.edit")
    def drop_guest(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        done = uninvite(visit.session, visit.present, number, read_digits(visit.path("guest")))
        return _back(desk, number, "eraf" if done else "blijft", "gasten")

    @desk.post("/agenda/{number}/aanwezig", "agenda.edit")
    def count(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        came = {
            read_digits(name.removeprefix("came_")): read_digits(text)
            for name, text in visit.knock.fields.pairs()
            if name.startswith("came_")
        }
        asked = visit.typed("signallers").strip()
        signallers = read_digits(asked) if asked else None
        done = count_presence(
            visit.session, visit.present, number, came, read_digits(visit.typed("others")), signallers
        )
        return _back(desk, number, "bewaard" if done else "al", "aanwezig")


def _own(_desk: Desk, visit: Visit, item: Item) -> Mapping[str, Any]:
    """Give the parts of the page of an item their values."""
    session, present = visit.session, visit.present
    table = read_table(session, present, item.id)
    guests = list_guests(session, present, item.id)
    edits = present.may("agenda.edit")
    search = visit.asked("zoek")
    found = list_fiches(session, present, FicheFilters(words=search, open=True)).lines if edits else ()
    here = {fiche.number for fiche in table}
    return {
        "table": table,
        "guests": guests,
        "presence": add_up(guests, item.others, item.signallers),
        "invitable": list_invitable(session, present, guests) if edits else None,
        "reporters": count_reporters(session, [fiche.fiche_id for fiche in table]) if edits else 0,
        "search": search,
        "found": [line for line in found if line.number not in here and not line.merged],
        "longest_question": LONGEST_QUESTION,
        "longest_name": LONGEST_NAME,
        "most_people": MOST_PEOPLE,
    }


def _back(desk: Desk, number: int, done: str, where: str) -> Response:
    return desk.go(f"/agenda/{number}?gedaan={done}#{where}")
