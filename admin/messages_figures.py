"""Cijfers over terugkoppeling, and what the reporter of a signal heard of it and why."""

from fastapi import Response

from admin.dates import say_moment
from admin.desk import Desk, Visit
from admin.figure_words import say_late, say_reading
from admin.ids import read_id
from admin.telling import explaining
from core.feedback.heard import read_heard
from core.insight.loop_read import read_loop
from core.review.reading import read_signal


def add_messages_figures(desk: Desk) -> None:
    """Add the routes."""
    words = desk.context.words

    @desk.get("/berichten/cijfers", "digests.read")
    def show(visit: Visit) -> Response:
        loop = read_loop(visit.session, visit.present, desk.context.clock())
        return desk.own_page(
            visit,
            "messages_figures",
            here="messages",
            loop=loop,
            value=lambda reading: say_reading(reading, words),  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]  # called by the template
            late=lambda reading: say_late(reading, words),  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]  # idem
        )

    @desk.get("/signaal/{signal}/gehoord", "signals.read")
    def show_heard(visit: Visit) -> Response:
        signal_id = read_id(visit.path("signal"))
        signal = read_signal(visit.session, visit.present, signal_id)
        return desk.own_page(
            visit,
            "heard",
            here="signals",
            signal=signal,
            hearing=read_heard(visit.session, visit.present, signal_id),
            happened=_tell,
            why_not=explaining(words),
            moment=say_moment,
        )

    def _tell(what: str) -> str:
        key = f"loop.told.{what}"
        return words.say(key if words.has(key) else "loop.told.other")
