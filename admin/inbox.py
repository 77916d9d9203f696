"""The inbox: the list of signals, and getting in touch with who sent one."""

import uuid
from collections.abc import Mapping

from fastapi import Response

from admin.dates import say_age, say_day, say_moment
from admin.desk import PREFIX, Desk, Visit
from admin.filters import CHANNELS, ORDERS, name_order, read_filters, read_list, say_filters
from admin.fresh import since_now
from admin.ids import read_id, read_number
from admin.joining import listing_joined
from admin.lots import lots
from admin.navigation import landing
from admin.start_first import to_start
from admin.today import say_left
from admin.undoing import undoing
from admin.views import views
from core.classify.nearest import NearFiche
from core.classify.nearest_lines import find_likely_fiches
from core.dialogue.load import labels
from core.errors import Refused
from core.review.asking import list_answered
from core.review.contacting import look_at_contact
from core.review.decision import REVIEWED, UNDECIDED
from core.review.listing import MOST_COUNTED, Listed, has_signals, list_signals
from core.review.lots import read_stands
from core.review.opened import read_opened
from core.review.reading import read_signal
from core.store.tables.signal import STATES
from core.words import Words

# Names that other pages look for here.
__all__ = ["add_inbox", "known_key", "read_filters", "read_id", "read_number", "say_filters"]


def add_inbox(desk: Desk) -> None:
    """Add the routes of the inbox."""

    @desk.get("", "account.own")
    def show_list(visit: Visit) -> Response:
        if not visit.present.may("signals.read"):
            return desk.go(landing(visit.present).path.removeprefix(PREFIX))
        return _show_list(desk, visit)

    @desk.get("/signaal/{signal}/contact", "signals.identity")
    def ask_reason(visit: Visit) -> Response:
        return _show_contact(desk, visit)

    @desk.post("/signaal/{signal}/contact", "signals.identity")
    def show_contact(visit: Visit) -> Response:
        signal_id = read_id(visit.path("signal"))
        try:
            found = look_at_contact(visit.session, desk.context, visit.present, signal_id, visit.typed("reason"))
        except Refused:
            return _show_contact(desk, visit, status=422, wrong=True)
        signal = read_signal(visit.session, visit.present, signal_id)
        return desk.own_page(visit, "contact_shown", here="signals", signal=signal, addresses=found)


def known_key(words: Words, group: str, name: str) -> str:
    """Give the message key of a name, or of "other" where there are no words for it."""
    return f"{group}.{name}" if words.has(f"{group}.{name}") else f"{group}.other"


def _show_list(desk: Desk, visit: Visit) -> Response:
    filters = read_list(desk, visit)
    listed = list_signals(visit.session, filters)
    now, somewhere = desk.context.clock(), bool(listed.lines) or has_signals(visit.session)
    return desk.own_page(
        visit,
        "list",
        here="signals",
        listed=listed,
        answered=list_answered(visit.session, visit.present),
        filters=filters,
        channels=CHANNELS,
        states=STATES,
        orders=[name for name in ORDERS if filters.proposals or name != "onzeker"],
        order=name_order(filters),
        themes=labels("themes").items(),
        likely=_find_likely(desk, visit, listed),
        **listing_joined(visit, [line.id for line in listed.lines if line.status in UNDECIDED]),
        most=MOST_COUNTED,
        somewhere=somewhere,
        **to_start(desk, visit, empty=not somewhere),
        **say_left(desk, visit),
        **since_now(visit),
        age=lambda at: say_age(at, now),  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]  # called by the template
        moment=say_moment,
        kept=say_filters(filters),
        newest=PREFIX + say_filters(filters) if filters.after else "",
        older=PREFIX + say_filters(filters, na=listed.next) if listed.next else "",
        opened=read_opened(visit.session, visit.present, [one.id for one in listed.lines if one.status == REVIEWED]),
        day=say_day,
        stands=read_stands(visit.session, [line.id for line in listed.lines]),
        **undoing(visit),
        **lots(visit),
        **views(visit, "signals", say_filters(filters)),
    )


def _find_likely(desk: Desk, visit: Visit, listed: Listed) -> Mapping[uuid.UUID, NearFiche]:
    """Find the fiche that each signal that waits is likely to belong to."""
    model = desk.context.shelf.model(visit.present.place.slug)
    waiting = [line.id for line in listed.lines if line.status in UNDECIDED]
    return find_likely_fiches(visit.session, model, waiting) if model and waiting else {}


def _show_contact(desk: Desk, visit: Visit, *, status: int = 200, wrong: bool = False) -> Response:
    signal = read_signal(visit.session, visit.present, read_id(visit.path("signal")))
    return desk.own_page(visit, "contact", status=status, here="signals", signal=signal, wrong=wrong)
