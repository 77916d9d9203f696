"""The page of one's own passkeys, and signing in with one."""

import asyncio
import math
from dataclasses import replace
from typing import Any

from anyio import to_thread
from fastapi import Request, Response

from admin.confirming import post_confirmed
from admin.dates import say_moment
from admin.desk import PREFIX, Desk, Visit
from admin.entrance import FORM, leave, show_entrance
from admin.ids import read_id
from admin.knock import Knock, read_knock
from admin.paths import local_path
from core.errors import NotFound, Refused
from core.html.csrf import check
from core.people.passkey_sign_in import Shown, ask_challenge, pace_key, sign_in_with_key
from core.people.passkeys import (
    LONGEST_NAME,
    MOST,
    VALID,
    add_passkey,
    ask_passkey,
    find_relying,
    list_passkeys,
    offer_passkey,
    remove_passkey,
)
from core.people.passwords import Passwords
from core.people.roles import OPEN

_LONGEST = 20_000  # characters of an answer
_DONE = ("gemaakt", "weg")


def add_passkeys(desk: Desk, passwords: Passwords) -> None:
    """Add the routes."""

    @desk.get("/account/sleutels", "account.own")
    def show(visit: Visit) -> Response:
        return _show(desk, visit)

    def again(visit: Visit, seconds: int) -> Response:
        answer = _show(desk, visit, status=429 if seconds else 422, wrong=not seconds, seconds=seconds)
        if seconds:
            answer.headers["retry-after"] = str(seconds)
        return answer

    @post_confirmed(desk, passwords, "/account/sleutels", again)
    def offer(visit: Visit) -> Response:
        try:
            made = offer_passkey(visit.session, desk.context, visit.present, visit.typed("name"))
        except Refused as refused:
            return _show(desk, visit, status=422, refused=str(refused).rpartition(" ")[2])
        return desk.go(f"/account/sleutels/{made}")

    @post_confirmed(desk, passwords, "/account/sleutels/{id}/weg", again)
    def remove(visit: Visit) -> Response:
        remove_passkey(visit.session, visit.present, read_id(visit.path("id")))
        return desk.go("/account/sleutels?gedaan=weg")

    @desk.get("/account/sleutels/{id}", "account.own")
    def ask(visit: Visit) -> Response:
        options = ask_passkey(visit.session, desk.context, visit.present, read_id(visit.path("id")))
        return desk.own_page(visit, "passkey_new", here="account", options=options, id=visit.path("id"))

    @desk.post("/account/sleutels/{id}", "account.own")
    def take(visit: Visit) -> Response:
        try:
            answer = visit.typed("answer")[:_LONGEST]
            add_passkey(visit.session, desk.context, visit.present, read_id(visit.path("id")), answer)
        except Refused as refused:
            return _show(desk, visit, status=422, refused=str(refused).rpartition(" ")[2])
        return desk.go("/account/sleutels?gedaan=gemaakt")


def add_key_entrance(desk: Desk) -> None:
    """Add the routes of signing in with a passkey."""
    cookie = "__Host-signaal-passkey" if desk.secure else "signaal-passkey"

    def ask(_knock: Knock) -> Response:
        try:
            options, sealed = ask_challenge(desk.context)
        except NotFound:
            return Response(status_code=404)
        answer = Response(options, media_type="application/json", headers={"cache-control": "no-store"})
        seconds = int(VALID.total_seconds())
        answer.set_cookie(
            cookie, sealed, path="/", max_age=seconds, secure=desk.secure, httponly=True, samesite="strict"
        )
        return answer

    async def enter(request: Request) -> Response:
        knock = await read_knock(request, desk.cookie)
        answer = await _sign_in(desk, replace(knock, extra=request.cookies.get(cookie, "")))
        answer.delete_cookie(cookie, path="/", secure=desk.secure, httponly=True, samesite="strict")
        return answer

    desk.open_get("/aanmelden/sleutel")(ask)
    desk.add("POST", "/aanmelden/sleutel", OPEN, enter)


async def _sign_in(desk: Desk, knock: Knock) -> Response:
    check(desk.context.keys, knock.fields.one("token"), FORM)
    wanted = local_path(knock.fields.one("next"))
    shown = Shown(knock.extra, knock.fields.one("answer")[:_LONGEST], knock.address)
    slow = await to_thread.run_sync(pace_key, desk.context, shown, limiter=desk.entrance)
    if slow.wait:
        seconds = math.ceil(slow.wait)
        page = show_entrance(desk, wanted, status=429, seconds=seconds)
        page.headers["retry-after"] = str(seconds)
        return page
    await asyncio.sleep(slow.delay)
    token = await to_thread.run_sync(sign_in_with_key, desk.context, shown, limiter=desk.entrance)
    if token is None:
        return show_entrance(desk, wanted, status=401, key_wrong=True)
    await to_thread.run_sync(leave, desk, knock, limiter=desk.entrance)
    return desk.let_in(token, wanted or PREFIX)


def _show(desk: Desk, visit: Visit, *, status: int = 200, **said: Any) -> Response:
    """Show one's keys. `said`: wrong (what confirms), seconds (to wait), refused (what of the key is wrong)."""
    known: dict[str, Any] = {"wrong": False, "seconds": 0, "refused": ""}
    done = visit.asked("gedaan")
    return desk.own_page(
        visit,
        "passkeys",
        status=status,
        here="account",
        keys=list_passkeys(visit.session, visit.present),
        able=find_relying(desk.context) is not None,
        most=MOST,
        longest=LONGEST_NAME,
        moment=say_moment,
        done=done if done in _DONE else "",
        **{**known, **said},
    )
