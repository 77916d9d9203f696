"""Actions in the panel: those of a fiche, a new one, and one with its words and its state."""

import uuid
from collections.abc import Mapping
from typing import Any

from fastapi import Response

from admin.dates import read_day, say_day, today_here
from admin.deciding import read_digits
from admin.desk import Desk, Visit
from admin.fiche_page import FICHE
from admin.inbox import read_id, read_number
from core.errors import NotFound
from core.review.action_reading import actions_of, read_action
from core.review.action_words import LONGEST_NAME, LONGEST_TEXT, LONGEST_TITLE, ActionWords, Wrong, list_owners
from core.review.actions import Asked, add_action, edit_action, move_action
from core.review.fiche_reading import FicheShown, read_fiche
from core.review.fiches import Behind
from core.review.pulling import read_first_owner

_DONE = ("bewaard", "status", "al")
_DAYS = ("starts_on", "due_on")


def add_actions(desk: Desk) -> None:
    """Add the routes of one action, and its part of the page of a fiche."""
    desk.hang(FICHE, _of_fiche)

    _add_new(desk)
    _add_changes(desk)


def _add_new(desk: Desk) -> None:
    @desk.get("/fiche/{number}/actie", "actions.edit", limited=True)
    def ask_new(visit: Visit) -> Response:
        return _show_new(desk, visit)

    @desk.post("/fiche/{number}/actie", "actions.edit", limited=True)
    def add(visit: Visit) -> Response:
        number = read_number(visit.path("number"))
        words, wrong = _read_words(visit)
        if not wrong:
            done = add_action(visit.session, visit.present, number, words, read_id(visit.typed("id")))
            if not isinstance(done, Wrong):
                return desk.go(f"/fiche/{number}?gedaan=actions.{'added' if done.changed else 'already'}#acties")
            wrong = done.names
        return _show_new(desk, visit, status=422, words=words, wrong=wrong)


def _add_changes(desk: Desk) -> None:
    @desk.get("/actie/{id}", "fiches.read", limited=True)
    def show(visit: Visit) -> Response:
        return _show(desk, visit)

    @desk.post("/actie/{id}", "actions.edit", limited=True)
    def edit(visit: Visit) -> Response:
        action_id = read_id(visit.path("id"))
        words, wrong = _read_words(visit)
        if wrong:
            return _show(desk, visit, status=422, words=words, wrong=wrong)
        version = read_digits(visit.typed("version"))
        done = edit_action(visit.session, visit.present, action_id, words, version)
        if isinstance(done, Wrong):
            return _show(desk, visit, status=422, words=words, wrong=done.names)
        if isinstance(done, Behind):
            return _show(desk, visit, status=409, words=words, behind=done)
        return desk.go(f"/actie/{action_id}?gedaan={'bewaard' if done.changed else 'al'}")

    @desk.post("/actie/{id}/status", "actions.edit", limited=True)
    def move(visit: Visit) -> Response:
        action_id = read_id(visit.path("id"))
        asked = Asked(visit.typed("to"), visit.typed("reason"), read_digits(visit.typed("version")))
        done = move_action(visit.session, visit.present, action_id, asked, today_here(desk.context.clock()))
        if isinstance(done, Wrong):
            return _show(desk, visit, status=422, asked=asked, wrong=done.names)
        if isinstance(done, Behind):
            return _show(desk, visit, status=409, asked=asked, behind=done)
        return desk.go(f"/actie/{action_id}?gedaan={'status' if done.changed else 'al'}")


def _of_fiche(desk: Desk, visit: Visit, fiche: FicheShown) -> Mapping[str, Any]:
    """Give what the part of a fiche's page shows."""
    return {"actions": actions_of(visit.session, visit.present, fiche.number, today_here(desk.context.clock()))}


def _read_words(visit: Visit) -> tuple[ActionWords, tuple[str, ...]]:
    """Read the form of an action; the names of the fields that hold no day are complained about."""
    days = {name: read_day(visit.typed(name)) for name in _DAYS}
    wrong = tuple(name for name in _DAYS if visit.typed(name).strip() and days[name] is None)
    owner_id = read_owner(visit.typed("owner_id"))
    return ActionWords(
        title=visit.typed("title"),
        description=visit.typed("description"),
        owner_id=owner_id,
        owner="" if owner_id else visit.typed("owner"),
        partners=tuple(visit.typed("partners").splitlines()),
        starts_on=days["starts_on"],
        due_on=days["due_on"],
        plan_code=visit.typed("plan_code"),
        before=visit.typed("before"),
        after=visit.typed("after"),
        source=visit.typed("source"),
    ), wrong


def read_owner(typed: str) -> uuid.UUID | None:
    """Read which colleague owns an action; None for anything that is no id."""
    try:
        return read_id(typed)
    except NotFound:
        return None


def _show_new(
    desk: Desk, visit: Visit, *, status: int = 200, words: ActionWords | None = None, wrong: tuple[str, ...] = ()
) -> Response:
    fiche = read_fiche(visit.session, visit.present, read_number(visit.path("number")))
    if words is None:
        owner_id, owner = read_first_owner(visit.session, fiche)
        words = ActionWords(owner_id=owner_id, owner=owner)
    return desk.own_page(
        visit,
        "action_new",
        status=status,
        here="fiches",
        fiche=fiche,
        words=words,
        wrong=wrong,
        key=visit.typed("id") or uuid.uuid4(),
        **_form_values(visit),
    )


def _show(desk: Desk, visit: Visit, *, status: int = 200, **tried: Any) -> Response:
    """Show an action; `tried`: words, asked, wrong and behind, of what could not be taken."""
    today = today_here(desk.context.clock())
    action = read_action(visit.session, visit.present, read_id(visit.path("id")), today)
    done = visit.asked("gedaan")
    known: dict[str, Any] = {"words": None, "asked": None, "wrong": (), "behind": None}
    return desk.own_page(
        visit,
        "action",
        status=status,
        here="actions",
        action=action,
        done=done if done in _DONE else "",
        **_form_values(visit),
        **{**known, **tried},
    )


def _form_values(visit: Visit) -> dict[str, Any]:
    longest = {"title": LONGEST_TITLE, "name": LONGEST_NAME, "text": LONGEST_TEXT}
    return {"owners": list_owners(visit.session), "longest": longest, "day": say_day}
