"""The page of one question about a signal, that a letter leads to: answered here, as well as by replying."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from core.errors import NotFound, StoreError
from core.html.csrf import check, issue
from core.html.fields import Fields
from core.intake.accept import Delivery
from core.intake.answering import LONGEST_ANSWER, QuestionPage, read_question
from core.intake.pages import reaching, take_now
from web.replies import Desk, go, posted
from web.room import write_answer

_PURPOSE = "vraag"
_TOKEN = re.compile(r"[a-z2-7]{20}")
Typed = Annotated[Fields, Depends(posted)]


def add_routes(router: APIRouter, desk: Desk) -> None:
    """Add the routes under `/{slug}/vraag`."""
    keys = desk.context.keys

    @router.get("/{slug}/vraag/{token}")
    def show(slug: str, token: str, gedaan: str = "", verborgen: str = "") -> Response:
        page = _read(desk, slug, token)
        if gedaan or not page.open:
            return _note(desk, page, hidden=bool(verborgen))
        return _show(desk, page, token)

    @router.post("/{slug}/vraag/{token}")
    def answer(request: Request, slug: str, token: str, fields: Typed) -> Response:
        key = check(keys, fields.one("sleutel"), _PURPOSE, slug, token)
        try:
            page = _read(desk, slug, token)
            text = fields.one("antwoord").strip()
            if not text or len(text) > LONGEST_ANSWER:
                return _show(desk, page, token, text, wrong=True)
            delivery = Delivery(key, keys.lookup("web", token), write_answer(slug, token, key, text))
            taken = take_now(desk.context, desk.rooms, desk.door_id, delivery)
        except StoreError:
            return desk.lost(request, fields)
        facts = taken.said.facts if taken.said else {}
        return go(f"/{slug}/vraag/{token}?gedaan=1{'&verborgen=1' if facts.get('hidden') else ''}")


def _read(desk: Desk, slug: str, token: str) -> QuestionPage:
    if not _TOKEN.fullmatch(token):
        raise NotFound("question")
    with reaching("read question"):
        return read_question(desk.context, slug, token)


def _show(desk: Desk, page: QuestionPage, token: str, text: str = "", *, wrong: bool = False) -> Response:
    say = desk.words.say
    return desk.page(
        "web/question.html",
        say("asking.page", number=page.number),
        422 if wrong else 200,
        place=page.place,
        question=page.text,
        answer=text,
        longest=LONGEST_ANSWER,
        complaint=say("asking.web-wrong", most=LONGEST_ANSWER) if wrong else "",
        action=f"/{page.place.slug}/vraag/{token}",
        token=issue(desk.context.keys, _PURPOSE, page.place.slug, token),
    )


def _note(desk: Desk, page: QuestionPage, *, hidden: bool) -> Response:
    say = desk.words.say
    said = say("asking.web-thanks", number=page.number)
    text = f"{said} {say('asking.hidden')}" if hidden else said
    return desk.page("web/note.html", "asking.web-thanks-title", place=page.place, text=text)
