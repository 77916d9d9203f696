"""Fiches: the list, and one with its words, evidence, state and journal."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Response

from admin.dates import say_day, say_moment
from admin.deciding import read_digits
from admin.desk import Desk, Visit
from admin.inbox import read_id, read_number
from core.dialogue.load import labels
from core.review.bundling import LONGEST_TITLE, NoTitle
from core.review.decide import release_signal
from core.review.fiche_moves import FEWEST_ORGANISATIONS, Move
from core.review.fiche_reading import FicheFilters, list_fiches, read_fiche
from core.review.fiches import (
    LONGEST_DESCRIPTION,
    Behind,
    Changed,
    Lacking,
    TooLong,
    Wording,
    edit_fiche,
    move_fiche,
)
from core.store.tables.fiche import FICHE_STATES, OUTCOMES

_BRUSSELS = ZoneInfo("Europe/Brussels")
_DONE = ("bewaard", "status", "eruit", "al")


@dataclass(frozen=True, slots=True)
class Tried:
    """What was typed and not taken: because something is `missing`, or somebody else was first (`behind`)."""

    wording: Wording | None = None
    asked: Move | None = None
    missing: tuple[str, ...] = ()
    behind: Behind | None = None


NOTHING = Tried()


def add_fiches(desk: Desk) -> None:
    """Add the routes of fiches."""

    @desk.get("/fiches", "fiches.read")
    def show_list(visit: Visit) -> Response:
        return _show_list(desk, visit)

    @desk.get("/fiche/{number}", "fiches.read")
    def show_fiche(visit: Visit) -> Response:
        return _show(desk, visit)

    @desk.post("/fiche/{number}", "fiches.edit")
    def edit(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        wording = Wording(visit.typed("title"), visit.typed("description"))
        try:
            done = edit_fiche(visit.session, visit.present, number, wording, read_digits(visit.typed("version")))
        except (NoTitle, TooLong) as wrong:
            missing = ("title",) if isinstance(wrong, NoTitle) else ("description",)
            return _show(desk, visit, status=422, tried=Tried(wording, missing=missing))
        if isinstance(done, Behind):
            return _show(desk, visit, status=409, tried=Tried(wording, behind=done))
        return _go_back(desk, number, "bewaard" if done.changed else "al")

    @desk.post("/fiche/{number}/status", "fiches.edit")
    def move(visit: Visit) -> Response:
        number, asked = read_number(visit.path("number")), _read_move(visit)
        today = desk.context.clock().astimezone(_BRUSSELS).date()
        version = read_digits(visit.typed("version"))
        done = move_fiche(visit.session, visit.present, number, asked, version, today)
        if isinstance(done, Changed):
            return _go_back(desk, number, "status" if done.changed else "al")
        if isinstance(done, Lacking):
            return _show(desk, visit, status=422, tried=Tried(asked=asked, missing=done.names))
        return _show(desk, visit, status=409, tried=Tried(asked=asked, behind=done))

    @desk.post("/fiche/{number}/uit/{signal}", "signals.decide")
    def take_out(visit: Visit) -> Response:
        number, signal_id = read_number(visit.path("number")), read_id(visit.path("signal"))
        done = release_signal(visit.session, visit.present, number, signal_id)
        return _go_back(desk, number, "eruit" if done else "al")


def _read_move(visit: Visit) -> Move:
    """Read the form of a state: every state has fields of its own, whose names end in its key."""
    to = visit.typed("to")
    try:
        review_on = date.fromisoformat(visit.typed("review_on"))
    except ValueError:
        review_on = None
    return Move(
        to,
        reason=visit.typed(f"reason_{to}"),
        review_on=review_on,
        puller=visit.typed("puller"),
        outcome=visit.typed("outcome"),
        told=visit.typed("told"),
    )


def _go_back(desk: Desk, number: int, done: str) -> Response:
    return desk.go(f"/fiche/{number}?gedaan={done}")


def _show_list(desk: Desk, visit: Visit) -> Response:
    status, theme = visit.asked("status"), visit.asked("thema")
    filters = FicheFilters(
        status=status if status in FICHE_STATES else "",
        theme=theme if theme in labels("themes") else "",
        words=visit.asked("zoek"),
        after=read_digits(visit.asked("na")),
    )
    listed = list_fiches(visit.session, visit.present, filters)
    kept = {"zoek": filters.words, "status": filters.status, "thema": filters.theme}
    query = urlencode({name: value for name, value in kept.items() if value})
    return desk.own_page(
        visit,
        "fiches",
        here="fiches",
        listed=listed,
        filters=filters,
        states=FICHE_STATES,
        themes=labels("themes").items(),
        newest=f"/beheer/fiches?{query}" if filters.after else "",
        older=f"/beheer/fiches?{query}{'&' if query else ''}na={listed.next}" if listed.next else "",
        day=say_day,
    )


def _show(desk: Desk, visit: Visit, *, status: int = 200, tried: Tried = NOTHING) -> Response:
    """Show a fiche; `tried`: what was typed and could not be taken."""
    fiche = read_fiche(visit.session, visit.present, read_number(visit.path("number")))
    done = visit.asked("gedaan")
    return desk.own_page(
        visit,
        "fiche",
        status=status,
        here="fiches",
        fiche=fiche,
        sectors=labels("sectors"),
        outcomes=OUTCOMES,
        fewest=FEWEST_ORGANISATIONS,
        longest_title=LONGEST_TITLE,
        longest=LONGEST_DESCRIPTION,
        done=done if done in _DONE else "",
        day=say_day,
        moment=say_moment,
        wording=tried.wording,
        asked=tried.asked,
        missing=tried.missing,
        behind=tried.behind,
    )
