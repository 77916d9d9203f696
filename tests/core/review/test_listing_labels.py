"""The list by labels and proposals: what a line shows, filters, the least sure first, the way through, few queries."""

import uuid
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import event

from core.context import Context
from core.municipalities import Place
from core.review.listing import PAGE, Line, find_neighbours, list_signals
from core.review.narrowing import Filters
from core.review.ordering import UNSURE
from core.review.reading import read_signal
from core.store.tables import Proposal, Signal
from tests.core.people.staffing import Person
from tests.proposals import propose, sure

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def add(context: Context, place: Place, number: int, **columns: object) -> uuid.UUID:
    with context.store.tenant(place.id) as session:
        given = {"text": f"Signaal over de bus {number}", "channel": "web", **columns}
        signal = Signal(
            municipality_id=place.id, number=number, conversation_id=uuid.uuid4(), started_at=NOON, **given  # pyright: ignore[reportArgumentType]  # columns of a test
        )  # fmt: skip
        signal.received_at = NOON + timedelta(minutes=number)
        session.add(signal)
        session.flush()
        return signal.id


def read(context: Context, place: Place, **filters: object) -> list[Line]:
    """Read every page; what is counted is what is listed, each once."""
    lines: list[Line] = []
    after, total = "", 0
    while True:
        with context.store.tenant(place.id) as session:
            page = list_signals(session, Filters(after=after, **filters))  # pyright: ignore[reportArgumentType]  # filters of a test
        lines, after, total = [*lines, *page.lines], page.next, page.total
        if not after:
            break
    assert len(lines) == total == len({line.id for line in lines})
    return lines


def numbers(context: Context, place: Place, **filters: object) -> list[int]:
    return [line.number for line in read(context, place, **filters)]


@pytest.fixture
def mixed(context: Context, place: Place) -> dict[int, uuid.UUID]:
    """1 labelled as work, 2 confirmed as housing, 3 proposed so, 4 not read, 5 labelled with nothing, 6 emptied."""
    ids = {
        1: add(context, place, 1, themes=["werk", "jeugd"], labelled_at=NOON),
        2: add(context, place, 2, themes=["wonen"]),
        3: add(context, place, 3),
        4: add(context, place, 4),
        5: add(context, place, 5, labelled_at=NOON),
        6: add(context, place, 6, text="", themes=["wonen"]),
    }
    for number, surest in ((1, 0.9), (2, 0.5), (3, 0.7), (5, 0.2)):
        propose(context, place, ids[number], best=sure(wonen=surest))
    return ids


def test_a_line_shows_what_holds_or_what_is_proposed_or_nothing(
    context: Context, place: Place, mixed: dict[int, uuid.UUID]
) -> None:
    shown = {line.number: (line.themes, line.proposed) for line in read(context, place)}
    assert shown == {
        1: (("Werk en activering", "Jeugd en jeugdhulp"), False),
        2: (("Wonen en dakloosheid",), False),
        3: (("Wonen en dakloosheid",), True),
        4: ((), True),
        5: ((), False),
        6: (("Wonen en dakloosheid",), False),
    }
    assert {line.number: line.themes for line in read(context, place, proposals=False)}[3] == ()


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"theme": "wonen"}, [6, 3, 2]),
        ({"theme": "wonen", "proposals": False}, [6, 2]),
        ({"theme": "jeugd"}, [1]),
        ({"theme": "digitaal"}, []),
        ({"unlabelled": True}, [5, 4, 3, 2]),
        ({"unlabelled": True, "theme": "wonen"}, [3, 2]),
        ({"order": UNSURE}, [5, 2, 3, 1, 4]),
        ({"order": UNSURE, "unlabelled": True}, [5, 2, 3, 4]),
        ({"order": UNSURE, "proposals": False}, [6, 5, 4, 3, 2, 1]),
        ({"words": "bus", "theme": "wonen"}, [3, 2]),
        ({"words": "bus", "order": UNSURE}, [5, 2, 3, 1, 4]),
        ({"words": "bus", "unlabelled": True, "channel": "web"}, [5, 4, 3, 2]),
        ({"words": "vliegtuig", "unlabelled": True}, []),
        ({"words": "3", "unlabelled": True}, [3]),
        ({"words": "#1", "unlabelled": True}, [1]),
        ({"channel": "telegram", "theme": "wonen"}, []),
    ],
)
def test_filters_and_order(
    context: Context, place: Place, mixed: dict[int, uuid.UUID], filters: dict[str, object], found: list[int]
) -> None:
    assert numbers(context, place, **filters) == found


