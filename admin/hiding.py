"""Verberg: words on the page of a signal that must not be there, looked for first and then hidden for good."""

from typing import Any

from fastapi import Response

from admin.desk import Desk, Visit
from admin.filters import read_filters, say_filters
from admin.ids import read_id
from core.review.hiding import KINDS, hide_words, look_for
from core.review.masking import LONGEST, NoWords
from core.review.reading import Shown, read_signal

_FEWEST = "NAME"


def add_hiding(desk: Desk) -> None:
    """Add the routes."""

    @desk.post("/signaal/{signal}/verberg", "signals.decide")
    def hide(visit: Visit) -> Response:
        signal_id = read_id(visit.path("signal"))
        words, kind = visit.typed("words"), visit.typed("kind")
        if not visit.typed("sure"):
            return _ask(desk, visit, words, kind)
        try:
            done = hide_words(visit.session, desk.context, visit.present, signal_id, words, kind)
        except NoWords:
            return _ask(desk, visit, words, kind)
        kept = say_filters(read_filters(visit), verborgen="ja" if done else "al")
        return desk.go(f"/signaal/{signal_id}{kept}")


def hiding(visit: Visit, signal: Shown) -> dict[str, Any]:
    """Give what the card "Verberg" needs on the page of a signal."""
    done = visit.asked("verborgen")
    return {
        "hide_kinds": tuple(KINDS),
        "hide_longest": LONGEST,
        "hidden_now": done if done in ("ja", "al") else "",
        "may_hide": bool(signal.text) and visit.present.may("signals.decide"),
    }


def _ask(desk: Desk, visit: Visit, words: str, kind: str) -> Response:
    """Show where the words stand, and ask to be sure: what is hidden does not come back."""
    signal = read_signal(visit.session, visit.present, read_id(visit.path("signal")))
    try:
        spots, wrong = look_for(visit.session, visit.present, signal.id, words), ""
    except NoWords:
        spots, wrong = None, "words"
    return desk.own_page(
        visit,
        "hide",
        status=422 if wrong or spots is None or not spots.times else 200,
        here="signals",
        signal=signal,
        spots=spots,
        wrong=wrong,
        hide_words=words[:LONGEST],
        hide_kind=kind if kind in KINDS else _FEWEST,
        hide_kinds=tuple(KINDS),
        hide_longest=LONGEST,
        kept=say_filters(read_filters(visit)),
    )
