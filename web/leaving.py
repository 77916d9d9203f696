"""No more letters: the page that a letter's unsubscribe link leads to. GET shows it, POST acts, also in one click.

A mail program posts here by itself (RFC 8058), without cookie, form key or page: the link is all that is needed, and
all that it can do is stop letters.
"""

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import Response

from core.feedback.leaving import find_letters, leave
from core.feedback.refusing import find_host, refuse
from core.feedback.spoken import in_language
from core.html.csrf import issue
from core.intake.pages import reaching
from core.municipalities import Place
from web.replies import Desk

_PURPOSE = "afmelden"


def add_routes(router: APIRouter, desk: Desk) -> None:
    """Add the routes under `/afmelden`."""
    _add_refusing(router, desk)

    @router.get("/afmelden/{token}")
    def ask(token: str, taal: str = "") -> Response:
        place = find_letters(desk.context, token)
        spoken = desk.asked(place, taal)
        return spoken.page(
            "web/confirm.html",
            "web.leave-title",
            place=place,
            text="web.leave-text",
            yes="web.leave-yes",
            no="web.leave-no",
            action=in_language(f"/afmelden/{token}", spoken.pages.language),
            back=f"/{place.slug}" if place else "/",
            token=issue(desk.context.keys, _PURPOSE, token),
        )

    @router.post("/afmelden/{token}")
    def act(token: str, taal: str = "") -> Response:
        spoken = desk.asked(find_letters(desk.context, token), taal)
        leave(desk.context, token)
        return spoken.page("web/note.html", "web.left-title", text=spoken.words.say("web.left-text"))


def _add_refusing(router: APIRouter, desk: Desk) -> None:
    say = desk.words.say

    @router.get("/afmelden/gast/{token}")
    def ask_guest(token: str) -> Response:
        place = _reach(lambda: find_host(desk.context, token))
        return desk.page(
            "web/refuse.html",
            "invite.refuse-title",
            place=place,
            text=say("invite.refuse-text", place=place.name),
            action=f"/afmelden/gast/{token}",
        )

    @router.post("/afmelden/gast/{token}")
    def act_guest(token: str) -> Response:
        place = _reach(lambda: refuse(desk.context, token))
        text = say("invite.refused-text", place=place.name)
        return desk.page("web/note.html", "invite.refused-title", place=place, text=text)


def _reach(do: Callable[[], Place]) -> Place:
    with reaching("refuse invitations"):
        return do()
