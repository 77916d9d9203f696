"""The list: newest first, page after page, filtered, searched, and of one municipality."""

import uuid
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import text

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


def test_number_finds_its_signal_first_and_then_the_texts_that_hold_it(context: Context, place: Place) -> None:
    add(context, place, PAGE + 5, text="Wie 7 dagen wacht, belt 112.")
    with context.store.tenant(place.id) as session:
        session.execute(text("update signal set text = 'Zonder getal' where number in (9, 10)"))

    def pages(words: str) -> list[list[int]]:
        first = read(context, place, Filters(words=words))
        seen = [first]
        while seen[-1].next:
            seen.append(read(context, place, Filters(words=words, after=seen[-1].next)))
        assert {page.total for page in seen} == {sum(len(page.lines) for page in seen)}
        return [[line.number for line in page.lines] for page in seen]

    holding = sorted({*range(1, PAGE + 6)} - {9, 10})
    assert sorted(n for page in pages("112") for n in page) == holding, "a number of no signal: the texts"
    assert pages("7")[0][0] == 7, "the signal with that number first"
    assert sorted(n for page in pages("7") for n in page) == holding, "each of them once"
    assert pages("9")[0] == [9], "not in its own text, and in no other"
    assert pages("#7") == [[7]]
    assert pages("#112") == [[]]
    assert [line.number for line in read(context, place, Filters(words="7", channel="mail")).lines] == [7]


def test_search_pages_on(context: Context, place: Place) -> None:
    add(context, place, PAGE + 5)
    first = read(context, place, Filters(words="bus"))
    second = read(context, place, Filters(words="bus", after=first.next))
    assert (len(first.lines), len(second.lines)) == (PAGE, 5)


def find(context: Context, place: Place, words: str, *narrowed: str, near: int = 20, most: int = 1000) -> list[int]:
    """Search as the list does, with a walk of `near` signals; gives numbers in the order in which they are found."""
    with context.store.tenant(place.id) as session:
        found = text(
            "select number from find_signals(:words, :channel, :status, most => :most, near => :near) with ordinality"
            " join signal on signal.id = signal_id order by ordinality"
        )
        channel, status = (*narrowed, "", "")[:2]
        asked = {"words": words, "channel": channel, "status": status, "most": most, "near": near}
        return list(session.scalars(found, asked))


def tell_many(context: Context, place: Place) -> dict[int, str]:
    """Add 120 signals with words that are common everywhere, common only long ago, and rare."""
    texts = {
        number: " ".join(
            ("halte", *(["fiets"] * (number % 3 == 0)), *(["school"] * (number < 50)), *(["loket"] * (number == 7)))
        )
        for number in range(1, 121)
    }
    with context.store.tenant(place.id) as session:
        for number, told in texts.items():
            signal = Signal(
                municipality_id=place.id,
                number=number,
                text=told,
                channel="telegram" if number % 4 == 0 else "web",
                status="gebundeld" if number % 5 == 0 else "nieuw",
                conversation_id=uuid.uuid4(),
                started_at=NOON,
            )
            signal.received_at = NOON + timedelta(minutes=number)
            session.add(signal)
    return texts


def test_search_finds_every_signal_newest_first_however_it_looks(
    context: Context, place: Place, other_place: Place
) -> None:
    texts = tell_many(context, place)
    tell_many(context, other_place)

    def holds(number: int, words: str, channel: str, status: str) -> bool:
        told = texts[number]
        wanted = {"halte -fiets": "fiets" not in told, '"halte fiets"': "fiets" in told}.get(words, words in told)
        of = ("telegram" if number % 4 == 0 else "web", "gebundeld" if number % 5 == 0 else "nieuw")
        return wanted and channel in {"", of[0]} and status in {"", of[1]}

    every = ("halte", "fiets", "school", "loket", "halte -fiets", '"halte fiets"', "niets")
    narrowed = (("", ""), ("telegram", ""), ("", "gebundeld"), ("telegram", "gebundeld"))
    for words, by, near in product(every, narrowed, (1, 20, 119, 120, 500)):
        expected = [number for number in sorted(texts, reverse=True) if holds(number, words, *by)]
        assert find(context, place, words, *by, near=near) == expected, (words, by, near)
        assert find(context, place, words, *by, near=near, most=3) == expected[:3], (words, by, near)


def test_a_filter_finds_what_stands_behind_a_thousand_other_hits(context: Context, place: Place) -> None:
    add(context, place, number=1, channel="telegram")
    with context.store.tenant(place.id) as session:
        later = NOON + timedelta(days=1)
        rows = text(
            "insert into signal (id, municipality_id, number, conversation_id, channel, started_at, received_at, text,"
            " breadth, language, wants, status, form, form_version) select gen_random_uuid(), :place, 1 + n,"
            " gen_random_uuid(), 'web', :at, :at, 'de bus', 'veel', 'nl', 'nee', 'nieuw', 'signaal', 1"
            " from generate_series(1, 1200) n"
        )
        session.execute(rows, {"place": place.id, "at": later})
    listed = read(context, place, Filters(words="bus", channel="telegram"))
    assert ([line.number for line in listed.lines], listed.total, listed.capped) == ([1], 1, False)
    page, pages = read(context, place, Filters(words="bus")), 1
    while page.next:
        page, pages = read(context, place, Filters(words="bus", after=page.next)), pages + 1
        assert page.capped
    assert (pages, page.lines[-1].number) == (25, 1)


def test_marks_beside_the_words_are_found_by_no_search(context: Context, place: Place) -> None:
    add(context, place, 3, text="Gezinnen wachten.")
    for words in (f"@{place.id}", str(place.id) + "x", "@web", "web", "@nieuw", "nieuw", '"@web"'):
        assert find(context, place, words) == []


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
