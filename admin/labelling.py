"""One signal with its proposal, and the acts on its labels: accept, correct, undo."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from fastapi import Response

from admin.asking import asking
from admin.calls import answering
from admin.dates import say_moment
from admin.deciding import deciding
from admin.desk import Desk, Visit
from admin.filters import read_filters, read_list, say_filters
from admin.hiding import hiding
from admin.ids import read_id
from admin.inbox import known_key
from admin.splitting import splitting
from core.classify.labels import FACETS, read_labels
from core.classify.nearest import Near, find_nearest
from core.classify.repeats import Repeated, find_repeated
from core.classify.shelf import OFF as NO_MODEL
from core.review.history import name_keys
from core.review.labelling import (
    ACCEPT,
    CORRECT,
    MOST_THEMES,
    UNDO,
    Labels,
    Overtaken,
    TooManyThemes,
    accepting,
    label_signal,
    undo_labelling,
)
from core.review.listing import find_neighbours
from core.review.proposed import OFF, Proposed
from core.review.reading import Shown, open_signal, read_signal
from core.review.told import LABELLED
from core.review.weighing import read_weighings
from core.store.tables.model import MADE, WAITING

# A text that is too short to tell its language is none to remark upon.
_EXPECTED = ("nl", "unknown")
_SURE = ((0.9, "very-likely"), (0.75, "likely"), (0.5, "possible"))
_DONE_BY = MappingProxyType({ACCEPT: "klopt", CORRECT: "gekozen", UNDO: "terug"})
_ALREADY = "al"
# A text with so many points of depth is told well.
_ENOUGH = 4
# So many choices are shown at once, the likeliest first; the others one click further.
_AT_ONCE = {"themes": 6, "target_groups": 4, "kinds": 8, "levels": 5}


def add_labelling(desk: Desk) -> None:
    """Add the routes of one signal."""

    @desk.get("/signaal/{signal}", "signals.read")
    def show_signal(visit: Visit) -> Response:
        signal_id = read_id(visit.path("signal"))
        # A browser that fetches before anyone clicks, or a link on another site, shows a signal and does not open it.
        if not visit.knock.foreign:
            open_signal(visit.session, visit.present, signal_id)
        return _show(desk, visit)

    @desk.post("/signaal/{signal}/labels", "signals.label")
    def label(visit: Visit) -> Response:
        signal_id, labels = read_id(visit.path("signal")), _read(visit)
        if not labels.themes and not visit.typed("zonder"):
            return _show(desk, visit, status=422, typed=labels)  # meant so, or forgotten? asked once
        via = ACCEPT if visit.typed("via") == ACCEPT else CORRECT
        try:
            done = label_signal(visit.session, visit.present, signal_id, labels, via, visit.typed("seen"))
        except TooManyThemes:
            return _show(desk, visit, status=422, typed=labels)
        if isinstance(done, Overtaken):
            return _show_overtaken(desk, visit, done, labels)
        return _go_back(desk, visit, _DONE_BY[done.via] if done.changed else _ALREADY)

    @desk.post("/signaal/{signal}/labels/terug", "signals.label")
    def undo(visit: Visit) -> Response:
        done = undo_labelling(visit.session, visit.present, read_id(visit.path("signal")), visit.typed("seen"))
        if isinstance(done, Overtaken):
            return _show_overtaken(desk, visit, done, None)
        return _go_back(desk, visit, _DONE_BY[UNDO] if done.changed else _ALREADY)


def _read(visit: Visit) -> Labels:
    fields = visit.knock.fields
    chosen = {facet: tuple(dict.fromkeys(key for key in fields.many(facet) if key)) for facet in FACETS}
    return Labels(**chosen, one_case=bool(fields.one("one_case")))


def _go_back(desk: Desk, visit: Visit, done: str) -> Response:
    kept = say_filters(read_filters(visit), gedaan=done)
    return desk.go(f"/signaal/{read_id(visit.path('signal'))}{kept}")


def _show(desk: Desk, visit: Visit, *, status: int = 200, typed: Labels | None = None) -> Response:
    """Show a signal; `typed`: a choice that could not be taken."""
    signal = read_signal(visit.session, visit.present, read_id(visit.path("signal")))
    words, filters = desk.context.words, read_list(desk, visit)
    # What a model proposed before it was switched off stays; what waits then waits in vain.
    never = desk.context.settings.model == NO_MODEL and signal.proposed.state == WAITING
    proposed = Proposed(OFF) if never else signal.proposed
    accepted = accepting(signal.labels, proposed)
    begins = typed or (signal.labels if signal.labelled else accepted)
    return desk.own_page(
        visit,
        "signal",
        status=status,
        here="signals",
        signal=signal,
        proposed=proposed,
        off="installation" if never else "place",
        together=accepted,
        alone=accepting(Labels(), proposed),
        accepted=accepted if accepted.themes and not signal.labelled and proposed.state != OFF else None,
        chosen=begins,
        choices={facet: _choices(facet, begins, signal, proposed) for facet in FACETS},
        facets=FACETS,
        named=name_keys,
        near=_find_near(desk, visit, signal) if proposed.state == MADE else (),
        repeated=_find_repeated(desk, visit, signal) if proposed.state == MADE else None,
        many=typed is not None and bool(typed.themes),
        without=typed is not None and not typed.themes,
        most=MOST_THEMES,
        kept=say_filters(filters),
        neighbours=find_neighbours(visit.session, filters, signal.id),
        done=_say_done(visit, signal),
        moment=say_moment,
        sure=_say_sure,
        foreign=known_key(words, "admin.language", signal.language) if signal.language not in _EXPECTED else "",
        left_out=lambda why: words.say(known_key(words, "admin.cut", why)),  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]  # called by the template
        enough=_ENOUGH,
        **deciding(desk, visit, signal),
        **hiding(visit, signal),
        **splitting(visit, signal),
        **answering(visit, signal.id),
        **asking(desk, visit, signal),
        weighings=read_weighings(visit.session, visit.present, signal.id),
    )


def _say_done(visit: Visit, signal: Shown) -> str:
    """Say what was done just now, as long as that is the last thing that happened and she did it."""
    done, last = visit.asked("gedaan"), signal.journal[-1] if signal.journal else None
    if last is None or last.what != LABELLED:
        return ""
    mine = last.by == visit.present.email and _DONE_BY.get(last.via) == done
    return done if mine or done == _ALREADY else ""


def _find_near(desk: Desk, visit: Visit, signal: Shown) -> tuple[Near, ...]:
    model = desk.context.shelf.model(visit.present.place.slug)
    return find_nearest(visit.session, model, signal.id) if model else ()


def _find_repeated(desk: Desk, visit: Visit, signal: Shown) -> Repeated | None:
    model = desk.context.shelf.model(visit.present.place.slug)
    return find_repeated(visit.session, model, signal.id) if model else None


def _show_overtaken(desk: Desk, visit: Visit, overtaken: Overtaken, mine: Labels | None) -> Response:
    signal = read_signal(visit.session, visit.present, read_id(visit.path("signal")))
    return desk.own_page(
        visit,
        "labels_overtaken",
        status=409,
        here="signals",
        signal=signal,
        overtaken=overtaken,
        mine=mine,
        facets=FACETS,
        named=name_keys,
        kept=say_filters(read_filters(visit)),
        moment=say_moment,
    )


def _choices(facet: str, begins: Labels, signal: Shown, proposed: Proposed) -> tuple[list[Any], list[Any]]:
    """Order the choices of a facet as (key, label): what holds, what is proposed, what is likely, then the others."""
    every = read_labels().facets[facet]
    likely: Sequence[str] = (*begins.keys(facet), *signal.labels.keys(facet), *proposed.keys(facet))
    likely = (*likely, *proposed.best) if facet == "themes" else likely
    keys = tuple(dict.fromkeys((*(key for key in likely if key in every), *every)))
    at_once = max(_AT_ONCE[facet], len(begins.keys(facet)))
    named = list(zip(keys, name_keys(facet, keys), strict=True))
    return named[:at_once], named[at_once:]


def _say_sure(confidence: float) -> tuple[str, int]:
    """Say how sure the model is: the message key of a word for it, and per cent; never a hundred."""
    word = next((word for least, word in _SURE if confidence >= least), "maybe")
    return f"admin.proposal.sure.{word}", min(99, round(100 * confidence))
