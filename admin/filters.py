"""What a list of signals is narrowed to, read from an address and written in one."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from urllib.parse import urlencode

from admin.desk import Desk, Visit
from core.dialogue.load import labels
from core.insight.looking import find_rising_signals
from core.intake.calls import read_code
from core.review.narrowing import TO_DECIDE, Filters
from core.review.ordering import OLDEST, RISING, UNSURE
from core.store.tables.signal import STATES

CHANNELS = ("telegram", "web", "terminal", "mail", "desk", "import", "api")
# Names of the fields of the form, kept when somebody goes on to another page.
FIELDS = ("zoek", "status", "kanaal", "thema", "bepaald", "orde", "oproep")
ALL = "alle"
_NOT_YET = "nog"
# The orders, by their values in an address.
ORDERS: Mapping[str, str] = MappingProxyType({"oud": OLDEST, "nieuw": "", "onzeker": UNSURE, "stijgend": RISING})


def read_filters(visit: Visit, usual: str | None = None) -> Filters:
    """Read what a list is narrowed to from an address; `usual`: the state where it says none, else what waits."""
    words, status = visit.asked("zoek"), visit.asked("status")
    if status not in (*STATES, TO_DECIDE, ALL):
        status = _usual_status(words) if usual is None else usual
    status = "" if status == ALL else status
    return Filters(
        channel=_one_of(visit.asked("kanaal"), CHANNELS),
        status=status,
        words=words,
        after=visit.asked("na"),
        theme=_one_of(visit.asked("thema"), tuple(labels("themes"))),
        unlabelled=visit.asked("bepaald") == _NOT_YET,
        order=ORDERS.get(visit.asked("orde"), _usual_order(status)),
        proposals=proposes(visit),
        call=read_code(visit.asked("oproep")),
    )


def read_list(desk: Desk, visit: Visit) -> Filters:
    """Read the same with what the order asks to be computed: the signals that drive a rise."""
    filters = read_filters(visit)
    if filters.order != RISING:
        return filters
    now = desk.context.clock()
    rising = find_rising_signals(visit.session, visit.present, now, proposals=filters.proposals)
    return replace(filters, rising=rising)


def proposes(visit: Visit) -> bool:
    """Tell whether the municipality lets the machine propose labels."""
    return bool(visit.present.place.setting("model"))


def name_order(filters: Filters) -> str:
    """Give the value that an address has for the order of a list."""
    return next(name for name, order in ORDERS.items() if order == filters.order)


def say_filters(filters: Filters, **more: str) -> str:
    """Write filters, and what else an address must say, as its query; the place in the list is left out."""
    status = filters.status or ALL
    kept = {
        "zoek": filters.words,
        "status": status if filters.status != _read_usual(filters.words) else "",
        "kanaal": filters.channel,
        "thema": filters.theme,
        "bepaald": _NOT_YET if filters.unlabelled else "",
        "orde": name_order(filters) if filters.order != _usual_order(filters.status) else "",
        "oproep": filters.call,
        **more,
    }
    encoded = urlencode({name: value for name, value in kept.items() if value})
    return f"?{encoded}" if encoded else ""


def _usual_status(words: str) -> str:
    """Who opens the list sees what waits; who searches, everything."""
    return ALL if words.strip() else TO_DECIDE


def _read_usual(words: str) -> str:
    usual = _usual_status(words)
    return "" if usual == ALL else usual


def _usual_order(status: str) -> str:
    return OLDEST if status == TO_DECIDE else ""


def _one_of(value: str, known: tuple[str, ...]) -> str:
    return value if value in known else ""
