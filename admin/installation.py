"""Installatie: every municipality with how it fares, for the owner; adding one, inviting its first."""

from typing import Any

from fastapi import Response

from admin.dates import say_moment
from admin.desk import PREFIX, Desk, Visit
from core.errors import NotPossible, Refused
from core.people.installation import FIRST, IsThere, add_place, invite_first, list_fares

_PATH = "/installatie"


def add_installation(desk: Desk) -> None:
    """Add the routes."""

    @desk.get(_PATH, "installation.read")
    def show(visit: Visit) -> Response:
        return _show(desk, visit, done="erbij" if visit.asked("gedaan") == "erbij" else "")

    @desk.post(_PATH, "installation.set")
    def add(visit: Visit) -> Response:
        try:
            add_place(visit.session, visit.present, visit.typed("slug"), visit.typed("name"), visit.typed("nis"))
        except IsThere:
            return _show(desk, visit, status=422, wrong="there")
        except Refused:
            return _show(desk, visit, status=422, wrong="place")
        return desk.go(f"{_PATH}?gedaan=erbij")

    @desk.post(f"{_PATH}/uitnodigen", "installation.set")
    def invite(visit: Visit) -> Response:
        slug, email = visit.typed("place"), visit.typed("email")
        try:
            token = invite_first(visit.session, visit.present, slug, email, visit.typed("role"))
        except NotPossible:
            return _show(desk, visit, status=409, wrong="works")
        except Refused:
            return _show(desk, visit, status=422, wrong="address")
        return _show(desk, visit, link=f"{desk.context.base_url}{PREFIX}/uitnodiging/{token}")


def _show(desk: Desk, visit: Visit, *, status: int = 200, **said: Any) -> Response:
    fares = list_fares(visit.session, visit.present)
    known: dict[str, Any] = {"done": "", "wrong": "", "link": "", "shown": fares, "first": FIRST, "moment": say_moment}
    typed = {name: visit.typed(name) for name in ("slug", "name", "nis", "place", "email", "role")}
    return desk.own_page(visit, "installation", status=status, here="installation", typed=typed, **{**known, **said})
