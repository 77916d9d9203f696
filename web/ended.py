"""A post to a signal that ended meanwhile: nothing of it is kept, so what was typed is given back, to begin again."""

from typing import Literal

from fastapi.responses import Response

from core.dialogue.engine import begin
from core.dialogue.path import path
from core.html.csrf import issue
from core.html.fields import Fields
from core.intake.pages import read_blank
from core.intake.typed import speaks_of_danger
from web.answers import read_typed_words, read_version
from web.haste import LONG_AGO, stamp
from web.replies import Desk
from web.showing import PURPOSE, address, say_danger

_GONE = 410


def show_ended(
    desk: Desk, slug: str, fields: Fields, why: Literal["gone", "sent", "closed"], link: str = ""
) -> Response:
    """Say why nothing was kept, with what was typed; one text can begin a new signal. `link` is of what was sent.

    `gone`: there is no such signal any more; `sent`: it was sent meanwhile; `closed`: it takes no more answers.
    """
    place, form = read_blank(desk.context, slug, read_version(fields))
    typed = read_typed_words(form, fields)
    asked = {question.key for question in path(form, begin(form))}
    token = issue(desk.context.keys, PURPOSE, place.slug)
    again = len(typed) == 1 and typed[0][0].key in asked
    return desk.page(
        "web/ended.html",
        f"web.ended-{why}-title",
        _GONE,
        place=place,
        why=f"web.ended-{why}",
        typed=[(question.key, question.worded({}), text) for question, text in typed],
        again=again,
        version=form.version,
        token=token,
        shown=stamp(desk.context, token, LONG_AGO),
        sent=address(place, link) if link else "",
        danger=say_danger(desk, place) if speaks_of_danger(text for _, text in typed) else "",
    )
