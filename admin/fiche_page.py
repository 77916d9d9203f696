"""The page of a fiche: what every part of it shows, and what was typed and could not be taken."""

from collections.abc import Mapping
from typing import Any

from fastapi import Response

from admin.dates import say_day, say_moment
from admin.desk import Desk, Visit
from admin.fiche_journal import tell_journal
from admin.fiche_parts import lay_out
from admin.ids import read_number
from core.dialogue.load import labels
from core.review.fiche_reading import FicheShown, read_fiche
from core.review.personal import Handling, HasPersonal

FICHE = "fiche"  # the page, for Desk.hang
DONE = "gedaan"  # where an address says what was done


def go_back(desk: Desk, number: int, done: str) -> Response:
    """Send the browser to a fiche that says what was done: the text `admin.fiche.done.DONE`, or `part.done.act`."""
    return desk.go(f"/fiche/{number}?{DONE}={done}")


def show_fiche(desk: Desk, visit: Visit, *, status: int = 200, **tried: Any) -> Response:
    """Show a fiche; `tried` goes over the values that the parts of the page give, by name.

    A part that could not take what was typed gives `complaints`, as (id of the field, text), or `behind`.
    """
    fiche = read_fiche(visit.session, visit.present, read_number(visit.path("number")))
    values: dict[str, Any] = {
        "fiche": fiche,
        "journal": tell_journal(desk.context.words, fiche.journal),
        "sectors": labels("sectors"),
        "done": _say_done(desk, visit.asked(DONE), fiche),
        "day": say_day,
        "moment": say_moment,
        "missing": (),
        "complaints": (),
        "typed": {},
        "wrong": {},
        "spotted": (),
        "behind": None,
    }
    for hung in desk.hung(FICHE):
        values |= hung(desk, visit, fiche)
    values |= lay_out(visit, fiche, values, visit.asked(DONE))
    return desk.own_page(visit, "fiche", status=status, here="fiches", **{**values, **tried})


def refuse(desk: Desk, visit: Visit, wrong: Mapping[str, str], *, status: int = 422, **tried: Any) -> Response:
    """Show a fiche with what was typed; `wrong`: by the id of its field, what is the matter with it."""
    typed = dict(visit.knock.fields.pairs())
    return show_fiche(
        desk, visit, status=status, **{"typed": typed, "wrong": wrong, "complaints": tuple(wrong.items()), **tried}
    )


def read_handling(visit: Visit) -> Handling:
    """Read what somebody said to do with personal data in what she typed."""
    return Handling(visit.typed("personal"), visit.typed("personal_reason"))


def ask_personal(desk: Desk, visit: Visit, form: str, found: HasPersonal, **tried: Any) -> Response:
    """Ask what to do with personal data in what was typed in a form."""
    wrong = {"personal": desk.context.words.say("fiche.wrong.personal")}
    return refuse(desk, visit, wrong, spotted=(form, found.words), **tried)


def _say_done(desk: Desk, done: str, fiche: FicheShown) -> str:
    """Say what was done; nothing where the address was tampered with."""
    part, dot, act = done.rpartition(".")
    words, key = desk.context.words, f"{part}.done.{act}" if dot else f"admin.fiche.done.{act}"
    return words.say(key, number=fiche.number) if words.has(key) else ""
