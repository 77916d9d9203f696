"""What is due: dates from facts, told by one pure function; read in as many queries however much there is."""

import uuid
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, insert, select, update
from sqlalchemy.orm import Session

from admin.overdue import say_overdue
from core.context import Context
from core.municipalities import Place
from core.people.sessions import Present
from core.review.due import (
    ACTION,
    AGREEMENT,
    ANSWER,
    DECISION,
    KINDS,
    REVIEW,
    SILENT,
    SOON,
    Fact,
    days_left,
    horizon,
    latest_day,
    read_terms,
    what_is_due,
    when_due,
)
from core.review.due_reading import MOST, MOST_COUNTED, count_overdue, read_due
from core.store.tables import Action, Agreement, Fiche, Journal, Partner, Question, Signal
from core.working_days import WorkCalendar
from tests.admin.panel import tell
from tests.core.people.staffing import Person, hire

TODAY = date(2026, 11, 23)  # a Monday; the signals of tests came in a few weeks and more before
TERMS = read_terms(Place(1, "x", "X", {}))
BRUSSELS = ZoneInfo("Europe/Brussels")
DAYS = st.dates(date(2025, 1, 1), date(2028, 1, 1))


@given(kind=st.sampled_from(KINDS), day=DAYS, by=DAYS)
def test_the_latest_day_is_the_one_to_search_by(kind: str, day: date, by: date) -> None:
    assert (when_due(kind, day, TERMS) <= by) == (day <= latest_day(kind, by, TERMS))


@given(facts=st.lists(st.builds(Fact, st.sampled_from(KINDS), DAYS, st.text(), st.text())), today=DAYS)
def test_what_is_due_is_overdue_or_soon_and_never_both(facts: list[Fact], today: date) -> None:
    due = what_is_due(facts, TERMS, today)
    every = [*due.overdue, *due.soon]
    assert [one.on for one in every] == sorted(one.on for one in every)
    assert all(one.on < today for one in due.overdue)
    assert all(0 <= (one.on - today).days < (30 if one.fact.kind == AGREEMENT else SOON) for one in due.soon)
    assert len(every) == sum(when_due(fact.kind, fact.day, TERMS) <= horizon(fact.kind, today) for fact in facts)
    assert all((days_left(one.on, TERMS, today) < 0) == (one.on < today) for one in every)


@contextmanager
def asking(session: Session) -> Generator[list[str]]:
    asked: list[str] = []
    connection = session.connection()

    def note(*args: object) -> None:
        asked.append(str(args[2]))

    event.listen(connection, "before_cursor_execute", note)
    yield asked
    event.remove(connection, "before_cursor_execute", note)


def look(context: Context, present: Present) -> tuple[list[tuple[str, str]], list[tuple[str, str]], int, int]:
    """Say what is overdue and soon as (kind, title), how much is counted, and with how many queries in all."""
    with context.store.tenant(present.place.id) as session, asking(session) as asked:
        shown = read_due(session, present, TERMS, TODAY)
        count = count_overdue(session, present, TERMS, TODAY)
    overdue, soon = ([(due.fact.kind, due.fact.title) for due in part] for part in (shown.due.overdue, shown.due.soon))
    return overdue, soon, count, len(asked)


