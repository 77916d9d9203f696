"""Confirming: an act for which who comes shows with her password, and mostly a code, that she is at the keyboard."""

import math
import time
from collections.abc import Callable

from fastapi import Response

from admin.desk import Desk, Errand, Visit
from admin.knock import Knock
from core.people.passwords import Passwords
from core.people.sign_in import Given, confirm, knows_password, pace

_LONGEST = 1000  # characters of a field: what is longer is no password or code
# Shows the form again; given how many seconds to wait, 0 when something was wrong.
Again = Callable[[Visit, int], Response]


def post_confirmed(
    desk: Desk, passwords: Passwords, path: str, again: Again
) -> Callable[[Callable[[Visit], Response]], None]:
    """Register an act on one's own account; its form has the fields password and code."""

    def register(act: Callable[[Visit], Response]) -> None:
        @desk.post(path, "account.own")
        def ask(visit: Visit) -> Errand:
            knock, email = visit.knock, visit.present.email

            def show(visit: Visit, seconds: int | None) -> Response:
                return act(visit) if seconds is None else again(visit, seconds)

            return Errand(lambda: judge(desk, passwords, knock, email, coded=True), show)

    return register


def judge(desk: Desk, passwords: Passwords, knock: Knock, email: str, *, coded: bool) -> int | None:
    """Judge the password that came with a form, and when `coded` the code, in transactions of its own: None when right.

    Otherwise the seconds to wait before another try, 0 when it was judged and wrong.
    """
    password, code = (knock.fields.one(name)[:_LONGEST] for name in ("password", "code"))
    given = Given(email, password, code, address=knock.address)
    slow = pace(desk.context, given)
    if slow.wait:
        return math.ceil(slow.wait)
    time.sleep(slow.delay)
    return None if (confirm if coded else knows_password)(desk.context, passwords, given) else 0
