"""Retention: counted first, done once, refused when it is too much, and never a word too long."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from core.context import Context
from core.municipalities import Place
from core.privacy.retention import AsksFirst, apply, plan, run_retention
from core.store.tables import (
    AgendaGuest,
    AgendaInvitation,
    AgendaItem,
    AgendaNote,
    Audit,
    Base,
    Contact,
    Conversation,
    Door,
    ImportPart,
    Intake,
    Journal,
    Letter,
    Municipality,
    Reporter,
    Signal,
    SignInAttempt,
    Staff,
    StaffSession,
)
from tests.contract.filling import as_owner, fill, seal_row

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
CATEGORIES = ("intake", "drafts", "letters", "traces", "guests", "files", "access", "contacts", "signals", "notes")


@pytest.fixture
def context(context: Context) -> Context:
    """The context, at a fixed moment."""
    return replace(context, clock=lambda: NOW)


def age(context: Context, table: type[Base], days: float, **columns: Any) -> None:
    """Set every row's moments so many days back, and other columns as given."""
    names = ("made_at", "received_at", "touched_at", "queued_at", "used_at", "created_at", "expires_at", "started_at")
    moments = {name: NOW - timedelta(days=days) for name in names if name in table.__table__.c}
    with as_owner(context.store.url) as session:
        session.execute(update(table).values({**moments, **columns}))


def one(context: Context, table: type[Any]) -> Any:
    with as_owner(context.store.url) as session:
        return session.scalars(select(table)).one()


def counts(context: Context, place: Place) -> dict[str, int]:
    with context.store.tenant(place.id) as session:
        return {line.category: line.due for line in plan(session, place, NOW).lines if line.due}


def many_signals(context: Context, place: Place, most: int, old: int) -> None:
    with as_owner(context.store.url) as session:
        for number in range(most):
            signal = Signal(
                municipality_id=place.id, number=100 + number, conversation_id=uuid4(), channel="web",
                started_at=NOW, text="Wachtlijsten bij de dienst.",
            )  # fmt: skip
            session.add(signal)
            session.flush()
            days = 3000 if number < old else 1
            session.execute(update(Signal).where(Signal.id == signal.id).values(received_at=NOW - timedelta(days=days)))


def test_nothing_is_due_of_what_is_fresh(context: Context, place: Place) -> None:
    fill(context.store.url, context.keys, place)
    for table in (Intake, Conversation, Letter, Contact, Reporter, Signal):
        age(context, table, 6)
    age(context, StaffSession, -1)
    assert set(counts(context, place)) <= {"access"}


def test_a_delivery_past_thirty_days_is_emptied_and_set_aside(context: Context, place: Place) -> None:
    fill(context.store.url, context.keys, place)
    for state, outcome in (("waiting", None), ("shunted", "aside")):
        with as_owner(context.store.url) as session:
            row = session.scalars(select(Intake)).one()
            seal_row(context.keys, row, "words")
        age(context, Intake, 29.9, state=state, outcome=outcome, reason=None)
        assert "intake" not in counts(context, place)
        age(context, Intake, 30.1)
        assert counts(context, place)["intake"] == 1
        assert run_retention(context, place).due("intake") == 1
        row = one(context, Intake)
        assert (row.state, row.outcome, row.reason, row.body, row.lookup) == ("settled", "aside", "expired", None, None)
        assert run_retention(context, place).due("intake") == 0


def test_a_draft_past_seven_days_is_erased_however_many_there_are(context: Context, place: Place) -> None:
    rows = fill(context.store.url, context.keys, place)
    talk = rows["conversation"]
    assert isinstance(talk, Conversation)
    with as_owner(context.store.url) as session:
        session.add_all(Conversation(municipality_id=place.id, door_id=talk.door_id, dialogue=b"x") for _ in range(40))
    age(context, Conversation, 7.1)
    assert run_retention(context, place).due("drafts") == 41
    with as_owner(context.store.url) as session:
        found = list(session.scalars(select(Conversation)))
    assert {(row.state, row.dialogue, row.link, row.link_hash) for row in found} == {("erased", None, None, None)}


def test_letters_that_never_left_and_traces_of_chats_go(context: Context, place: Place) -> None:
    fill(context.store.url, context.keys, place)
    age(context, Letter, 31, state="failed")
    age(context, Intake, 31, state="settled", outcome="answer", body=None)
    assert {"letters": 1, "traces": 1}.items() <= counts(context, place).items()
    run_retention(context, place)
    letter, intake = one(context, Letter), one(context, Intake)
    assert (letter.state, letter.body, letter.lookup) == ("dropped", None, None)
    assert (intake.state, intake.outcome, intake.lookup) == ("settled", "answer", None)


