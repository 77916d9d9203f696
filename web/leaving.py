"""No more letters: the page that a letter's unsubscribe link leads to. GET shows it, POST acts, also in one click.

A mail program posts here by itself (RFC 8058), without cookie, form key or page: the link is all that is needed, and
all that it can do is stop letters.
"""

from fastapi import APIRouter
from fastapi.responses import Response

from core.feedback.leaving import find_letters, leave
from core.html.csrf import issue
from web.replies import Desk

_PURPOSE = "afmelden"


def add_routes(router: APIRouter, desk: Desk) -> None:
    """Add the routes under `/afmelden`."""

    @router.get("/afmelden/{token}")
    def ask(token: str) -> Response:
        place = find_letters(desk.context, token)
        return desk.page(
            "web/confirm.html",
            "web.leave-title",
            place=place,
            text="web.leave-text",
            yes="web.leave-yes",
            no="web.leave-no",
            action=f"/afmelden/{token}",
            back=f"/{place.slug}" if place else "/",
            token=issue(desk.context.keys, _PURPOSE, token),
        )

    @router.post("/afmelden/{token}")
    def act(token: str) -> Response:
        leave(desk.context, token)
        return desk.page("web/note.html", "web.left-title", text=desk.words.say("web.left-text"))