def test_least_sure_first_pages_through_ties_and_what_was_not_read(context: Context, place: Place) -> None:
    ids = {number: add(context, place, number) for number in range(1, 2 * PAGE + 11)}
    with context.store.tenant(place.id) as session:
        for number, id_ in ids.items():
            session.get_one(Proposal, id_).surest = None if number % 3 == 0 else (number % 5) / 7 + 1e-7
    listed = numbers(context, place, order=UNSURE)
    assert sorted(listed) == sorted(ids)
    keys = [(number % 3 == 0, number % 3 and number % 5) for number in listed]
    assert keys == sorted(keys)


@pytest.mark.parametrize("after", ["x", "x-" + "z" * 32, "0.5", "nan-" + "0" * 32, "9e99-" + "0" * 32, "' or 1=1"])
def test_tampered_place_begins_at_the_top(
    context: Context, place: Place, mixed: dict[int, uuid.UUID], after: str
) -> None:
    with context.store.tenant(place.id) as session:
        assert len(list_signals(session, Filters(after=after, order=UNSURE)).lines) == 5


@pytest.mark.parametrize(
    "filters", [{}, {"theme": "wonen"}, {"order": UNSURE}, {"words": "bus"}, {"words": "bus", "order": UNSURE}]
)
def test_neighbours_walk_the_list_both_ways(
    context: Context, place: Place, mixed: dict[int, uuid.UUID], filters: dict[str, object]
) -> None:
    listed = [line.id for line in read(context, place, **filters)]
    with context.store.tenant(place.id) as session:
        found = [find_neighbours(session, Filters(**filters), id_) for id_ in listed]  # pyright: ignore[reportArgumentType]  # filters of a test
    assert [step.after for step in found] == [*listed[1:], None]
    assert [step.before for step in found] == [None, *listed[:-1]]
    assert all(one.after == other for one, (_, other) in zip(found, pairwise(listed), strict=False))


def test_who_left_the_list_has_neighbours_still(
    context: Context, place: Place, other_place: Place, mixed: dict[int, uuid.UUID]
) -> None:
    theirs = add(context, other_place, 7)
    with context.store.tenant(place.id) as session:
        found = find_neighbours(session, Filters(unlabelled=True), mixed[1])
        assert (found.before, found.after) == (mixed[2], None)
        none = find_neighbours(session, Filters(), theirs)
        assert (none.before, none.after) == (None, None)


@contextmanager
def counting(context: Context) -> Generator[list[str]]:
    """Note every statement."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(context.store.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(context.store.engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("filters", "statements"),
    [({}, 2), ({"theme": "wonen", "unlabelled": True}, 2), ({"order": UNSURE}, 2), ({"words": "bus"}, 2),
     ({"words": "bus", "order": UNSURE}, 3), ({"words": "12"}, 3)],
)  # fmt: skip
def test_one_signal_and_thirty_take_as_many_statements(
    context: Context, place: Place, processor: Person, filters: dict[str, object], statements: int
) -> None:
    counted: list[int] = []
    walked: list[int] = []
    for first, last in ((1, 2), (2, 31)):
        ids = [add(context, place, number) for number in range(first, last)]
        for id_ in ids:
            propose(context, place, id_)
        with context.store.tenant(place.id) as session:
            with counting(context) as seen:
                list_signals(session, Filters(**filters))  # pyright: ignore[reportArgumentType]  # filters of a test
            counted.append(len(seen))
            with counting(context) as seen:
                read_signal(session, processor.present(), ids[-1])
                find_neighbours(session, Filters(**filters), ids[-1])  # pyright: ignore[reportArgumentType]  # idem
            walked.append(len(seen))
    assert counted == [statements] * 2
    assert walked[0] == walked[1]
