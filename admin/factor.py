"""A new second factor: a link that works once asks for the password, and then shows the code for the app.

The seed goes along in the form, sealed: so only the browser that knew the password ever sees it.
"""

import binascii
import json
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode

from fastapi import Response

from admin.confirming import judge
from admin.desk import PREFIX, Desk
from admin.knock import Knock
from admin.welcome import or_gone, welcome_in
from core.errors import KeyMismatch, NotAllowed
from core.html.csrf import check, issue
from core.municipalities import read_municipality
from core.people.codes import draw_seed, new_seed, spell_seed
from core.people.factor import find_factor, renew_factor
from core.people.passwords import Passwords
from core.privacy.keys import Place

_FORM = "factor"
_SEALED_FOR = Place(0, "factor", "form")


def add_factor(desk: Desk, passwords: Passwords) -> None:
    """Add the routes of a link for a new second factor."""
    desk.open_get("/factor/{token}")(lambda knock: or_gone(desk, _ask_password, knock))
    desk.open_post("/factor/{token}")(
        lambda knock: or_gone(desk, lambda desk, knock: _take_password(desk, passwords, knock), knock)
    )
    desk.open_post("/factor/{token}/code")(lambda knock: or_gone(desk, _take_code, knock))


def _take_password(desk: Desk, passwords: Passwords, knock: Knock) -> Response:
    check(desk.context.keys, knock.fields.one("token"), _FORM, knock.path["token"])
    with desk.context.store.door() as session:
        email = find_factor(session, desk.context, knock.path["token"])[1].email
    seconds = judge(desk, passwords, knock, email, coded=False)
    if seconds is None:
        return _show_code(desk, knock, new_seed())
    return _ask_password(desk, knock, status=429 if seconds else 422, wrong=not seconds, seconds=seconds)


def _ask_password(desk: Desk, knock: Knock, *, status: int = 200, wrong: bool = False, seconds: int = 0) -> Response:
    with desk.context.store.door() as session:
        _, staff = find_factor(session, desk.context, knock.path["token"])
    return desk.page(
        "factor_password",
        status=status,
        token=issue(desk.context.keys, _FORM, knock.path["token"]),
        link=knock.path["token"],
        email=staff.email,
        wrong=wrong,
        seconds=seconds,
    )


def _show_code(desk: Desk, knock: Knock, seed: str, *, status: int = 200, wrong: bool = False) -> Response:
    link = knock.path["token"]
    with desk.context.store.door() as session:
        _, staff = find_factor(session, desk.context, link)
        place = read_municipality(session, staff.municipality_id)
    drawn = b64encode(draw_seed(seed, staff.email, f"Signaal {place.name}")).decode()
    sealed = desk.context.keys.seal_json({"seed": seed, "link": link}, _SEALED_FOR)
    return desk.page(
        "invitation_code",
        status=status,
        token=issue(desk.context.keys, _FORM, link, "code"),
        image=f"data:image/svg+xml;base64,{drawn}",
        action=f"{PREFIX}/factor/{link}/code",
        sealed=urlsafe_b64encode(sealed).decode(),
        secret=spell_seed(seed),
        place=place,
        wrong=wrong,
    )


def _take_code(desk: Desk, knock: Knock) -> Response:
    link = knock.path["token"]
    check(desk.context.keys, knock.fields.one("token"), _FORM, link, "code")
    try:
        held = desk.context.keys.open_json(urlsafe_b64decode(knock.fields.one("sealed").encode()), _SEALED_FOR)
    except (KeyMismatch, binascii.Error, json.JSONDecodeError, UnicodeError, ValueError):
        raise NotAllowed("form token") from None
    if held["link"] != link:
        raise NotAllowed("form token")
    with desk.context.store.door() as session:
        staff = renew_factor(session, desk.context, link, held["seed"], knock.fields.one("code"))
        if staff is not None:
            return welcome_in(desk, session, staff)
    return _show_code(desk, knock, held["seed"], status=422, wrong=True)
