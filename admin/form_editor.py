"""The page Vragenlijst: what this municipality asks, edited beside what it will look like, published by version."""

from dataclasses import dataclass
from typing import Any

from fastapi import Response

from admin.dates import say_moment
from admin.desk import Desk, Visit
from admin.form_fields import make_cards, press, read_typed
from admin.form_versions import add_versions
from core.dialogue.changes import Changes
from core.dialogue.load import load_form
from core.people.sessions import Present
from core.questionnaire.asked import KEY
from core.questionnaire.bounds import LONGEST, MOST_CHOICES, MOST_COUNTED, MOST_OWN, Wrong, count_asked, find_wrong
from core.questionnaire.drafting import EDIT, Behind, drop_draft, form_of, list_versions, read_editing, save_draft
from core.questionnaire.preview import Previews, complete, show

_DONE = ("bewaard", "al", "gepubliceerd", "terug", "weg")


@dataclass(frozen=True, slots=True)
class Tried:
    """What was typed and not kept, because somebody else was first."""

    changes: Changes
    behind: Behind


def add_form_editor(desk: Desk, previews: Previews | None) -> None:
    """Add the routes of the editor; without `previews` its page shows none."""

    @desk.get("/vragenlijst", EDIT)
    def edit(visit: Visit) -> Response:
        return _show(desk, visit, previews)

    @desk.post("/vragenlijst", EDIT)
    def save(visit: Visit) -> Response:
        form, now = load_form(KEY), read_editing(visit.session, visit.present)
        typed, key = press(form, read_typed(visit, form, now.changes), visit.typed("doe"))
        done = save_draft(visit.session, visit.present, typed, visit.typed("seen"))
        if isinstance(done, Behind):
            return _show(desk, visit, previews, tried=Tried(typed, done))
        return desk.go(f"/vragenlijst?gedaan={'bewaard' if done.changed else 'al'}{f'#vraag-{key}' if key else ''}")

    @desk.post("/vragenlijst/voorbeeld", EDIT)
    def preview(visit: Visit) -> Response:
        form, now = load_form(KEY), read_editing(visit.session, visit.present)
        typed = read_typed(visit, form, now.changes)
        return desk.page("form_shown", **_shown(visit, previews, typed))

    @desk.post("/vragenlijst/weg", EDIT)
    def drop(visit: Visit) -> Response:
        done = drop_draft(visit.session, visit.present, visit.typed("seen"))
        if isinstance(done, Behind):
            return _show(desk, visit, previews, tried=Tried(read_editing(visit.session, visit.present).changes, done))
        return desk.go("/vragenlijst?gedaan=weg")

    add_versions(desk)


def _show(desk: Desk, visit: Visit, previews: Previews | None, *, tried: Tried | None = None) -> Response:
    form, now = load_form(KEY), read_editing(visit.session, visit.present)
    changes = tried.changes if tried else now.changes
    wrong = begun_wrong(changes)
    done = visit.asked("gedaan")
    versions = list_versions(visit.session, visit.present)
    return desk.own_page(
        visit,
        "form_editor",
        status=409 if tried else 200,
        here="form",
        now=now,
        changes=changes,
        cards=make_cards(form, changes, wrong),
        complaints=wrong,
        behind=tried.behind if tried else None,
        versions=versions,
        may_add=len(changes.own) < MOST_OWN,
        longest=LONGEST,
        most_choices=MOST_CHOICES,
        most_own=MOST_OWN,
        moment=say_moment,
        done=done if done in _DONE else "",
        **_shown(visit, previews, changes),
        **_many(visit, changes),
    )


def _shown(visit: Visit, previews: Previews | None, changes: Changes) -> dict[str, Any]:
    if previews is None:
        return {"shown": None}
    return {"shown": show(previews, form_of(visit.session, complete(changes)), visit.present.place)}


def _many(visit: Visit, changes: Changes) -> dict[str, Any]:
    """Say how many questions are asked, and which stay Dutch for who is answered in another language."""
    form = form_of(visit.session, complete(changes))
    return {
        "asked": count_asked(form),
        "most_asked": MOST_COUNTED,
        "languages": _languages(visit.present),
        "dutch": [question.name for question in form.questions if question.own or question.reworded],
    }


def _languages(present: Present) -> list[str]:
    return list(present.place.setting("languages"))


def begun_wrong(changes: Changes) -> tuple[Wrong, ...]:
    """List what is wrong, but for a question of one's own that was only just added."""
    fresh = {own.key for own in changes.own if not (own.name or own.text or own.options)}
    return tuple(wrong for wrong in find_wrong(load_form(KEY), changes) if wrong.question not in fresh)
