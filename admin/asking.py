"""Asking the reporter of a signal one question, and withdrawing it; what was asked, on the page of the signal."""

from typing import Any

from fastapi import Response

from admin.dates import say_moment
from admin.desk import Desk, Visit
from admin.inbox import read_filters, read_id, say_filters
from admin.telling import explaining
from core.classify.quality import BREADTH, CONCRETE, IMPACT, KIND, TREND
from core.intake.answering import ANSWERED, OPEN
from core.review.asking import (
    LONGEST_QUESTION,
    NoQuestion,
    ask_reporter,
    read_questions,
    tell_apart,
    withdraw_question,
)
from core.review.reading import Shown, read_signal
from core.review.telling import read_reach
from core.words import Words

# The points of depth that a question can ask for, the most telling first.
_HINTED = (CONCRETE, BREADTH, IMPACT, TREND, KIND)
_DONE = ("gevraagd", "ingetrokken", "al")


def add_asking(desk: Desk) -> None:
    """Add the routes."""

    @desk.get("/signaal/{signal}/vraag", "signals.decide")
    def show(visit: Visit) -> Response:
        return _show(desk, visit)

    @desk.post("/signaal/{signal}/vraag", "signals.decide")
    def ask(visit: Visit) -> Response:
        signal_id, text = read_id(visit.path("signal")), visit.typed("question")
        if visit.typed("hint"):
            return _show(desk, visit, typed=_with_hint(desk, visit, text))
        try:
            done = ask_reporter(visit.session, visit.present, signal_id, text)
        except NoQuestion:
            return _show(desk, visit, status=422, typed=text, wrong=True)
        return _go_back(desk, visit, "gevraagd" if done else "al")

    @desk.post("/signaal/{signal}/vraag/terug", "signals.decide")
    def withdraw(visit: Visit) -> Response:
        done = withdraw_question(visit.session, visit.present, read_id(visit.path("signal")))
        return _go_back(desk, visit, "ingetrokken" if done else "al")


def asking(desk: Desk, visit: Visit, signal: Shown) -> dict[str, Any]:
    """Give what the card of questions needs, beside what the card of decisions says of letters."""
    questions = read_questions(visit.session, visit.present, signal.id)
    words, asked = desk.context.words, visit.asked("vraag")
    hints = _hints(words, signal)
    done = visit.asked("gesteld")
    own, answers = tell_apart(signal)
    return {
        "own_words": own,
        "answers_given": answers,
        "questions": questions,
        "open_question": next((question for question in questions if question.state == OPEN), None),
        "fresh_answer": next((question for question in questions if question.state == ANSWERED), None),
        "hints": hints,
        "question": dict(hints).get(asked, hints[0][1] if hints else ""),
        "longest_question": LONGEST_QUESTION,
        "asked_done": done if done in _DONE else "",
        "wrong_question": False,
        "asked_alone": False,
    }


def _hints(words: Words, signal: Shown) -> list[tuple[str, str]]:
    """Give the questions that the quality of a signal suggests, as (point, question)."""
    return [(point, words.say(f"asking.hint.{point}")) for point in _HINTED if point in signal.depth.missing]


def _with_hint(desk: Desk, visit: Visit, typed: str) -> str:
    """Put a suggested question beside what was typed; in the place of another suggestion, or of nothing."""
    signal = read_signal(visit.session, visit.present, read_id(visit.path("signal")))
    hints = dict(_hints(desk.context.words, signal))
    hint, typed = hints.get(visit.typed("hint"), ""), typed.strip()
    if typed in ("", *hints.values()):
        return hint or typed
    return typed if hint in typed else f"{typed} {hint}"


def _show(desk: Desk, visit: Visit, *, status: int = 200, typed: str = "", wrong: bool = False) -> Response:
    signal = read_signal(visit.session, visit.present, read_id(visit.path("signal")))
    card = asking(desk, visit, signal) | {
        "asked_alone": True,
        "reach": read_reach(visit.session, visit.present, signal.id),
        "why_not": explaining(desk.context.words),
    }
    if typed or wrong:
        card |= {"question": typed, "wrong_question": wrong}
    kept = say_filters(read_filters(visit))
    return desk.own_page(
        visit, "asking", status=status, here="signals", signal=signal, kept=kept, moment=say_moment, **card
    )


def _go_back(desk: Desk, visit: Visit, done: str) -> Response:
    kept = say_filters(read_filters(visit), gesteld=done)
    return desk.go(f"/signaal/{read_id(visit.path('signal'))}{kept}")
