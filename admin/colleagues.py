"""The page Collega's: who works here, who is invited, and what may be done about that."""

from collections.abc import Callable
from typing import Any

from fastapi import Response

from admin.dates import say_moment
from admin.desk import PREFIX, Desk, Visit
from admin.ids import read_id
from core.errors import NotPossible, Refused
from core.municipalities import list_organisations
from core.people.colleagues import (
    change_colleague,
    disable_colleague,
    enable_colleague,
    end_sessions,
    grantable,
    invite_colleague,
    list_colleagues,
    list_invited,
    revoke_invitation,
)
from core.people.factor import offer_factor
from core.people.organisations import NoOrganisation
from core.people.roles import SPEAKING
from core.people.staff import read_email

_PERMISSION = "people.invite"
_DONE = ("uit", "aan", "rol", "ingetrokken", "sessies")


def add_colleagues(desk: Desk) -> None:
    """Add the routes of the page."""

    @desk.get("/mensen", _PERMISSION)
    def show(visit: Visit) -> Response:
        return _show(desk, visit)

    @desk.post("/mensen", _PERMISSION)
    def invite(visit: Visit) -> Response:
        try:
            email = read_email(visit.typed("email"))
        except Refused:
            return _show(desk, visit, status=422, wrong="admin.people.wrong-address", email=visit.typed("email"))
        try:
            token = invite_colleague(
                visit.session, visit.present, email, visit.typed("role"), visit.typed("organisation")
            )
        except NoOrganisation:
            return _show(
                desk, visit, status=422, no_organisation=True, email=email, chosen=visit.typed("role"),
                organisation=visit.typed("organisation"),
            )  # fmt: skip
        except Refused:
            return _show(desk, visit, status=422, wrong="admin.people.known", email=email)
        return _show(desk, visit, email=email, link=f"uitnodiging/{token}", link_text="admin.people.link-invitation")

    @desk.post("/mensen/uitnodiging/{id}/intrekken", _PERMISSION)
    def revoke(visit: Visit) -> Response:
        revoke_invitation(visit.session, visit.present, read_id(visit.path("id")))
        return desk.go("/mensen?gedaan=ingetrokken")

    @desk.post("/mensen/{id}/factor", _PERMISSION)
    def factor(visit: Visit) -> Response:
        token = offer_factor(visit.session, desk.context, visit.present, read_id(visit.path("id")))
        return _show(desk, visit, link=f"factor/{token}", link_text="admin.people.link-factor")

    _add_change(desk, "uit", lambda v: disable_colleague(v.session, desk.context, v.present, read_id(v.path("id"))))
    _add_change(desk, "aan", lambda v: enable_colleague(v.session, v.present, read_id(v.path("id"))))
    _add_change(desk, "sessies", lambda v: end_sessions(v.session, v.present, read_id(v.path("id"))))
    _add_change(desk, "rol", _change)


def _change(visit: Visit) -> None:
    colleague = read_id(visit.path("id"))
    change_colleague(visit.session, visit.present, colleague, visit.typed("role"), visit.typed("organisation"))


def _add_change(desk: Desk, name: str, change: Callable[[Visit], None]) -> None:
    @desk.post(f"/mensen/{{id}}/{name}", _PERMISSION)
    def act(visit: Visit) -> Response:
        try:
            change(visit)
        except NoOrganisation:
            return _show(desk, visit, status=422, unplaced=visit.path("id"))
        except NotPossible:
            return _show(desk, visit, status=409, refused=True)
        return desk.go(f"/mensen?gedaan={name}")


def _show(desk: Desk, visit: Visit, *, status: int = 200, **said: Any) -> Response:
    """Show the page.

    `said`: `link` was just made and is shown this once, with the message key of what it is for (`link_text`);
    `email` was typed; `wrong` is what is wrong with it; `refused`: nobody would be left to run the accounts;
    `unplaced`: the id of a colleague who lacks an organisation, `no_organisation`: who is invited does.
    """
    done = visit.asked("gedaan")
    known: dict[str, Any] = {"link": "", "link_text": "", "email": "", "wrong": "", "refused": False}
    known |= {"unplaced": "", "no_organisation": False, "chosen": "", "organisation": ""}
    if said.get("link"):
        said["link"] = f"{desk.context.base_url}{PREFIX}/{said['link']}"
    return desk.own_page(
        visit,
        "people",
        status=status,
        here="people",
        colleagues=list_colleagues(visit.session, visit.present),
        invited=list_invited(visit.session, desk.context, visit.present),
        roles=grantable(visit.present),
        organisations=list_organisations(visit.session),
        speaks=SPEAKING,
        moment=say_moment,
        done=done if done in _DONE else "",
        **{**known, **said},
    )
