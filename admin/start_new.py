"""The first step of a start: which municipality it is, by its name or NIS code, with those that may be meant."""

from typing import Any

from fastapi import Response

from admin.desk import Desk, Visit
from core.errors import Refused
from core.flanders import all_known, find_known, slug_of, suggest
from core.joining.naming import Other, name_it
from core.people.installation import IsThere, add_place

_PERMISSION = "installation.set"
_PATH = "/installatie/nieuw"


def add_start_new(desk: Desk) -> None:
    """Add the routes."""

    @desk.get(_PATH, _PERMISSION)
    def look(visit: Visit) -> Response:
        return _show(desk, visit, sought=visit.asked("zoek").strip())

    @desk.post(_PATH, _PERMISSION)
    def add(visit: Visit) -> Response:
        say, typed = desk.context.words.say, {name: visit.typed(name).strip() for name in ("slug", "name", "nis")}
        try:
            named = name_it(typed["slug"], typed["name"], typed["nis"])
            add_place(visit.session, visit.present, named.slug, named.name, named.nis or "")
        except Other as other:
            return _refuse(desk, visit, nis=say("start.naam.other", nis=typed["nis"], name=other.place.name))
        except IsThere:
            return _refuse(desk, visit, slug=say("offices.installation.wrong.there"))
        except Refused:
            fine = typed["name"] and (not typed["nis"] or typed["nis"].isdecimal())
            return _refuse(desk, visit, **{"slug": say("start.new.wrong")} if fine else {"name": say("start.new.none")})
        return desk.go(f"/installatie/gemeente/{named.slug}/talen?gedaan=bewaard")


def _refuse(desk: Desk, visit: Visit, **wrong: str) -> Response:
    return _show(desk, visit, sought=visit.typed("name"), wrong=wrong, status=422)


def _show(desk: Desk, visit: Visit, *, sought: str, wrong: dict[str, str] | None = None, status: int = 200) -> Response:
    found = find_known(sought)
    values: dict[str, Any] = {
        "sought": sought,
        "found": found,
        "like": () if found else suggest(sought),
        "known": all_known(),
        "typed": {name: visit.typed(name) for name in ("slug", "name", "nis")},
        "proposed": found.place.slug if found else slug_of(sought),
        "wrong": wrong or {},
    }
    return desk.own_page(visit, "start_new", status=status, here="installation", **values)
