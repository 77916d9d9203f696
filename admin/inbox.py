"""The inbox: the list of signals, and getting in touch with who sent one."""

import uuid
from urllib.parse import urlencode

from fastapi import Response

from admin.dates import say_age, say_moment
from admin.desk import PREFIX, Desk, Visit
from admin.navigation import landing
from core.dialogue.load import labels
from core.errors import NotFound, Refused
from core.review.contacting import look_at_contact
from core.review.listing import MOST_COUNTED, list_signals
from core.review.narrowing import UNSURE, Filters
from core.review.reading import read_signal
from core.store.tables.signal import STATES
from core.words import Words

_LONGEST_NUMBER = 18  # digits
_NOT_YET, _UNSURE = "nog", "onzeker"  # values in an address
_CHANNELS = ("telegram", "web", "terminal", "mail", "import", "api")


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


def read_id(value: str) -> uuid.UUID:
    """Read an id in an address; NotFound for anything else, as for an id that nobody has."""
    try:
        return uuid.UUID(value)
    except ValueError:
        raise NotFound("id") from None


def read_number(value: str) -> int:
    """Read a number in an address; NotFound for anything else."""
    if not (value.isascii() and value.isdigit() and len(value) <= _LONGEST_NUMBER):
        raise NotFound("id")
    return int(value)


def read_filters(visit: Visit) -> Filters:
    """Read what a list is narrowed to from an address."""
    return Filters(
        channel=_one_of(visit.asked("kanaal"), _CHANNELS),
        status=_one_of(visit.asked("status"), STATES),
        words=visit.asked("zoek"),
        after=visit.asked("na"),
        theme=_one_of(visit.asked("thema"), tuple(labels("themes"))),
        unlabelled=visit.asked("bepaald") == _NOT_YET,
        order=UNSURE if visit.asked("orde") == _UNSURE else "",
        proposals=proposes(visit),
    )


def proposes(visit: Visit) -> bool:
    """Tell whether the municipality lets the machine propose labels."""
    return bool(visit.present.place.setting("model"))


def say_filters(filters: Filters, **more: str) -> str:
    """Write filters, and what else an address must say, as its query; the place in the list is left out."""
    kept = {
        "zoek": filters.words,
        "status": filters.status,
        "kanaal": filters.channel,
        "thema": filters.theme,
        "bepaald": _NOT_YET if filters.unlabelled else "",
        "orde": _UNSURE if filters.order else "",
        **more,
    }
    encoded = urlencode({name: value for name, value in kept.items() if value})
    return f"?{encoded}" if encoded else ""


def known_key(words: Words, group: str, name: str) -> str:
    """Give the message key of a name, or of "other" where there are no words for it."""
    return f"{group}.{name}" if words.has(f"{group}.{name}") else f"{group}.other"


def _show_list(desk: Desk, visit: Visit) -> Response:
    filters = read_filters(visit)
    listed = list_signals(visit.session, filters)
    now = desk.context.clock()
    return desk.own_page(
        visit,
        "list",
        here="signals",
        listed=listed,
        filters=filters,
        channels=_CHANNELS,
        states=STATES,
        themes=labels("themes").items(),
        most=MOST_COUNTED,
        age=lambda at: say_age(at, now),  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]  # called by the template
        moment=say_moment,
        kept=say_filters(filters),
        newest=PREFIX + say_filters(filters) if filters.after else "",
        older=PREFIX + say_filters(filters, na=listed.next) if listed.next else "",
    )


def _show_contact(desk: Desk, visit: Visit, *, status: int = 200, wrong: bool = False) -> Response:
    signal = read_signal(visit.session, visit.present, read_id(visit.path("signal")))
    return desk.own_page(visit, "contact", status=status, here="signals", signal=signal, wrong=wrong)


def _one_of(value: str, known: tuple[str, ...]) -> str:
    return value if value in known else ""
