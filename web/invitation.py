"""The pages that an invitation's links lead to: one says yes, one says no. GET shows a button, POST acts.

What scans mails opens every link before anyone reads it, so looking changes nothing. Who has the link answers for whom
it was made; it needs nothing else, and can do nothing else.
"""

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import Response

from core.feedback.coming import OPEN, Invited, come, find_invited
from core.feedback.spoken import in_language
from core.intake.pages import reaching
from web.replies import Desk


def add_routes(router: APIRouter, desk: Desk) -> None:
    """Add the routes under `/uitnodiging`."""

    @router.get("/uitnodiging/{answer}/{token}")
    def ask(answer: str, token: str, taal: str = "") -> Response:
        invited = _reach(lambda: find_invited(desk.context, answer, token, taal))
        spoken = desk.asked(invited.place, taal)
        return _show(spoken, answer, invited, in_language(f"/uitnodiging/{answer}/{token}", spoken.pages.language))

    @router.post("/uitnodiging/{answer}/{token}")
    def act(answer: str, token: str, taal: str = "") -> Response:
        invited = _reach(lambda: come(desk.context, answer, token, taal))
        spoken = desk.asked(invited.place, taal)
        return _show(spoken, answer, invited) if invited.state != OPEN else _thank(spoken, answer, invited)


def _reach(read: Callable[[], Invited]) -> Invited:
    with reaching("read invitation"):
        return read()


def _show(desk: Desk, answer: str, invited: Invited, action: str = "") -> Response:
    say = desk.words.say
    if invited.state != OPEN:
        text = say(f"invite.{invited.state}", title=invited.title, when=invited.when)
        return desk.page("web/note.html", "invite.page", place=invited.place, text=text)
    return desk.page(
        "web/invitation.html",
        f"invite.page.{answer}",
        place=invited.place,
        invited=invited,
        answer=answer,
        action=action,
    )


def _thank(desk: Desk, answer: str, invited: Invited) -> Response:
    text = desk.words.say(f"invite.noted.{answer}", title=invited.title, when=invited.when)
    return desk.page("web/note.html", "invite.thanks", place=invited.place, text=text)
