"""Actions: added, reworded and moved with the fiche's journal telling it; narrowed lists; nobody else's."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from core.context import Context
from core.errors import NotAllowed, NotFound, NotPossible
from core.municipalities import Place
from core.review.action_moves import BUSY, DONE, MOVES, OPEN, PLANNED, STOPPED, Days, note_days
from core.review.action_reading import PAGE, ActionFilters, ActionShown, actions_of, list_actions, read_action
from core.review.action_words import ActionWords, Wrong, is_plan_code, read_partners
from core.review.actions import Asked, add_action, edit_action, move_action
from core.review.fiche_reading import read_fiche
from core.review.fiches import Behind, Changed
from core.store.tables import Action, Fiche
from core.store.tables.action import ACTION_STATES
from tests.core.people.staffing import Person, hire

TODAY = date(2026, 11, 23)
WORDS = ActionWords("Eén wachtlijst maken", owner="Teamcoach CAW", due_on=TODAY + timedelta(days=30))
FIRST = uuid.UUID(int=1)


@pytest.fixture
def fiche(context: Context, place: Place) -> uuid.UUID:
    with context.store.tenant(place.id) as session:
        row = Fiche(municipality_id=place.id, number=1, title="Wonen", themes=["wonen"])
        session.add(row)
    return row.id


def add(context: Context, person: Person, words: ActionWords = WORDS, action_id: uuid.UUID = FIRST) -> Changed | Wrong:
    with context.store.tenant(person.place.id) as session:
        return add_action(session, person.present(), 1, words, action_id)


def edit(context: Context, person: Person, words: ActionWords, version: int = 1) -> Changed | Wrong | Behind:
    with context.store.tenant(person.place.id) as session:
        return edit_action(session, person.present(), FIRST, words, version)


def move(context: Context, person: Person, to: str, version: int, reason: str = "") -> Changed | Wrong | Behind:
    with context.store.tenant(person.place.id) as session:
        return move_action(session, person.present(), FIRST, Asked(to, reason, version), TODAY)


def read(context: Context, person: Person) -> ActionShown:
    with context.store.tenant(person.place.id) as session:
        return read_action(session, person.present(), FIRST, TODAY)


@pytest.mark.usefixtures("fiche")
def test_the_life_of_an_action_stands_in_the_journal_of_its_fiche(context: Context, processor: Person) -> None:
    assert add(context, processor) == Changed(changed=True)
    assert add(context, processor) == Changed(changed=False), "the same form twice"
    assert move(context, processor, BUSY, 1) == Changed(changed=True)
    assert move(context, processor, BUSY, 1) == Changed(changed=False), "the same form twice"
    assert move(context, processor, STOPPED, 2) == Wrong(("reason",))
    move(context, processor, STOPPED, 2, "Geen middelen, zegt Jan Peeters.")
    shown = read(context, processor)
    assert (shown.state, shown.begun_on, shown.ended_on, shown.owner) == (STOPPED, TODAY, TODAY, "Teamcoach CAW")
    assert "Peeters" not in shown.stop_reason
    move(context, processor, BUSY, 3)
    assert (read(context, processor).stop_reason, read(context, processor).ended_on) == ("", None)
    with context.store.tenant(processor.place.id) as session:
        journal = read_fiche(session, processor.present(), 1).journal
    assert [entry.what for entry in journal] == ["actions.added", *["actions.moved"] * 3]
    assert [entry.details.get("to") for entry in journal] == [None, BUSY, STOPPED, BUSY]
    assert all(entry.details["title"] == WORDS.title for entry in journal)


@pytest.mark.usefixtures("fiche")
def test_words_are_screened_and_nothing_is_overwritten_unseen(
    context: Context, processor: Person, coordinator: Person
) -> None:
    add(context, processor)
    said = ActionWords(
        " Bellen  naar 0470 12 34 56",
        owner_id=processor.id,  # pyright: ignore[reportArgumentType]  # a uuid
        partners=("CAW", "OCMW, CAW"),
        plan_code=" act-1.2 ",
        before="Mail naar an.peeters@example.org",
    )
    assert edit(context, coordinator, said) == Changed(changed=True)
    shown = read(context, processor)
    assert (shown.owner, shown.words.owner_id) == (processor.email, processor.id)
    assert (shown.words.partners, shown.words.plan_code) == (("CAW", "OCMW"), "ACT-1.2")
    assert "0470" not in shown.words.title
    assert "example.org" not in shown.words.before
    assert edit(context, processor, said) == Changed(changed=False), "it says so already"
    behind = edit(context, processor, WORDS)
    assert isinstance(behind, Behind)
    assert behind.by == coordinator.email
    wrong = ActionWords(starts_on=TODAY, due_on=TODAY - timedelta(days=1), plan_code="wat?", description="x" * 2001)
    assert edit(context, processor, wrong, 2) == Wrong(("title", "owner", "due_on", "plan_code", "description"))


@pytest.mark.usefixtures("fiche")
def test_who_may_not_and_whose_it_is_not(context: Context, place: Place, processor: Person, neighbour: Person) -> None:
    add(context, processor)
    keeper = hire(context, place, "beheerder", "it@example.org")
    acts: tuple[Callable[[Person], object], ...] = (
        lambda who: add(context, who, action_id=uuid.uuid4()),
        lambda who: edit(context, who, WORDS),
        lambda who: move(context, who, BUSY, 1),
        lambda who: read(context, who),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act(keeper)
        with pytest.raises(NotFound):
            act(neighbour)
    puller = hire(context, place, "trekker", "trekker@example.org")
    with pytest.raises(NotFound):
        edit(context, puller, WORDS)
    with context.store.tenant(place.id) as session:
        session.query(Fiche).one().puller_id = puller.id  # pyright: ignore[reportAttributeAccessIssue]  # a uuid
    assert edit(context, puller, replace(WORDS, title="Eén lijst")) == Changed(changed=True), "who pulls, acts"
    theirs = ActionWords("Iets", owner_id=neighbour.id)  # pyright: ignore[reportArgumentType]  # a uuid
    assert edit(context, processor, theirs, 2) == Wrong(("owner",)), "who works elsewhere owns nothing here"
    with context.store.tenant(place.id) as session:
        fiche = session.query(Fiche).one()
        fiche.status, fiche.outcome = "afgerond", "deels"
    with pytest.raises(NotPossible):
        add(context, processor, action_id=uuid.uuid4())


def test_the_list_is_narrowed_and_takes_as_many_queries_however_long(
    context: Context, place: Place, processor: Person, fiche: uuid.UUID
) -> None:
    def put(number: int, **values: object) -> Action:
        known = {"title": f"Actie {number}", "owner": "CAW", "due_on": TODAY + timedelta(days=number % 5 - 2)}
        return Action(id=uuid.UUID(int=number), municipality_id=place.id, fiche_id=fiche, **{**known, **values})  # pyright: ignore[reportArgumentType]  # values of a test

    def look(**filters: object) -> tuple[list[int], uuid.UUID | None, int]:
        asked: list[str] = []
        with context.store.tenant(place.id) as session:
            event.listen(session.connection(), "before_cursor_execute", lambda *args: asked.append(args[2]))
            listed = list_actions(session, processor.present(), ActionFilters(**filters), TODAY)  # pyright: ignore[reportArgumentType]  # filters of a test
        assert listed.total >= len(listed.lines)
        return [line.id.int for line in listed.lines], listed.next, len(asked)

    with context.store.tenant(place.id) as session:
        session.add(put(1, owner_id=processor.id, owner="", due_on=None))
    assert look() == ([1], None, 2)
    with context.store.tenant(place.id) as session:
        session.add_all(put(number) for number in range(2, PAGE + 5))
        session.add(put(99, state=DONE, ended_on=TODAY, due_on=TODAY - timedelta(days=9), owner="Stad"))
    first, after, asked = look()
    assert (len(first), after, asked) == (PAGE, uuid.UUID(int=first[-1]), 2)
    rest, end, asked = look(after=after)
    assert (sorted(first + rest), end, asked) == ([*range(1, PAGE + 5), 99], None, 3)
    assert rest[-1] == 1, "what has no date comes last"
    assert set(look(overdue=True)[0]) == {number for number in range(2, PAGE + 5) if number % 5 < 2}
    assert look(owner_id=processor.id)[0] == [1]
    assert look(owner="stad")[0] == look(state=DONE)[0] == [99]
    assert look(theme="jeugd")[0] == []
    with context.store.tenant(place.id) as session:
        assert actions_of(session, processor.present(), 1, TODAY)[-1].state == DONE


def test_the_table_knows_every_state() -> None:
    assert set(MOVES) == set(ACTION_STATES)
    assert {to for moves in MOVES.values() for to in moves} == set(ACTION_STATES)


@given(
    starts=st.none() | st.dates(),
    way=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 400)), max_size=8),
    today=st.dates(max_value=date(9000, 1, 1)),
)
def test_days_follow_any_way_through_the_table(starts: date | None, way: list[tuple[int, int]], today: date) -> None:
    state, days = PLANNED, Days(starts)
    for choice, later in way:
        today += timedelta(days=later)
        state = MOVES[state][choice % len(MOVES[state])]
        days = note_days(days, state, today)
        assert (days.ended_on is None) == (state in OPEN)
        assert days.begun_on is None or days.begun_on <= today
        assert days.begun_on is not None or state in (PLANNED, STOPPED)
        assert days.starts_on == starts


@pytest.mark.parametrize(
    ("code", "good"),
    [("WVG100", True), ("ACT-1.2.3", True), ("2026/BD 3", True), ("A", False), ("1-", False), ("É1", False),
     ("A1" * 21, False), ("A1;B2", False)],
)  # fmt: skip
def test_a_code_of_the_plan_has_a_shape(code: str, *, good: bool) -> None:
    assert is_plan_code(code) == good


def test_partners_are_read_once_each() -> None:
    assert read_partners(" CAW ,Huis van het Kind\n\ncaw; CAW") == ("CAW", "Huis van het Kind", "caw")
