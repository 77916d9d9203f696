"""The welcome: an invitation link becomes an account, first a password, then a second factor."""

from collections.abc import Callable

from fastapi import Response

from admin.desk import PREFIX, Desk
from admin.knock import Knock
from core.errors import NotFound, Refused
from core.html.csrf import check, issue
from core.people.codes import draw_seed, spell_seed
from core.people.invite import (
    accept_invitation,
    choose_password,
    find_invitation,
    invitation_municipality,
    invitation_seed,
)
from core.people.passwords import LONGEST, SHORTEST, Passwords
from core.people.recovery import make_codes
from core.people.sessions import begin_session
from core.store.engine import Writing
from core.store.tables import Staff

_FORM = "invitation"
Answer = Callable[[Desk, Knock], Response]


def add_welcome(desk: Desk, passwords: Passwords) -> None:
    """Add the routes of an invitation."""
    desk.open_get("/uitnodiging/{token}")(lambda knock: or_gone(desk, _show_password, knock))
    desk.open_get("/uitnodiging/{token}/code")(lambda knock: or_gone(desk, _show_code, knock))
    desk.open_get("/uitnodiging/{token}/code.svg")(lambda knock: _draw(desk, knock))
    desk.open_post("/uitnodiging/{token}")(
        lambda knock: or_gone(desk, lambda desk, knock: _take_password(desk, passwords, knock), knock)
    )
    desk.open_post("/uitnodiging/{token}/code")(lambda knock: or_gone(desk, _take_code, knock))


def or_gone(desk: Desk, answer: Answer, knock: Knock) -> Response:
    """Answer, or say that the link does not work (any more): which of the two is nobody's business."""
    try:
        return answer(desk, knock)
    except NotFound:
        return desk.page("link_gone", status=404, demo=False)


def _show_password(desk: Desk, knock: Knock, *, status: int = 200, complaint: str = "") -> Response:
    with desk.context.store.door() as session:
        invitation = find_invitation(session, desk.context, knock.path["token"])
        place = invitation_municipality(session, invitation)
        return desk.page(
            "invitation_password",
            status=status,
            token=issue(desk.context.keys, _FORM, knock.path["token"]),
            email=invitation.email,
            role=invitation.role,
            place=place,
            complaint=complaint,
            limits={"shortest": SHORTEST, "longest": LONGEST},
        )


def _take_password(desk: Desk, passwords: Passwords, knock: Knock) -> Response:
    check(desk.context.keys, knock.fields.one("token"), _FORM, knock.path["token"])
    with desk.context.store.door() as session:
        invitation = find_invitation(session, desk.context, knock.path["token"])
        complaint = choose_password(session, desk.context, passwords, invitation, knock.fields.one("password"))
    if complaint:
        return _show_password(desk, knock, status=422, complaint=complaint)
    return desk.go(f"/uitnodiging/{knock.path['token']}/code")


def _show_code(desk: Desk, knock: Knock, *, status: int = 200, wrong: bool = False) -> Response:
    with desk.context.store.door() as session:
        invitation = find_invitation(session, desk.context, knock.path["token"])
        place = invitation_municipality(session, invitation)
        return desk.page(
            "invitation_code",
            status=status,
            token=issue(desk.context.keys, _FORM, knock.path["token"]),
            image=f"{PREFIX}/uitnodiging/{knock.path['token']}/code.svg",
            action="",
            sealed="",
            secret=spell_seed(invitation_seed(desk.context, invitation)),
            place=place,
            wrong=wrong,
        )


def _draw(desk: Desk, knock: Knock) -> Response:
    with desk.context.store.door() as session:
        invitation = find_invitation(session, desk.context, knock.path["token"])
        place = invitation_municipality(session, invitation)
        drawn = draw_seed(invitation_seed(desk.context, invitation), invitation.email, f"Signaal {place.name}")
    return Response(drawn, media_type="image/svg+xml", headers={"cache-control": "no-store"})


def _take_code(desk: Desk, knock: Knock) -> Response:
    check(desk.context.keys, knock.fields.one("token"), _FORM, knock.path["token"])
    try:
        with desk.context.store.door() as session:
            invitation = find_invitation(session, desk.context, knock.path["token"])
            staff = accept_invitation(session, desk.context, invitation, knock.fields.one("code"))
            if staff is not None:
                return welcome_in(desk, session, staff)
    except Refused:
        return desk.page("link_gone", status=409, demo=False)
    return _show_code(desk, knock, status=422, wrong=True)


def welcome_in(desk: Desk, session: Writing, staff: Staff) -> Response:
    """Let someone in whose second factor is new, and show her recovery codes, once."""
    codes = make_codes(session, desk.context, staff)
    token = begin_session(session, desk.context, staff, "signed-in")
    return desk.sign(desk.page("recovery_codes", codes=codes), token)
