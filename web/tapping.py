"""One tap: pages that a letter's links lead to. GET shows one button and changes nothing, POST acts, also twice.

Programs that look through mail follow links; none of them presses a button. The link is all that is needed, and all
that it can do is give that one answer.
"""

from fastapi import APIRouter
from fastapi.responses import Response

from core.feedback.useful import answer_by_link, read_useful
from core.intake.pages import reaching, read_place
from web.replies import Desk


def add_routes(router: APIRouter, desk: Desk) -> None:
    """Add the routes under `/{slug}/nuttig`."""

    @router.get("/{slug}/nuttig/{answer}/{token}")
    def ask(slug: str, answer: str, token: str) -> Response:
        place = read_place(desk.context, slug)
        read_useful(desk.context, answer, token)
        return desk.page(
            "web/tap.html",
            "letters.page.useful-title",
            place=place,
            text=f"letters.page.useful-{answer}",
            yes=f"letters.page.useful-{answer}-do",
            action=f"/{place.slug}/nuttig/{answer}/{token}",
        )

    @router.post("/{slug}/nuttig/{answer}/{token}")
    def act(slug: str, answer: str, token: str) -> Response:
        place = read_place(desk.context, slug)
        with reaching("note useful"):
            answer_by_link(desk.context, place, answer, token)
        return thank(desk, slug)


def thank(desk: Desk, slug: str) -> Response:
    """Say that an answer was noted."""
    place = read_place(desk.context, slug)
    return desk.page(
        "web/note.html", "letters.page.thanks-title", place=place, text=desk.words.say("letters.page.thanks")
    )
