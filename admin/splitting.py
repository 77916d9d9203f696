"""Splitting a text with several problems: each sentence to a part, by the person who reads it; and taking it back."""

from typing import Any

from fastapi import Response

from admin.desk import Desk, Visit
from admin.filters import read_filters, say_filters
from admin.ids import read_id
from core.review.decide import Outrun
from core.review.decision import UNDECIDED, read_standing
from core.review.reading import Shown, read_signal
from core.review.splitting import (
    EVERYWHERE,
    FEWEST,
    MOST,
    SPLIT,
    TooFewParts,
    cut_sentences,
    join_signal,
    read_family,
    split_signal,
)

# Each sentence is a field of the form.
_MOST_SENTENCES = 150
_DONE = ("ja", "terug", "al", "veranderd")


def add_splitting(desk: Desk) -> None:
    """Add the routes."""

    @desk.get("/signaal/{signal}/splits", "signals.decide")
    def choose(visit: Visit) -> Response:
        return _show(desk, visit)

    @desk.post("/signaal/{signal}/splits", "signals.decide")
    def split(visit: Visit) -> Response:
        signal_id = read_id(visit.path("signal"))
        count = int(visit.typed("sentences")) if visit.typed("sentences").isdecimal() else 0
        places = [visit.typed(f"zin-{place}") for place in range(min(count, _MOST_SENTENCES))]
        try:
            done = split_signal(visit.session, visit.present, signal_id, places, visit.typed("stand"))
        except TooFewParts:
            return _show(desk, visit, places=places, wrong=True)
        return _go_back(desk, visit, "veranderd" if isinstance(done, Outrun) else "ja")

    @desk.post("/signaal/{signal}/splits/terug", "signals.decide")
    def join(visit: Visit) -> Response:
        done = join_signal(visit.session, visit.present, read_id(visit.path("signal")))
        return _go_back(desk, visit, "terug" if done else "al")


def splitting(visit: Visit, signal: Shown) -> dict[str, Any]:
    """Give what the card of parts needs on the page of a signal."""
    done = visit.asked("gesplitst")
    family = read_family(visit.session, signal.id)
    may = visit.present.may("signals.decide")
    several = signal.status in UNDECIDED and family.whole is None and len(cut_sentences(signal.text)) >= FEWEST
    return {
        "family": family,
        "split_done": done if done in _DONE else "",
        "may_split": may and several,
        "may_join": may and signal.status == SPLIT and family.joins,
    }


def _show(desk: Desk, visit: Visit, places: list[str] | None = None, *, wrong: bool = False) -> Response:
    signal = read_signal(visit.session, visit.present, read_id(visit.path("signal")))
    sentences = cut_sentences(signal.text)
    return desk.own_page(
        visit,
        "split",
        status=422 if wrong else 200,
        here="signals",
        signal=signal,
        sentences=sentences,
        places=places if places and len(places) == len(sentences) else [""] * len(sentences),
        choices=[*(str(number) for number in range(1, MOST + 1)), EVERYWHERE, ""],
        stand=read_standing(visit.session, signal.id).stand,
        wrong=wrong,
        kept=say_filters(read_filters(visit)),
    )


def _go_back(desk: Desk, visit: Visit, done: str) -> Response:
    kept = say_filters(read_filters(visit), gesplitst=done)
    return desk.go(f"/signaal/{read_id(visit.path('signal'))}{kept}")
