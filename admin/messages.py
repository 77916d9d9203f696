"""Berichten: the next digest before it leaves, and its paragraph."""

from collections.abc import Callable
from typing import Any

from fastapi import Response

from admin.desk import Desk, Visit
from admin.fiche_page import read_handling
from admin.ids import read_number
from admin.messages_figures import add_messages_figures
from admin.messages_sending import add_messages_sending, show_sending
from admin.messages_texts import add_messages_texts
from admin.telling import explaining
from core.feedback.before_sending import MOST_LISTED, Rooms, read_coming, write_both
from core.feedback.digest_ways import PAUSED
from core.feedback.editorial import LONGEST, WRITE, TooLong, read_editorial, write_editorial
from core.feedback.runs import READ
from core.questionnaire.preview import Previews
from core.review.fiches import Behind
from core.review.personal import HasPersonal

HERE = "messages"


def add_messages(desk: Desk, previews: Previews | None) -> None:
    """Add the routes; without `previews` no digest is shown as its reporter will see it."""
    rooms = Rooms(previews.chat, previews.mail) if previews else None
    add_messages_sending(desk)
    add_messages_texts(desk)
    add_messages_figures(desk)

    @desk.get("/berichten", READ)
    def show(visit: Visit) -> Response:
        return _show(desk, visit, rooms)

    @desk.post("/berichten/alinea", WRITE)
    def write(visit: Visit) -> Response:
        text, version = visit.typed("editorial"), read_number(visit.typed("version"))
        now, say = desk.context.clock(), desk.context.words.say
        try:
            done = write_editorial(visit.session, visit.present, text, version, now, read_handling(visit))
        except TooLong:
            wrong = {"editorial": say("loop.editorial.long", most=LONGEST)}
            return _show(desk, visit, rooms, status=422, text=text, wrong=wrong)
        except HasPersonal as found:
            wrong, spotted = {"personal": say("fiche.wrong.personal")}, ("editorial", found.words)
            return _show(desk, visit, rooms, status=422, text=text, wrong=wrong, spotted=spotted)
        if isinstance(done, Behind):
            return _show(desk, visit, rooms, status=409, text=text, behind=done)
        return desk.go(f"/berichten?gedaan={'alinea' if done.changed else 'al'}")


def _show(desk: Desk, visit: Visit, rooms: Rooms | None, *, status: int = 200, **tried: Any) -> Response:
    coming, one = read_coming(visit.session, desk.context, visit.present, visit.asked("een"))
    place, editorial = visit.present.place, read_editorial(visit.session)
    values: dict[str, Any] = {
        "coming": coming,
        "written": write_both(visit.session, desk.context, place, rooms, one) if rooms and one else None,
        "asked": visit.asked("een"),
        "most": MOST_LISTED,
        "editorial": editorial,
        "text": editorial.text,
        "longest": LONGEST,
        "why_not": _explain(desk),
        "wrong": {},
        "spotted": (),
        "behind": None,
        "typed": dict(visit.knock.fields.pairs()),
        **show_sending(desk, visit),
    }
    return desk.own_page(visit, "messages", status=status, here=HERE, **{**values, **tried})


def _explain(desk: Desk) -> Callable[[str], str]:
    words, told = desk.context.words, explaining(desk.context.words)

    def explain(way: str) -> str:
        return words.say("loop.way.paused") if way == PAUSED else told(way)

    return explain
