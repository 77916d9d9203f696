"""Someone's own account: who she is here, where she is signed in, her recovery codes and her second factor."""

from fastapi import Response

from admin.confirming import post_confirmed
from admin.dates import say_moment
from admin.desk import Desk, Visit
from core.errors import NotFound
from core.people.factor import offer_factor
from core.people.passwords import Passwords
from core.people.recovery import COUNT, count_codes, make_codes
from core.people.sessions import end_own, list_sessions
from core.people.staff import find_staff


def add_account(desk: Desk, passwords: Passwords) -> None:
    """Add the routes of the account."""

    @desk.get("/account", "account.own")
    def show_account(visit: Visit) -> Response:
        return _show(desk, visit)

    @desk.post("/account/sessies/{name}", "account.own")
    def end(visit: Visit) -> Response:
        if not end_own(visit.session, visit.present, visit.path("name")):
            raise NotFound("session")
        return desk.go("/account?gedaan=beeindigd")

    def again(visit: Visit, seconds: int) -> Response:
        answer = _show(desk, visit, status=429 if seconds else 422, wrong=not seconds, seconds=seconds)
        if seconds:
            answer.headers["retry-after"] = str(seconds)
        return answer

    @post_confirmed(desk, passwords, "/account/herstelcodes", again)
    def renew_codes(visit: Visit) -> Response:
        staff = find_staff(visit.session, visit.present.email)
        return desk.page("recovery_codes", codes=make_codes(visit.session, desk.context, staff))

    @post_confirmed(desk, passwords, "/account/factor", again)
    def renew_factor(visit: Visit) -> Response:
        token = offer_factor(visit.session, desk.context, visit.present, visit.present.staff_id)
        return desk.go(f"/factor/{token}")


def _show(desk: Desk, visit: Visit, *, status: int = 200, wrong: bool = False, seconds: int = 0) -> Response:
    return desk.own_page(
        visit,
        "account",
        status=status,
        here="account",
        sessions=list_sessions(visit.session, desk.context, visit.present),
        moment=say_moment,
        ended=visit.asked("gedaan") == "beeindigd",
        codes=count_codes(visit.session, visit.present.staff_id),
        most=COUNT,
        wrong=wrong,
        seconds=seconds,
    )
