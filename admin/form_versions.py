"""Publishing the questionnaire: what a new version changes, what it might ask too much, and the way back."""

from typing import Any

from fastapi import Response

from admin.desk import Desk, Visit
from admin.ids import read_number
from core.dialogue.form import Form
from core.dialogue.load import load_form
from core.intake.guard import read_guard
from core.questionnaire.asked import KEY
from core.questionnaire.bounds import find_wrong
from core.questionnaire.difference import compare
from core.questionnaire.drafting import EDIT, Behind, Done, form_of, go_back, publish, read_editing, read_form_of
from core.questionnaire.private import find_private


def add_versions(desk: Desk) -> None:
    """Add the routes that publish a version."""

    @desk.get("/vragenlijst/publiceren", EDIT)
    def ask(visit: Visit) -> Response:
        return _show_draft(desk, visit)

    @desk.post("/vragenlijst/publiceren", EDIT)
    def publish_draft(visit: Visit) -> Response:
        now = read_editing(visit.session, visit.present)
        unsure = now.drafted and not find_wrong(load_form(KEY), now.changes) and not visit.typed("zeker")
        if unsure and find_private(form_of(visit.session, now.changes), read_guard(visit.session)):
            return _show_draft(desk, visit, status=422, unsure=True)
        done = publish(visit.session, visit.present, visit.typed("seen"))
        if isinstance(done, Behind):
            return _show_draft(desk, visit, status=409, behind=done)
        if not isinstance(done, Done):
            return desk.go("/vragenlijst")
        return desk.go(f"/vragenlijst?gedaan={'gepubliceerd' if done.changed else 'al'}")

    @desk.get("/vragenlijst/versie/{version}", EDIT)
    def ask_back(visit: Visit) -> Response:
        return _show_back(desk, visit)

    @desk.post("/vragenlijst/versie/{version}", EDIT)
    def back(visit: Visit) -> Response:
        newest = read_number(visit.typed("newest"))
        done = go_back(visit.session, visit.present, read_number(visit.path("version")), newest)
        if isinstance(done, Behind):
            return _show_back(desk, visit, status=409, behind=done)
        return desk.go(f"/vragenlijst?gedaan={'terug' if done.changed else 'al'}")


def _show_draft(desk: Desk, visit: Visit, *, status: int = 200, **more: Any) -> Response:
    now = read_editing(visit.session, visit.present)
    if not now.drafted or find_wrong(load_form(KEY), now.changes):
        return desk.go("/vragenlijst")
    old = read_form_of(visit.session, visit.present, now.version)
    return _show(desk, visit, old, form_of(visit.session, now.changes), status=status, seen=now.seen, back=None, **more)


def _show_back(desk: Desk, visit: Visit, *, status: int = 200, **more: Any) -> Response:
    now = read_editing(visit.session, visit.present)
    version = read_number(visit.path("version"))
    old = read_form_of(visit.session, visit.present, now.version)
    wanted = read_form_of(visit.session, visit.present, version)
    return _show(desk, visit, old, wanted, status=status, seen=now.version, back=version, **more)


def _show(desk: Desk, visit: Visit, old: Form, new: Form, *, status: int, **more: Any) -> Response:
    return desk.own_page(
        visit,
        "form_publish",
        status=status,
        here="form",
        differences=compare(old, new),
        warnings=find_private(new, read_guard(visit.session)),
        **({"unsure": False, "behind": None} | more),
    )