@pytest.fixture
def work(context: Context, place: Place, processor: Person) -> Place:
    """Give two dates of each kind: one that is past, one that is soon; and as many that are neither."""
    tell(context, place, "Wachten op een woning.")
    tell(context, place, "De bus rijdt niet.")
    tell(context, place, "Een signaal van vandaag.")
    with context.store.tenant(place.id) as session:
        for number, day in ((1, date(2026, 11, 5)), (2, date(2026, 11, 10)), (3, TODAY)):
            at = datetime(day.year, day.month, day.day, 23, 30, tzinfo=BRUSSELS)
            session.execute(update(Signal).where(Signal.number == number).values(received_at=at))
        parked: dict[str, Any] = {"status": "geparkeerd"}
        told: tuple[tuple[str, dict[str, Any]], ...] = (
            ("Te herbekijken", {**parked, "review_on": TODAY - timedelta(days=1)}),
            ("Straks te herbekijken", {**parked, "review_on": TODAY}),
            ("Later te herbekijken", {**parked, "review_on": TODAY + timedelta(days=SOON)}),
            ("Stil", {"status": "in-actie"}),
            ("Bijna stil", {"status": "ontwerp"}),
            ("Niet stil", {"status": "ontwerp"}),
            ("Stil en klaar", {"status": "afgerond", "outcome": "deels"}),
        )
        fiches = [
            Fiche(municipality_id=place.id, number=number, title=title, **values)
            for number, (title, values) in enumerate(told, start=1)
        ]
        session.add_all(fiches)
        session.flush()
        for fiche, ago in zip(fiches[3:], (91, 85, 10, 200), strict=True):
            at = datetime(2026, 11, 23, 12, tzinfo=BRUSSELS) - timedelta(days=ago)
            here = {"municipality_id": place.id, "fiche_id": fiche.id, "what": "edited", "actor": "staff"}
            session.execute(insert(Journal), [{**here, "at": at - timedelta(days=days)} for days in (30, 0)])
        for title, days, state in (
            ("Te laat", -3, "bezig"),
            ("Straks", 2, "gepland"),
            ("Later", 30, "gepland"),
            ("Af", -9, "gedaan"),
        ):
            due = TODAY + timedelta(days=days)
            session.add(Action(
                municipality_id=place.id, fiche_id=fiches[5].id, title=title, owner="CAW", due_on=due, state=state,
                ended_on=TODAY if state == "gedaan" else None,
            ))  # fmt: skip
        signal = session.scalars(select(Signal).where(Signal.number == 3)).one()
        signal.status, signal.received_at = "aanvulling-gevraagd", datetime(2026, 1, 5, tzinfo=BRUSSELS)
        session.execute(insert(Question).values(
            id=uuid.uuid4(), municipality_id=place.id, signal_id=signal.id, reporter_id=signal.reporter_id,
            state="open", text="Waar is dat?", asked_at=datetime(2026, 11, 5, 12, tzinfo=BRUSSELS),
        ))  # fmt: skip
        partners = [Partner(municipality_id=place.id, name=name) for name in ("Loopt af", "Loopt later af", "Opnieuw")]
        session.add_all(partners)
        session.flush()
        for partner, year, ends in (
            (0, 2024, TODAY + timedelta(days=29)),
            (1, 2024, TODAY + timedelta(days=30)),
            (2, 2024, date(2025, 12, 31)),
            (2, 2026, None),
        ):
            session.add(Agreement(
                municipality_id=place.id, partner_id=partners[partner].id, signed_on=date(year, 1, 1), ends_on=ends
            ))  # fmt: skip
    return place


def test_what_is_due_is_read_in_as_many_queries_however_much_that_is(
    context: Context, place: Place, work: Place, processor: Person
) -> None:
    overdue = [
        (DECISION, "Wachten op een woning."),
        (ACTION, "Te laat"),
        (REVIEW, "Te herbekijken"),
        (SILENT, "Stil"),
        (ANSWER, "Een signaal van vandaag."),
    ]
    soon = [
        (REVIEW, "Straks te herbekijken"),
        (DECISION, "De bus rijdt niet."),
        (ACTION, "Straks"),
        (SILENT, "Bijna stil"),
        (AGREEMENT, "Loopt af"),
    ]
    seen_overdue, seen_soon, count, queries = look(context, processor.present())
    assert (sorted(seen_overdue), sorted(seen_soon), count, queries) == (sorted(overdue), sorted(soon), 5, 7)
    with context.store.tenant(place.id) as session:
        session.add_all(
            Fiche(municipality_id=place.id, number=number, title="x", status="geparkeerd", review_on=date(2026, 1, 1))
            for number in range(100, 101 + MOST)
        )
    with context.store.tenant(place.id) as session:
        shown = read_due(session, processor.present(), TERMS, TODAY)
    assert (shown.capped, len(shown.due.overdue)) == ((REVIEW,), MOST + 4)
    assert look(context, processor.present())[2:] == (5 + MOST + 1, 7)
    with context.store.tenant(place.id) as session:
        session.add_all(
            Fiche(municipality_id=place.id, number=number, title="x", status="geparkeerd", review_on=date(2026, 1, 1))
            for number in range(200, 200 + MOST_COUNTED)
        )
        session.flush()
        assert count_overdue(session, processor.present(), TERMS, TODAY) == MOST_COUNTED + 1, "it looks no further"
        assert say_overdue(session, processor.present(), datetime(2026, 11, 23, 9, tzinfo=BRUSSELS)) == "99+"


@given(start=DAYS, days=st.integers(-400, 400))
def test_working_days_are_those_on_which_people_work(start: date, days: int) -> None:
    calendar = WorkCalendar(frozenset({(7, 11), (2, 29)}), frozenset({date(2026, 12, 24), date(2026, 12, 26)}))
    end = start + timedelta(days=days)
    first, last = sorted((start, end))
    worked = sum(calendar.works(first + timedelta(days=number)) for number in range(1, (last - first).days + 1))
    assert calendar.count(start, end) == (worked if days >= 0 else -worked)


def test_each_sees_what_is_hers(context: Context, work: Place, neighbour: Person) -> None:
    puller = hire(context, work, "trekker", "trekker@example.org")
    with context.store.tenant(work.id) as session:
        session.execute(update(Fiche).where(Fiche.title == "Stil").values(puller_id=puller.id))
    assert look(context, puller.present()) == ([(SILENT, "Stil")], [], 1, 4), "no signals, and only her own fiches"
    assert look(context, neighbour.present()) == ([], [], 0, 7)
