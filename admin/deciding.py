"""Deciding about one signal: into a fiche, back to its organisation, out, or the same as another; and undoing it."""

import uuid
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from fastapi import Response

from admin.dates import say_moment
from admin.desk import Desk, Visit
from admin.filters import FIELDS, read_filters, read_list, say_filters
from admin.ids import read_id
from admin.joining import joining
from admin.telling import telling_of
from admin.titles import look_over_title
from admin.undoing import DONE, undoing
from core.classify.nearest import NearFiche, find_nearest_fiches
from core.review.bundling import LONGEST_TITLE, NoTitle, fiches_of
from core.review.decide import Decided, NoReason, NotTheSame, Outrun, decide_signal, undo_decision
from core.review.decision import BUNDLED, INTERN, NO_SIGNAL, REASONS, SAME, UNDECIDED, Decision, read_standing
from core.review.fiche_reading import FicheFilters, list_fiches, name_fiches
from core.review.listing import find_upcoming
from core.review.reading import Shown, read_signal
from core.review.wording import Stretch
from core.store.tables.model import MADE

# A fiche that is less likely than this to be about the same problem only takes attention.
_LEAST_LIKE = 0.15
_MOST_DIGITS = 9
_LACKS: tuple[tuple[type[Exception], str], ...] = ((NoTitle, "title"), (NoReason, "reason"), (NotTheSame, "same_as"))


@dataclass(frozen=True, slots=True)
class Typed:
    """A decision that could not be taken, and the field that is wrong."""

    decision: Decision
    wrong: str


def add_deciding(desk: Desk) -> None:
    """Add the routes."""

    @desk.post("/signaal/{signal}/besluit", "signals.decide")
    def decide(visit: Visit) -> Response:
        signal_id, decision = read_id(visit.path("signal")), _read(visit)
        if decision.to == BUNDLED and not decision.fiche and not visit.typed("new"):
            return _show_choice(desk, visit, status=422, wrong="fiche")
        if visit.typed("new") and (hints := look_over_title(visit)):
            return _show_choice(desk, visit, status=422, typed=Typed(decision, "hints"), hints=hints)
        try:
            done = decide_signal(visit.session, visit.present, signal_id, decision, visit.typed("stand"))
        except (NoTitle, NoReason, NotTheSame) as lacks:
            wrong = next(field for kind, field in _LACKS if isinstance(lacks, kind))
            return _show_choice(desk, visit, status=422, typed=Typed(decision, wrong))
        if isinstance(done, Outrun):
            return _show_outrun(desk, visit, done, decision)
        return _go_on(desk, visit, signal_id, _name(decision)) if done.changed else _go_back(desk, visit, "al")

    @desk.post("/signaal/{signal}/besluit/terug", "signals.decide")
    def undo(visit: Visit) -> Response:
        done = undo_decision(visit.session, visit.present, read_id(visit.path("signal")), visit.typed("stand"))
        if isinstance(done, Decided):
            return _go_back(desk, visit, "terug" if done.changed else "al")
        return _show_outrun(desk, visit, done, None)

    @desk.get("/signaal/{signal}/besluit", "signals.decide")
    def choose(visit: Visit) -> Response:
        return _show_choice(desk, visit)


def deciding(desk: Desk, visit: Visit, signal: Shown) -> dict[str, Any]:
    """Give what the card of decisions needs on the page of a signal."""
    standing = read_standing(visit.session, signal.id)
    done = visit.asked("besloten")
    return {
        "standing": standing,
        "undecided": signal.status in UNDECIDED,
        "bundled": name_fiches(visit.session, fiches_of(visit.session, signal.id)),
        "near_fiches": _find_near(desk, visit, signal) if signal.status in (*UNDECIDED, BUNDLED) else (),
        "reasons": REASONS,
        "longest_title": LONGEST_TITLE,
        "decided": done if done in DONE and not visit.asked("was") else "",
        "kept_pairs": [(name, visit.asked(name)) for name in FIELDS],
        **undoing(visit),
        **joining(visit, signal.id),
        "listed": None,
        "words": "",
        "wrong": "",
        "typed": None,
        "title_hints": (),
        **telling_of(desk, visit, signal, standing),
    }


def read_digits(value: str) -> int:
    """Read a number that somebody typed, with or without #; 0 for anything else."""
    digits = value.strip().removeprefix("#").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS else 0


def _read(visit: Visit) -> Decision:
    to = visit.typed("to")
    said = Decision(to)
    if to == BUNDLED:
        new = bool(visit.typed("new"))
        return (
            replace(said, title=visit.typed("title")) if new else replace(said, fiche=read_digits(visit.typed("fiche")))
        )
    if to == SAME:
        return replace(said, same_as=read_digits(visit.typed("same_as")))
    if to == INTERN:
        return replace(said, message=visit.typed("intern_message"))
    # Each reason has kind words of its own, that can be changed.
    reason = visit.typed("reason") if to == NO_SIGNAL else ""
    message = visit.typed(f"none_message_{reason}") or visit.typed("none_message")
    return replace(said, reason=reason, message=message)


def _name(decision: Decision) -> str:
    return "fiche" if decision.to == BUNDLED else decision.to


def _go_back(desk: Desk, visit: Visit, done: str) -> Response:
    kept = say_filters(read_filters(visit), besloten=done)
    return desk.go(f"/signaal/{read_id(visit.path('signal'))}{kept}")


def _go_on(desk: Desk, visit: Visit, signal_id: uuid.UUID, done: str) -> Response:
    """Open the next signal that waits, in the list that she came from; the way back goes along."""
    filters = read_list(desk, visit)
    upcoming = find_upcoming(visit.session, filters, signal_id)
    kept = say_filters(filters, besloten=done, was=str(signal_id))
    return desk.go(f"/signaal/{upcoming}{kept}" if upcoming else kept)


def _find_near(desk: Desk, visit: Visit, signal: Shown) -> tuple[NearFiche, ...]:
    made = signal.proposed.state == MADE
    model = desk.context.shelf.model(visit.present.place.slug) if made else None
    return find_nearest_fiches(visit.session, model, signal.id, least=_LEAST_LIKE) if model else ()


def _show_choice(
    desk: Desk,
    visit: Visit,
    *,
    status: int = 200,
    typed: Typed | None = None,
    wrong: str = "",
    hints: tuple[Stretch, ...] = (),
) -> Response:
    """Show the decisions on a page of their own, with all open fiches that hold the words that are searched."""
    signal = read_signal(visit.session, visit.present, read_id(visit.path("signal")))
    words = visit.asked("zoekfiche")
    listed = list_fiches(visit.session, visit.present, FicheFilters(words=words, open=True))
    card = {
        **deciding(desk, visit, signal),
        "listed": listed,
        "words": words,
        "wrong": typed.wrong if typed else wrong,
        "typed": typed.decision if typed else None,
        "title_hints": hints,
    }
    return desk.own_page(
        visit,
        "decide",
        status=status,
        here="signals",
        signal=signal,
        repeated=None,
        kept=say_filters(read_filters(visit)),
        more=f"/beheer/fiches?{urlencode({'zoek': words})}" if listed.next else "",
        moment=say_moment,
        **card,
    )


def _show_outrun(desk: Desk, visit: Visit, outrun: Outrun, mine: Decision | None) -> Response:
    signal = read_signal(visit.session, visit.present, read_id(visit.path("signal")))
    return desk.own_page(
        visit,
        "decide_outrun",
        status=409,
        here="signals",
        signal=signal,
        standing=outrun.standing,
        mine=mine,
        kept=say_filters(read_filters(visit)),
        moment=say_moment,
    )
