"""The list: newest first, page after page, filtered, searched, and of one municipality."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from core.context import Context
from core.municipalities import Place
from core.review.listing import MOST_COUNTED, PAGE, Filters, Listed, list_signals
from core.store.tables import Signal

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def add(context: Context, place: Place, count: int = 1, **columns: object) -> None:
    """Add signals; of every three, two came in at the same moment."""
    with context.store.tenant(place.id) as session:
        for number in range(1, count + 1):
            given = {"number": number, "text": f"Signaal over de bus {number}", "channel": "web", **columns}
            signal = Signal(municipality_id=place.id, conversation_id=uuid.uuid4(), started_at=NOON, **given)  # pyright: ignore[reportArgumentType]  # columns of a test
            signal.received_at = NOON + timedelta(minutes=number - number % 3 // 2)
            session.add(signal)


def read(context: Context, place: Place, filters: Filters | None = None) -> Listed:
    with context.store.tenant(place.id) as session:
        return list_signals(session, filters or Filters())


def test_pages_together_give_every_signal_once_newest_first(context: Context, place: Place) -> None:
    add(context, place, 2 * PAGE + 20)
    seen: list[tuple[datetime, uuid.UUID]] = []
    after, pages = "", 0
    while True:
        page = read(context, place, Filters(after=after))
        seen += [(line.received_at, line.id) for line in page.lines]
        pages, after = pages + 1, page.next
        if not after:
            break
    assert pages == 3
    assert len(set(seen)) == 2 * PAGE + 20
    assert seen == sorted(seen, reverse=True)
    assert page.total == 2 * PAGE + 20


def test_page_that_is_just_full_has_no_next(context: Context, place: Place) -> None:
    add(context, place, PAGE)
    assert read(context, place).next == ""


def test_counting_stops(context: Context, place: Place) -> None:
    add(context, place, MOST_COUNTED + 1)
    listed = read(context, place)
    assert (listed.total, listed.capped) == (MOST_COUNTED, True)


def test_empty_list(context: Context, place: Place) -> None:
    assert read(context, place) == Listed((), 0, capped=False, next="")


def test_filters_narrow(context: Context, place: Place) -> None:
    add(context, place, number=1, channel="telegram")
    add(context, place, number=2, status="in-nazicht")
    assert [line.number for line in read(context, place, Filters(channel="telegram")).lines] == [1]
    assert [line.number for line in read(context, place, Filters(status="in-nazicht")).lines] == [2]
    assert read(context, place, Filters(channel="telegram", status="in-nazicht")).total == 0


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("huurwoning", [1]),
        ("huurwoningen", [1]),
        ("HUURWONING", [1]),
        ("bus or huurwoning", [1, 2]),
        ("bus -school", []),
        ('"met de bus"', [2]),
        ("regenboog", [2]),
        ("vliegtuig", []),
        ("2", [2]),
        ("#1", [1]),
        ("99", []),
        ("'; drop table signal; --", []),
        ("bus\x00", [2]),
        ("   ", [1, 2]),
    ],
)
def test_search_in_dutch(context: Context, place: Place, words: str, found: list[int]) -> None:
    add(context, place, number=1, text="Gezinnen vinden geen betaalbare huurwoning.")
    add(context, place, number=2, text="Kinderen komen met de bus naar school.", organisation="De Regenboog")
    assert sorted(line.number for line in read(context, place, Filters(words=words)).lines) == found


def test_search_pages_on(context: Context, place: Place) -> None:
    add(context, place, PAGE + 5)
    first = read(context, place, Filters(words="bus"))
    second = read(context, place, Filters(words="bus", after=first.next))
    assert (len(first.lines), len(second.lines)) == (PAGE, 5)


@pytest.mark.parametrize("after", ["x", "1-", "-", "99999999999999999-" + "0" * 31, "1-zz", "' or 1=1"])
def test_tampered_page_begins_at_the_newest(context: Context, place: Place, after: str) -> None:
    add(context, place, 2)
    assert sorted(line.number for line in read(context, place, Filters(after=after)).lines) == [1, 2]


def test_moment_beyond_all_time_is_an_empty_or_whole_page(context: Context, place: Place) -> None:
    add(context, place)
    assert read(context, place, Filters(after="99999999999999999-" + "0" * 32)).total == 1


def test_opening_is_cut_at_a_word_on_one_line(context: Context, place: Place) -> None:
    add(context, place, text="Eén\n\ntwee " + "woorden " * 60)
    opening = read(context, place).lines[0].opening
    assert opening.startswith("Eén twee woorden")
    assert opening.endswith("woorden …")
    assert len(opening) <= 202


def test_other_municipality_is_not_listed_searched_or_counted(
    context: Context, place: Place, other_place: Place
) -> None:
    add(context, other_place, 3)
    for filters in (Filters(), Filters(words="bus"), Filters(words="1"), Filters(channel="web")):
        assert read(context, place, filters).total == 0
