"""One tap: pages that a letter's links lead to. GET shows one button and changes nothing, POST acts, also twice.

Programs that look through mail follow links; none of them presses a button. The link is all that is needed, and all
that it can do is give that one answer.
"""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from core.feedback import improving
from core.feedback.improving import read_improvement
from core.feedback.pulse import QUESTIONS, SCALE, Incomplete, answer_pulse, read_pulse
from core.feedback.spoken import in_language
from core.feedback.useful import answer_by_link, read_useful
from core.html.fields import Fields
from core.intake.pages import reaching, read_place
from core.municipalities import Place
from web.replies import Desk, posted

Typed = Annotated[Fields, Depends(posted)]


def add_routes(router: APIRouter, desk: Desk) -> None:
    """Add the routes under `/{slug}/nuttig`, `/{slug}/beter` and `/{slug}/peiling`."""
    _add_improvement(router, desk)
    _add_pulse(router, desk)

    @router.get("/{slug}/nuttig/{answer}/{token}")
    def ask(slug: str, answer: str, token: str, taal: str = "") -> Response:
        place = read_place(desk.context, slug)
        read_useful(desk.context, answer, token)
        spoken = desk.asked(place, taal)
        return spoken.page(
            "web/tap.html",
            "letters.page.useful-title",
            place=place,
            text=f"letters.page.useful-{answer}",
            yes=f"letters.page.useful-{answer}-do",
            action=in_language(f"/{place.slug}/nuttig/{answer}/{token}", spoken.pages.language),
        )

    @router.post("/{slug}/nuttig/{answer}/{token}")
    def act(slug: str, answer: str, token: str, taal: str = "") -> Response:
        place = read_place(desk.context, slug)
        with reaching("note useful"):
            answer_by_link(desk.context, place, answer, token)
        return thank(desk, place, taal)


def _add_pulse(router: APIRouter, desk: Desk) -> None:
    @router.get("/{slug}/peiling/{token}")
    def ask(slug: str, token: str, taal: str = "") -> Response:
        return _show_pulse(desk, (slug, token, taal))

    @router.post("/{slug}/peiling/{token}")
    def act(slug: str, token: str, fields: Typed, taal: str = "") -> Response:
        place = read_place(desk.context, slug)
        typed = {question: fields.one(question) for question in QUESTIONS}
        given = {question: int(value) for question, value in typed.items() if value in SCALE}
        try:
            with reaching("answer pulse"):
                answer_pulse(desk.context, place, token, given)
        except Incomplete:
            return _show_pulse(desk, (slug, token, taal), given)
        return thank(desk, place, taal)


def _show_pulse(desk: Desk, asked: tuple[str, str, str], given: Mapping[str, int] | None = None) -> Response:
    """Show the questions; `asked`: the municipality, the token and the language of the link."""
    slug, token, language = asked
    place = read_place(desk.context, slug)
    desk = desk.asked(place, language)
    read_pulse(desk.context, place.slug, token)
    missing = () if given is None else tuple(question for question in QUESTIONS if question not in given)
    return desk.page(
        "web/pulse.html",
        "pulse.title",
        422 if missing else 200,
        place=place,
        questions=QUESTIONS,
        scale=[(value, desk.words.say(f"pulse.{value}")) for value in SCALE],
        given={question: str(value) for question, value in (given or {}).items()},
        missing=missing,
        complaints=[(question, desk.words.say(f"pulse.question.{question}")) for question in missing],
        action=in_language(f"/{place.slug}/peiling/{token}", desk.pages.language),
    )


def _add_improvement(router: APIRouter, desk: Desk) -> None:
    @router.get("/{slug}/beter/{answer}/{token}")
    def ask(slug: str, answer: str, token: str, taal: str = "") -> Response:
        place = read_place(desk.context, slug)
        read_improvement(desk.context, place.slug, answer, token)
        spoken = desk.asked(place, taal)
        return spoken.page(
            "web/tap.html",
            "improve.ask",
            place=place,
            text=f"improve.page.{answer}",
            yes=f"improve.{answer}",
            action=in_language(f"/{place.slug}/beter/{answer}/{token}", spoken.pages.language),
        )

    @router.post("/{slug}/beter/{answer}/{token}")
    def act(slug: str, answer: str, token: str, taal: str = "") -> Response:
        place = read_place(desk.context, slug)
        with reaching("note improvement"):
            improving.answer_by_link(desk.context, place, answer, token)
        return thank(desk, place, taal)


def thank(desk: Desk, place: Place, language: str = "") -> Response:
    """Say that an answer was noted, in the language that its link asked for."""
    desk = desk.asked(place, language)
    return desk.page(
        "web/note.html", "letters.page.thanks-title", place=place, text=desk.words.say("letters.page.thanks")
    )
