"""The inbox: what waits for a decision, in four orders, page after page; and what comes after a decision."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, event, text, update

from core.context import Context
from core.municipalities import Place
from core.review.listing import PAGE, find_upcoming, list_signals
from core.review.narrowing import TO_DECIDE, Filters
from core.review.ordering import OLDEST, RISING, order_by
from core.store.tables import Signal

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
WAITING = Filters(status=TO_DECIDE, order=OLDEST)


def fill(context: Context, place: Place, count: int, decided: int = 0) -> dict[int, uuid.UUID]:
    """Add signals, the oldest with number 1; every so many (`decided`) is decided about."""
    ids: dict[int, uuid.UUID] = {}
    with context.store.tenant(place.id) as session:
        for number in range(1, count + 1):
            state = "intern" if decided and number % decided == 0 else "in-nazicht" if number % 2 else "nieuw"
            signal = Signal(
                municipality_id=place.id, number=number, text=f"De bus rijdt niet, keer {number}.", channel="web",
                status=state, conversation_id=uuid.uuid4(), started_at=NOON,
            )  # fmt: skip
            signal.received_at = NOON + timedelta(minutes=number // 2)
            session.add(signal)
            ids[number] = signal.id
    return ids


def numbers(context: Context, place: Place, filters: Filters) -> list[int]:
    """List all pages."""
    found: list[int] = []
    after = ""
    while True:
        with context.store.tenant(place.id) as session:
            page = list_signals(session, Filters(**{**_fields(filters), "after": after}))  # pyright: ignore[reportArgumentType]  # fields of filters
        found += [line.number for line in page.lines]
        after = page.next
        if not after:
            return found


def _fields(filters: Filters) -> dict[str, object]:
    return {name: getattr(filters, name) for name in Filters.__dataclass_fields__}


def test_what_waits_longest_comes_first_and_pages_on(context: Context, place: Place) -> None:
    fill(context, place, PAGE + 20, decided=5)
    found = numbers(context, place, WAITING)
    assert sorted(found) == [number for number in range(1, PAGE + 21) if number % 5]
    assert [number // 2 for number in found] == sorted(number // 2 for number in found)


def test_rows_of_an_old_list_come_after_who_was_promised_an_answer(context: Context, place: Place) -> None:
    ids = fill(context, place, PAGE * 2 + 20, decided=7)
    with context.store.tenant(place.id) as session:
        session.execute(update(Signal).where(Signal.number <= PAGE + 5).values(channel="import"))
    found = numbers(context, place, WAITING)
    waits = [number for number in range(1, PAGE * 2 + 21) if number % 7]
    assert sorted(found) == waits
    moments = [(number <= PAGE + 5, number // 2) for number in found]
    assert moments == sorted(moments), "those first, then the list, each by what waits longest"
    assert numbers(context, place, Filters(status=TO_DECIDE, order=OLDEST, channel="import"))[0] in (1, 2)
    with context.store.tenant(place.id) as session:
        assert find_upcoming(session, WAITING, ids[found[59]]) == ids[found[60]]
        session.execute(text("set local enable_sort = off"))
        rows = session.execute(text("explain " + _written(order_by(WAITING))))
        assert "ix_signal_inbox" in "".join(row[0] for row in rows), "read in order from its index"


def _written(order: list[Any]) -> str:
    """Write the query of a page of what waits, as it is."""
    states = "signal.status in ('nieuw', 'in-nazicht', 'aanvulling-gevraagd')"
    place = "((signal.channel = 'import'), received_at, id) > (false, timestamptz '2026-03-04', gen_random_uuid())"
    return f"select id from signal where {states} and {place} order by {', '.join(map(str, order))} limit 51"


def test_what_drives_a_rise_comes_first_then_what_waits_longest(context: Context, place: Place) -> None:
    ids = fill(context, place, PAGE + 10)
    rising = (ids[58], ids[7], ids[30])
    found = numbers(context, place, Filters(status=TO_DECIDE, order=RISING, rising=rising))
    assert found[:3] == [7, 30, 58]
    assert sorted(found) == list(range(1, PAGE + 11))
    assert [number // 2 for number in found[3:]] == sorted(number // 2 for number in found[3:])


@pytest.mark.parametrize("order", ["", OLDEST, RISING])
def test_after_a_decision_comes_the_next_in_the_same_order(context: Context, place: Place, order: str) -> None:
    ids = fill(context, place, 9, decided=3)
    filters = Filters(status=TO_DECIDE, order=order, rising=(ids[8],))
    listed = numbers(context, place, filters)
    with context.store.tenant(place.id) as session:
        for number, after in zip(listed, [*listed[1:], listed[0]], strict=True):
            assert find_upcoming(session, filters, ids[number]) == ids[after]
        session.execute(update(Signal).values(status="intern"))
        assert find_upcoming(session, filters, ids[1]) is None


def test_a_search_within_what_waits(context: Context, place: Place) -> None:
    fill(context, place, 6, decided=3)
    assert sorted(numbers(context, place, Filters(status=TO_DECIDE, order=OLDEST, words="bus"))) == [1, 2, 4, 5]
    assert numbers(context, place, Filters(status=TO_DECIDE, order=OLDEST, words="#3")) == [3], "whatever is narrowed"


def test_as_many_queries_for_one_as_for_thirty(context: Context, place: Place) -> None:
    counted: list[int] = []
    for count in (1, 30):
        with context.store.tenant(place.id) as session:
            session.execute(delete(Signal))
        fill(context, place, count)
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object, into: list[str] = seen) -> None:
            into.append(statement)

        with context.store.tenant(place.id) as session:
            connection = session.connection()
            event.listen(connection, "before_cursor_execute", note)
            list_signals(session, WAITING)
            event.remove(connection, "before_cursor_execute", note)
        counted.append(len(seen))
    assert counted == [2, 2]
