"""Someone's own account: who she is here, and where she is signed in."""

from fastapi import Response

from admin.dates import say_moment
from admin.desk import Desk, Visit
from core.errors import NotFound
from core.people.sessions import end_own, list_sessions


def add_account(desk: Desk) -> None:
    """Add the routes of the account."""

    @desk.get("/account", "account.own")
    def show_account(visit: Visit) -> Response:
        sessions = list_sessions(visit.session, desk.context, visit.present)
        ended = visit.asked("gedaan") == "beeindigd"
        return desk.own_page(visit, "account", here="account", sessions=sessions, moment=say_moment, ended=ended)

    @desk.post("/account/sessies/{name}", "account.own")
    def end(visit: Visit) -> Response:
        if not end_own(visit.session, visit.present, visit.path("name")):
            raise NotFound("session")
        return desk.go("/account?gedaan=beeindigd")