def test_expired_links_and_sessions_go(context: Context, place: Place) -> None:
    fill(context.store.url, context.keys, place)
    with as_owner(context.store.url) as session:
        session.add(SignInAttempt(key=b"k", since=NOW - timedelta(days=2), slow_until=NOW - timedelta(days=2)))
    for table in (StaffSession,):
        age(context, table, 0.1)
    assert run_retention(context, place).due("access") == 1
    with as_owner(context.store.url) as session:
        assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 0


def test_a_reporter_not_heard_of_for_two_years_is_forgotten(context: Context, place: Place) -> None:
    fill(context.store.url, context.keys, place)
    age(context, Reporter, 731)
    age(context, Contact, 731)
    assert "contacts" not in counts(context, place)  # her signal is of later
    age(context, Signal, 731)
    assert counts(context, place)["contacts"] == 1
    age(context, Contact, 1)
    assert "contacts" not in counts(context, place)  # she was here yesterday
    age(context, Contact, 731)
    run_retention(context, place)
    with as_owner(context.store.url) as session:
        for table in (Contact, Reporter):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        signal = session.scalars(select(Signal)).one()
        assert (signal.reporter_id, signal.text) == (None, "Een verhaal uit Lommerbeek.")
        assert session.scalars(select(Conversation)).one().contact_id is None


def test_an_old_signal_loses_its_words_and_keeps_its_row(context: Context, place: Place) -> None:
    fill(context.store.url, context.keys, place)
    age(context, Signal, 2191, impact="gevolg", organisation="Huis", status="gebundeld")
    assert run_retention(context, place).due("signals") == 1
    with as_owner(context.store.url) as session:
        signal = session.scalars(select(Signal)).one()
        assert (signal.text, signal.impact, signal.organisation, signal.reporter_id) == ("", None, None, None)
        assert (signal.number, signal.status) == (1, "gebundeld")
        # No words, only what lists are narrowed to.
        assert session.scalar(select(Signal.search)) == "'@1' '@gebundeld' '@mail'"
        assert session.scalars(select(Conversation)).one().contact_id is None
        assert [entry.what for entry in session.scalars(select(Journal).order_by(Journal.id))] == [
            "received",
            "anonymised",
        ]
    assert run_retention(context, place).due("signals") == 0


def test_an_old_signal_is_deleted_where_the_municipality_says_so(context: Context, place: Place) -> None:
    fill(context.store.url, context.keys, place)
    age(context, Signal, 400)
    own = {"retention": {"signals": 365}, "retention_signals": "delete"}
    with as_owner(context.store.url) as session:
        session.execute(update(Municipality).where(Municipality.id == place.id).values(settings=own))
    assert run_retention(context, replace(place, settings=own)).due("signals") == 1
    with as_owner(context.store.url) as session:
        assert session.scalar(select(func.count()).select_from(Signal)) == 0
        assert session.scalar(select(func.count()).select_from(Journal)) == 0


def test_who_was_invited_goes_after_the_day_and_who_came_is_still_counted(context: Context, place: Place) -> None:
    rows = fill(context.store.url, context.keys, place)
    staff, item = rows["staff"], rows["agenda_item"]
    assert isinstance(staff, Staff)
    assert isinstance(item, AgendaItem)
    with as_owner(context.store.url) as session:
        session.add(
            AgendaGuest(
                municipality_id=place.id, item_id=item.id, kind="collega", name=staff.email, staff_id=staff.id, came=2
            )
        )

    def ended(days: float) -> None:
        at = NOW - timedelta(days=days)
        with as_owner(context.store.url) as session:
            session.execute(update(AgendaItem).values(starts_at=at - timedelta(hours=2), ends_at=at))

    ended(29)
    assert "guests" not in counts(context, place)
    ended(31)
    assert run_retention(context, place).due("guests") == 2
    assert run_retention(context, place).due("guests") == 0
    with as_owner(context.store.url) as session:
        assert session.scalar(select(func.count()).select_from(AgendaInvitation)) == 0
        guests = {guest.kind: guest for guest in session.scalars(select(AgendaGuest))}
        assert (guests["collega"].came, guests["collega"].staff_id) == (2, None)
        assert "@" not in guests["collega"].name
        assert guests["partner"].name == "Huis van het Kind", "an organisation stays named"
        assert session.scalar(select(func.count()).select_from(AgendaNote)) == 1
    ended(2191)
    assert run_retention(context, place).due("notes") == 1
    with as_owner(context.store.url) as session:
        assert session.scalar(select(func.count()).select_from(AgendaNote)) == 0


def test_more_than_five_per_cent_asks_first_and_changes_nothing(context: Context, place: Place) -> None:
    many_signals(context, place, most=40, old=3)
    with pytest.raises(AsksFirst, match="signals 3 of 40"), context.store.tenant(place.id) as session:
        apply(session, place, NOW)
    with as_owner(context.store.url) as session:
        assert session.scalar(select(func.count()).select_from(Signal).where(Signal.text == "")) == 0
        assert session.scalar(select(func.count()).select_from(Audit)) == 0
    with context.store.tenant(place.id) as session:
        assert apply(session, place, NOW, force=True).due("signals") == 3


