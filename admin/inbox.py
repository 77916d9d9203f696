"""The inbox: the list of signals, one signal, and getting in touch with who sent it."""

import uuid
from urllib.parse import urlencode

from fastapi import Response

from admin.dates import say_age, say_moment
from admin.desk import PREFIX, Desk, Visit
from core.errors import NotFound, Refused
from core.review.contacting import look_at_contact
from core.review.listing import MOST_COUNTED, Filters, list_signals
from core.review.reading import open_signal, read_signal
from core.store.tables.signal import STATES
from core.words import Words

# A text that is too short to tell its language is none to remark upon.
_EXPECTED = ("nl", "unknown")
_LONGEST_NUMBER = 18  # digits
_CHANNELS = ("telegram", "web", "terminal", "mail", "import", "api")


def add_inbox(desk: Desk) -> None:
    """Add the routes of the inbox."""

    @desk.get("", "account.own")
    def show_list(visit: Visit) -> Response:
        if not visit.present.may("signals.read"):
            return desk.go("/werk")
        return _show_list(desk, visit)

    @desk.get("/signaal/{signal}", "signals.read")
    def show_signal(visit: Visit) -> Response:
        signal_id = read_id(visit.path("signal"))
        # A browser that fetches before anyone clicks, or a link on another site, shows a signal and does not open it.
        if not visit.knock.foreign:
            open_signal(visit.session, visit.present, signal_id)
        signal = read_signal(visit.session, visit.present, signal_id)
        words = desk.context.words
        return desk.own_page(
            visit,
            "signal",
            here="signals",
            signal=signal,
            moment=say_moment,
            foreign=_known(words, "admin.language", signal.language) if signal.language not in _EXPECTED else "",
            left_out=lambda why: words.say(_known(words, "admin.cut", why)),  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]  # called by the template
        )

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


def _show_list(desk: Desk, visit: Visit) -> Response:
    filters = Filters(
        channel=_one_of(visit.asked("kanaal"), _CHANNELS),
        status=_one_of(visit.asked("status"), STATES),
        words=visit.asked("zoek"),
        after=visit.asked("na"),
    )
    listed = list_signals(visit.session, filters)
    kept = [("zoek", filters.words), ("status", filters.status), ("kanaal", filters.channel)]
    now = desk.context.clock()
    return desk.own_page(
        visit,
        "list",
        here="signals",
        listed=listed,
        filters=filters,
        channels=_CHANNELS,
        states=STATES,
        most=MOST_COUNTED,
        age=lambda at: say_age(at, now),  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]  # called by the template
        moment=say_moment,
        newest=_address(kept) if filters.after else "",
        older=_address([*kept, ("na", listed.next)]) if listed.next else "",
    )


def _show_contact(desk: Desk, visit: Visit, *, status: int = 200, wrong: bool = False) -> Response:
    signal = read_signal(visit.session, visit.present, read_id(visit.path("signal")))
    return desk.own_page(visit, "contact", status=status, here="signals", signal=signal, wrong=wrong)


def _address(query: list[tuple[str, str]]) -> str:
    encoded = urlencode([(name, value) for name, value in query if value])
    return f"{PREFIX}?{encoded}" if encoded else PREFIX


def _known(words: Words, group: str, name: str) -> str:
    """Give the message key of a name, or of "other" where there are no words for it."""
    return f"{group}.{name}" if words.has(f"{group}.{name}") else f"{group}.other"


def _one_of(value: str, known: tuple[str, ...]) -> str:
    return value if value in known else ""
