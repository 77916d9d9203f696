"""Examples, figures and the log on the page of a fiche: added by a form each, and taken away."""

from datetime import date
from typing import Any

from fastapi import Response

from admin.desk import Desk, Visit
from admin.fiche_page import FICHE, ask_personal, go_back, read_handling, refuse
from admin.ids import read_id, read_number
from core.review.fiche_content import read_content
from core.review.fiche_items import LONGEST_ITEM, LONGEST_SOURCE, LacksWords, NewItem, add_item, of_kind, remove_item
from core.review.fiche_log import LONGEST_NOTE, NOTED, NoWords, note_progress
from core.review.fiche_reading import FicheShown
from core.review.personal import HasPersonal
from core.store.tables.fiche_content import EXAMPLE, FIGURE


def add_fiche_items(desk: Desk) -> None:
    """Add the routes."""
    desk.hang(FICHE, _items)

    @desk.post("/fiche/{number}/erbij", "fiches.edit")
    def add(visit: Visit) -> Response:
        number, new = read_number(visit.path("number")), _read(visit)
        try:
            done = add_item(visit.session, visit.present, number, new, read_handling(visit))
        except HasPersonal as found:
            return ask_personal(desk, visit, new.kind, found)
        except LacksWords as lacks:
            say = desk.context.words.say
            most = {"most": LONGEST_ITEM, "longest": LONGEST_SOURCE}
            return refuse(
                desk, visit, {f"{new.kind}_{name}": say(f"fiche.wrong.{name}", **most) for name in lacks.names}
            )
        return go_back(desk, number, "fiche.added" if done else "al")

    @desk.post("/fiche/{number}/weg/{item}", "fiches.edit")
    def remove(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        done = remove_item(visit.session, visit.present, number, read_id(visit.path("item")))
        return go_back(desk, number, "fiche.removed" if done else "al")

    @desk.post("/fiche/{number}/opvolging", "fiches.log", limited=True)
    def note(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        try:
            done = note_progress(visit.session, visit.present, number, visit.typed("opvolging"))
        except NoWords:
            return refuse(desk, visit, {"opvolging": desk.context.words.say("fiche.wrong.note")})
        return go_back(desk, number, "fiche.noted" if done else "al")


def _read(visit: Visit) -> NewItem:
    kind = visit.typed("kind")
    try:
        dated = date.fromisoformat(visit.typed(f"{kind}_dated"))
    except ValueError:
        dated = None
    return NewItem(kind, visit.typed(f"{kind}_text"), visit.typed(f"{kind}_source"), dated)


def _items(_desk: Desk, visit: Visit, fiche: FicheShown) -> dict[str, Any]:
    content = read_content(visit.session, visit.present, fiche)
    return {
        "content": content,
        "items": [(kind, of_kind(content.items, kind)) for kind in (EXAMPLE, FIGURE)],
        "longest_item": LONGEST_ITEM,
        "longest_source": LONGEST_SOURCE,
        "longest_note": LONGEST_NOTE,
        "log": [entry for entry in reversed(fiche.journal) if entry.what == NOTED],
    }