def test_what_was_promised_is_done_also_when_the_rest_asks_first(context: Context, place: Place) -> None:
    fill(context.store.url, context.keys, place)
    many_signals(context, place, most=40, old=4)
    age(context, Conversation, 8)
    with pytest.raises(AsksFirst):
        run_retention(context, place)
    assert one(context, Conversation).state == "erased"
    with as_owner(context.store.url) as session:
        assert session.scalar(select(func.count()).select_from(Signal).where(Signal.text == "")) == 0
        entry = session.scalars(select(Audit).where(Audit.action == "retention")).one()
    assert "drafts 1" in entry.reason
    assert "signals waits" in entry.reason


def test_drafts_go_without_asking_however_many(context: Context, place: Place) -> None:
    with as_owner(context.store.url) as session:
        door_id = session.scalars(select(Door.id).limit(1)).one()
        session.add_all(Conversation(municipality_id=place.id, door_id=door_id) for _ in range(30))
    age(context, Conversation, 8)
    dry = run_retention(context, place, dry=True)
    assert (dry.due("drafts"), dry.asks) == (30, ())
    assert run_retention(context, place).due("drafts") == 30


def test_two_of_forty_and_one_of_few_need_nobody(context: Context, place: Place, other_place: Place) -> None:
    many_signals(context, place, most=40, old=2)
    assert run_retention(context, place).due("signals") == 2
    many_signals(context, other_place, most=20, old=20)
    assert run_retention(context, other_place).due("signals") == 20


def test_a_dry_run_counts_and_touches_nothing_not_even_the_audit(context: Context, place: Place) -> None:
    fill(context.store.url, context.keys, place)
    for table in (Intake, Conversation, Letter, Contact, Reporter, Signal, StaffSession, ImportPart):
        age(context, table, 4000)
    with as_owner(context.store.url) as session:
        session.execute(update(Letter).values(state="failed"))
        long_ago = NOW - timedelta(days=4000)
        session.execute(update(AgendaItem).values(starts_at=long_ago, ends_at=long_ago + timedelta(hours=2)))
    dry = run_retention(context, place, dry=True)
    assert {line.category: line.due for line in dry.lines} == {**dict.fromkeys(CATEGORIES, 1), "traces": 0}
    assert not dry.done
    assert dry.describe().count("\n") == len(CATEGORIES) - 1
    told = {line.split()[0]: "goes without asking" in line for line in dry.describe().splitlines()}
    guarded = {"contacts", "signals", "notes", "traces"}  # of the last none is due
    assert told == {category: category not in guarded for category in CATEGORIES}
    assert counts(context, place) == {line.category: line.due for line in dry.lines if line.due}
    with as_owner(context.store.url) as session:
        assert session.scalar(select(func.count()).select_from(Audit)) == 1  # the one it was filled with


def test_one_audit_row_tells_the_counts_of_each_run(context: Context, place: Place) -> None:
    fill(context.store.url, context.keys, place)
    age(context, Signal, 4000)
    for _ in range(2):
        run_retention(context, place)
    with as_owner(context.store.url) as session:
        entries = list(session.scalars(select(Audit).where(Audit.action == "retention").order_by(Audit.id)))
    assert [entry.reason.rpartition("signals ")[2] for entry in entries] == ["1, notes 0", "0, notes 0"]
    assert {(entry.municipality_id, entry.staff_id) for entry in entries} == {(place.id, None)}


def test_another_municipality_is_not_touched(context: Context, place: Place, other_place: Place) -> None:
    for filled in (place, other_place):
        fill(context.store.url, context.keys, filled)
    for table in (Intake, Conversation, Letter, Contact, Reporter, Signal, StaffSession):
        age(context, table, 4000)
    before = counts(context, other_place)
    run_retention(context, place)
    assert counts(context, other_place) == before
    assert set(before) >= {"intake", "drafts", "letters", "access", "contacts", "signals"}


def test_what_belongs_to_no_municipality_goes_too(context: Context, place: Place) -> None:
    fill(context.store.url, context.keys, place)
    age(context, Letter, 31, municipality_id=None)
    for days, reason, gone in ((6, "where", False), (8, "where", True), (8, "rate", False), (31, "rate", True)):
        with as_owner(context.store.url) as session:
            seal_row(context.keys, session.scalars(select(Intake)).one(), "words")
        age(context, Intake, days, municipality_id=None, state="waiting", outcome=None, held=True, reason=reason)
        run_retention(context, place)
        assert (one(context, Intake).body is None) is gone, (days, reason)
    assert one(context, Letter).body is None
