"""The entrance: sign in, sign out, and the demo's one-time link."""

import asyncio
import math
from typing import Any

from anyio import to_thread
from fastapi import Request, Response

from admin.desk import PREFIX, Desk, Visit
from admin.knock import Knock, read_knock
from admin.paths import local_path
from core.errors import NotFound
from core.html.csrf import check, issue
from core.people.audit import note
from core.people.links import use_sign_in_link
from core.people.passkeys import find_relying
from core.people.passwords import Passwords
from core.people.provider import list_providers
from core.people.roles import OPEN
from core.people.sessions import begin_session, end_session, enter
from core.people.sign_in import Given, pace, sign_in

FORM = "sign-in"
_LONGEST = 1000  # characters of a field: what is longer is no address, password or code


def add_entrance(desk: Desk, passwords: Passwords) -> None:
    """Add the routes of the entrance."""
    desk.open_get("/aanmelden")(
        lambda knock: show_entrance(desk, knock.query.one("next"), out=knock.query.one("afgemeld") == "ja")
    )
    desk.open_get("/demo/{token}")(lambda knock: _show_link(desk, knock))
    desk.open_post("/demo/{token}")(lambda knock: _use_link(desk, knock))

    async def enter_panel(request: Request) -> Response:
        knock = await read_knock(request, desk.cookie)
        return await _sign_in(desk, passwords, knock)

    desk.add("POST", "/aanmelden", OPEN, enter_panel)

    @desk.post("/afmelden", "account.own")
    def sign_out(visit: Visit) -> Response:
        end_session(visit.session, visit.present.token_hash)
        note(visit.session, visit.present.place.id, visit.present.staff_id, "signed-out")
        response = desk.go("/aanmelden?afgemeld=ja")
        response.delete_cookie(desk.cookie, path="/", secure=desk.secure, httponly=True, samesite="lax")
        response.headers["clear-site-data"] = '"cache", "cookies", "storage"'
        return response


async def _sign_in(desk: Desk, passwords: Passwords, knock: Knock) -> Response:
    fields, wanted = knock.fields, local_path(knock.fields.one("next"))
    check(desk.context.keys, fields.one("token"), FORM)
    given = Given(*(fields.one(name)[:_LONGEST] for name in ("email", "password", "code")), address=knock.address)
    slow = await to_thread.run_sync(pace, desk.context, given, limiter=desk.entrance)
    if slow.wait:
        seconds = math.ceil(slow.wait)
        page = show_entrance(desk, wanted, status=429, email=given.email, seconds=seconds)
        page.headers["retry-after"] = str(seconds)
        return page
    await asyncio.sleep(slow.delay)
    token = await to_thread.run_sync(sign_in, desk.context, passwords, given, limiter=desk.entrance)
    if token is None:
        return show_entrance(desk, wanted, status=401, email=given.email, wrong=True)
    await to_thread.run_sync(leave, desk, knock, limiter=desk.entrance)
    return desk.let_in(token, wanted or PREFIX)


def show_entrance(desk: Desk, wanted: str, *, status: int = 200, **said: Any) -> Response:
    """Show the form. `said`: email (typed before), wrong, seconds (to wait), out, key_wrong."""
    known: dict[str, Any] = {"email": "", "wrong": False, "seconds": 0, "out": False, "key_wrong": False}
    known |= {"able": find_relying(desk.context) is not None}
    with desk.context.store.door() as session:
        known["outside"] = list_providers(session)
    token = issue(desk.context.keys, FORM)
    return desk.page("sign_in", status=status, token=token, next=local_path(wanted), **{**known, **said})


def _show_link(desk: Desk, knock: Knock) -> Response:
    """Show a button: who only looks at the link, such as a chat's preview, does not use it up."""
    try:
        with desk.context.store.door() as session:
            staff = use_sign_in_link(session, desk.context, knock.path["token"], spend=False)
    except NotFound:
        return desk.page("link_gone", status=404, demo=True)
    return desk.page("demo", token=issue(desk.context.keys, "demo", knock.path["token"]), email=staff.email)


def _use_link(desk: Desk, knock: Knock) -> Response:
    check(desk.context.keys, knock.fields.one("token"), "demo", knock.path["token"])
    try:
        with desk.context.store.door() as session:
            staff = use_sign_in_link(session, desk.context, knock.path["token"], spend=True)
            token = begin_session(session, desk.context, staff, "signed-in.link")
    except NotFound:
        return desk.page("link_gone", status=404, demo=True)
    leave(desk, knock)
    return desk.let_in(token, PREFIX)


def leave(desk: Desk, knock: Knock) -> None:
    """End the session that this browser had: a new sign-in never goes on with an old one."""
    if knock.token:
        with desk.context.store.door() as session:
            previous = enter(session, desk.context, knock.token)
            if previous:
                end_session(session, previous.token_hash)
