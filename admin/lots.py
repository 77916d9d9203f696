"""One act on a selection of the list: into a fiche, no signal, accept the proposals; and undoing the whole lot."""

import uuid
from typing import Any

from fastapi import Response

from admin.deciding import read_digits
from admin.desk import Desk, Visit
from admin.filters import read_filters, say_filters
from admin.telling import prepare
from admin.titles import look_over_title
from core.errors import NotFound
from core.review.bundling import LONGEST_TITLE, NoTitle, fiches_of
from core.review.decide import NoReason
from core.review.decision import BUNDLED, NO_SIGNAL, REASONS, Decision
from core.review.fiche_reading import FicheFilters, list_fiches
from core.review.listing import list_some
from core.review.lots import MOST, Chosen, Lot, accept_lot, decide_lot, read_lot, undo_lot
from core.review.telling import count_wanting

_ACCEPT, _EXISTING, _NEW, _NONE = "klopt", "fiche", "nieuw", "geen-signaal"


def add_lots(desk: Desk) -> None:
    """Add the routes."""

    @desk.post("/keuze", "signals.decide")
    def choose(visit: Visit) -> Response:
        chosen = _read_chosen(visit)
        if not chosen:
            return _go_back(desk, visit, gedaan="niets")
        if visit.typed("act") == _ACCEPT:
            return _show_done(desk, visit, accept_lot(visit.session, visit.present, chosen), said=_ACCEPT)
        return _show(desk, visit, chosen)

    @desk.post("/keuze/besluit", "signals.decide")
    def decide(visit: Visit) -> Response:
        chosen, act = _read_chosen(visit), visit.typed("act")
        decision = _read_decision(visit, act)
        if act == _EXISTING and not decision.fiche:
            return _show(desk, visit, chosen, wrong="fiche")
        if act == _NEW and look_over_title(visit):
            return _show(desk, visit, chosen, wrong="hints")
        try:
            with visit.session.begin_nested():
                lot = decide_lot(visit.session, visit.present, chosen, decision)
                return _show_done(desk, visit, lot, decision.fiche or _opened(visit, chosen, act))
        except (NoTitle, NoReason, NotFound) as lacks:
            wrong = "title" if isinstance(lacks, NoTitle) else "reason" if isinstance(lacks, NoReason) else "fiche"
            return _show(desk, visit, chosen, wrong=wrong)

    @desk.post("/keuze/terug", "signals.decide")
    def undo(visit: Visit) -> Response:
        lot = undo_lot(visit.session, visit.present, visit.typed("lot"))
        return _go_back(desk, visit, gedaan="terug", aantal=str(len(lot.done)), over=_say(lot.skipped))


def lots(visit: Visit) -> dict[str, Any]:
    """Give what the list needs to say what became of a selection, with the way back as long as it stands."""
    done = visit.asked("gedaan")
    count, skipped = visit.asked("aantal"), visit.asked("over")
    mark, fiche = visit.asked("lot"), visit.asked("fiche")
    stands = bool(mark) and len(read_lot(visit.session, visit.present, mark)) > 0
    return {
        "lot_done": done if done in ("lot", _ACCEPT, "terug", "niets") else "",
        "lot_count": min(read_digits(count), MOST),
        "lot_skipped": [number for number in skipped.split(".") if number.isascii() and number.isdigit()][:MOST],
        "lot_mark": mark if stands else "",
        "lot_fiche": read_digits(fiche) if stands else 0,
    }


def _read_chosen(visit: Visit) -> tuple[Chosen, ...]:
    """Read a selection: of each signal its id and its stands, as the page had them."""
    chosen: dict[uuid.UUID, Chosen] = {}
    for value in visit.knock.fields.many("kies")[:MOST]:
        id_, _, stands = value.partition("_")
        stand, _, seen = stands.partition("_")
        try:
            one = Chosen(uuid.UUID(id_), stand, seen)
        except ValueError:
            continue
        chosen[one.id] = one
    return tuple(chosen.values())


def _read_decision(visit: Visit, act: str) -> Decision:
    if act == _NEW:
        return Decision(BUNDLED, title=visit.typed("title"))
    if act == _EXISTING:
        return Decision(BUNDLED, fiche=read_digits(visit.typed("fiche")))
    reason = visit.typed("reason")
    return Decision(NO_SIGNAL, reason=reason, message=visit.typed(f"none_message_{reason}"))


def _show(desk: Desk, visit: Visit, chosen: tuple[Chosen, ...], wrong: str = "") -> Response:
    fiches = list_fiches(visit.session, visit.present, FicheFilters(open=True))
    return desk.own_page(
        visit,
        "lot",
        status=422 if wrong else 200,
        here="signals",
        chosen=chosen,
        lines=list_some(visit.session, [one.id for one in chosen]),
        wanting=count_wanting(visit.session, visit.present, [one.id for one in chosen]),
        fiches=fiches.lines,
        reasons=REASONS,
        longest_title=LONGEST_TITLE,
        typed={name: visit.typed(name) for name in ("title", "fiche", "reason")},
        messages=_messages(desk, visit),
        title_hints=look_over_title(visit) if wrong == "hints" else (),
        wrong=wrong,
        kept=say_filters(read_filters(visit)),
    )


def _messages(desk: Desk, visit: Visit) -> dict[str, str]:
    """Give the message for each reason: as it was typed, or else as it is prepared."""
    prepared, came_back = prepare(desk.context.words), bool(visit.typed("reason"))
    return {reason: visit.typed(f"none_message_{reason}") if came_back else prepared[reason] for reason in REASONS}


def _opened(visit: Visit, chosen: tuple[Chosen, ...], act: str) -> int:
    """Give the number of the fiche that was opened for a selection; 0 for none."""
    numbers = (max(fiches_of(visit.session, one.id), default=0) for one in chosen) if act == _NEW else ()
    return max(numbers, default=0)


def _show_done(desk: Desk, visit: Visit, lot: Lot, fiche: int = 0, said: str = "lot") -> Response:
    done = {"gedaan": said, "aantal": str(len(lot.done)), "over": _say(lot.skipped), "lot": lot.mark}
    return _go_back(desk, visit, **done, fiche=str(fiche or ""))


def _go_back(desk: Desk, visit: Visit, **said: str) -> Response:
    return desk.go(say_filters(read_filters(visit), **said))


def _say(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))
