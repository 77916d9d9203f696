"""Decisions: only moves of the table, kept with who and why; nothing is overwritten unseen; undone and done again."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from core.context import Context
from core.errors import NotAllowed, NotFound, NotPossible
from core.municipalities import Place
from core.privacy.erase import withdraw
from core.review.bundling import NoTitle, fiches_of
from core.review.decide import Decided, NoReason, NotTheSame, Outrun, decide_signal, undo_decision
from core.review.decision import BUNDLED, INTERN, MOVES, NO_SIGNAL, REASONS, SAME, Decision, read_standing
from core.review.fiche_reading import FicheFilters, FicheShown, list_fiches, read_fiche
from core.review.reading import open_signal
from core.store.tables import Journal, Signal
from core.store.tables.signal import STATES
from tests.admin.panel import status_of, tell
from tests.core.people.staffing import Person, hire

NEW = Decision(BUNDLED, title="Wachten op een huurwoning")


def decide(
    context: Context, person: Person, signal_id: uuid.UUID, decision: Decision, stand: str | None = None
) -> Decided | Outrun:
    with context.store.tenant(person.place.id) as session:
        stand = read_standing(session, signal_id).stand if stand is None else stand
        return decide_signal(session, person.present(), signal_id, decision, stand)


def undo(context: Context, person: Person, signal_id: uuid.UUID, stand: str) -> Decided | Outrun:
    with context.store.tenant(person.place.id) as session:
        return undo_decision(session, person.present(), signal_id, stand)


def entries(context: Context, place: Place, signal_id: uuid.UUID) -> list[tuple[str, dict[str, Any]]]:
    with context.store.tenant(place.id) as session:
        told = select(Journal.what, Journal.details).where(Journal.signal_id == signal_id).order_by(Journal.id)
        return [(row.what, row.details) for row in session.execute(told) if row.what != "received"]


def fiche(context: Context, person: Person, number: int = 1) -> FicheShown:
    with context.store.tenant(person.place.id) as session:
        return read_fiche(session, person.present(), number)


def numbers(context: Context, person: Person) -> list[int]:
    with context.store.tenant(person.place.id) as session:
        return [line.number for line in list_fiches(session, person.present(), FicheFilters()).lines]


def in_fiches(context: Context, place: Place, signal_id: uuid.UUID) -> list[int]:
    with context.store.tenant(place.id) as session:
        return fiches_of(session, signal_id)


@pytest.mark.parametrize(
    ("decision", "kept"),
    [
        (Decision(INTERN, message="Het Huis pakt dit op."), {"message": "Het Huis pakt dit op."}),
        (Decision(NO_SIGNAL, reason="klacht"), {"reason": "klacht"}),
        (NEW, {"fiche": 1, "title": NEW.title, "opened": True}),
    ],
)
def test_a_decision_moves_the_signal_and_is_kept(
    context: Context, place: Place, processor: Person, decision: Decision, kept: dict[str, Any]
) -> None:
    signal_id = tell(context, place)
    done = decide(context, processor, signal_id, decision)
    assert isinstance(done, Decided)
    assert status_of(context, place, signal_id) == decision.to
    assert entries(context, place, signal_id) == [("decided", {"from": "nieuw", "to": decision.to, **kept})]
    assert decide(context, processor, signal_id, decision, "") == Decided(changed=False, stand=done.stand)
    assert len(entries(context, place, signal_id)) == 1
    assert numbers(context, processor) == ([1] if decision is NEW else [])


def test_what_is_typed_into_the_journal_is_screened(context: Context, place: Place, processor: Person) -> None:
    signal_id = tell(context, place)
    decide(context, processor, signal_id, Decision(INTERN, message="Bel Jan Peeters op 0470 12 34 56."))
    [(_, kept)] = entries(context, place, signal_id)
    assert "0470" not in kept["message"]
    assert "Peeters" not in kept["message"]


def test_the_same_thing_is_of_another_signal_of_the_same_reporter(
    context: Context, place: Place, processor: Person
) -> None:
    first, second, strange = (tell(context, place) for _ in range(3))
    with context.store.tenant(place.id) as session:
        reporter = session.get_one(Signal, first).reporter_id
        session.execute(update(Signal).where(Signal.id == second).values(reporter_id=reporter))
    for number in (3, 2, 99, 0):
        with pytest.raises(NotTheSame):
            decide(context, processor, second, Decision(SAME, same_as=number))
    decide(context, processor, second, Decision(SAME, same_as=1))
    assert entries(context, place, second)[0][1]["same_as"] == 1
    with pytest.raises(NotTheSame):  # not of one that was put aside itself
        decide(context, processor, first, Decision(SAME, same_as=2))
    assert status_of(context, place, strange) == "nieuw"


def test_what_is_not_said_is_asked_for(context: Context, place: Place, processor: Person) -> None:
    signal_id = tell(context, place)
    for decision, wrong in (
        (Decision(NO_SIGNAL), NoReason),
        (Decision(NO_SIGNAL, reason="onzin"), NoReason),
        (Decision(BUNDLED, title="  "), NoTitle),
        (Decision(BUNDLED, title="x" * 151), NoTitle),
        (Decision(BUNDLED, fiche=7), NotFound),
        (Decision("ingetrokken"), NotPossible),
        (Decision("in-nazicht"), NotPossible),
    ):
        with pytest.raises(wrong):
            decide(context, processor, signal_id, decision)
    assert (status_of(context, place, signal_id), entries(context, place, signal_id)) == ("nieuw", [])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(state=st.sampled_from(STATES), to=st.sampled_from((*STATES, "onzin")))
def test_no_move_outside_the_table(context: Context, place: Place, processor: Person, state: str, to: str) -> None:
    signal_id = tell(context, place)
    with context.store.tenant(place.id) as session:
        session.execute(update(Signal).where(Signal.id == signal_id).values(status=state, reporter_id=None))
        other = tell_number(context, place)
    decision = Decision(to, title="Een titel", reason=REASONS[0], same_as=other)
    if to in MOVES[state] - {"in-nazicht"}:
        decide(context, processor, signal_id, decision)
        assert status_of(context, place, signal_id) == to
    else:
        with pytest.raises(NotPossible):
            decide(context, processor, signal_id, decision)
        assert (status_of(context, place, signal_id), entries(context, place, signal_id)) == (state, [])


def tell_number(context: Context, place: Place) -> int:
    id_ = tell(context, place, feedback="nee")
    with context.store.tenant(place.id) as session:
        return session.get_one(Signal, id_).number


def test_the_table_knows_every_state() -> None:
    assert set(MOVES) == set(STATES)
    assert all(to <= set(STATES) for to in MOVES.values())


def test_who_comes_second_is_told_who_and_what_and_overwrites_nothing(
    context: Context, place: Place, processor: Person, coordinator: Person
) -> None:
    signal_id = tell(context, place)
    decide(context, coordinator, signal_id, Decision(NO_SIGNAL, reason="melding"))
    told = decide(context, processor, signal_id, NEW, "")
    assert isinstance(told, Outrun)
    assert (told.standing.by, told.standing.decision) == (coordinator.email, Decision(NO_SIGNAL, reason="melding"))
    assert (status_of(context, place, signal_id), numbers(context, processor)) == (NO_SIGNAL, [])
    assert isinstance(undo(context, processor, signal_id, ""), Outrun)


def test_two_at_once_are_one_after_the_other(
    context: Context, place: Place, processor: Person, coordinator: Person
) -> None:
    signal_id = tell(context, place)
    with ThreadPoolExecutor(1) as other:
        with context.store.tenant(place.id) as session:
            decide_signal(session, processor.present(), signal_id, NEW, "")
            second = other.submit(decide, context, coordinator, signal_id, Decision(INTERN), "")
            with pytest.raises(TimeoutError):
                second.result(timeout=1)  # it waits for the first
        assert isinstance(second.result(timeout=60), Outrun)
    assert status_of(context, place, signal_id) == BUNDLED


@pytest.mark.parametrize("decision", [Decision(INTERN), Decision(NO_SIGNAL, reason="te-vaag"), NEW])
def test_undoing_puts_it_back_in_review_once(
    context: Context, place: Place, processor: Person, decision: Decision
) -> None:
    signal_id = tell(context, place)
    done = decide(context, processor, signal_id, decision)
    assert isinstance(done, Decided)
    undone = undo(context, processor, signal_id, done.stand)
    assert isinstance(undone, Decided)
    assert undo(context, processor, signal_id, done.stand) == Decided(changed=False, stand=undone.stand)
    assert status_of(context, place, signal_id) == "in-nazicht"
    assert [what for what, _ in entries(context, place, signal_id)] == ["decided", "reconsidered"]
    assert numbers(context, processor) == [], "a fiche opened by mistake goes"
    assert isinstance(decide(context, processor, signal_id, decision, done.stand), Outrun), "an old page is told"
    decide(context, processor, signal_id, decision)
    assert status_of(context, place, signal_id) == decision.to


def test_a_fiche_with_another_signal_stays(context: Context, place: Place, processor: Person) -> None:
    first, second = tell(context, place), tell(context, place)
    opened = decide(context, processor, first, NEW)
    decide(context, processor, second, Decision(BUNDLED, fiche=1))
    assert isinstance(opened, Decided)
    undo(context, processor, first, opened.stand)
    assert [witness.id for witness in fiche(context, processor).witnesses] == [second]


def test_a_signal_in_two_fiches_stays_in_the_other(context: Context, place: Place, processor: Person) -> None:
    signal_id = tell(context, place)
    decide(context, processor, signal_id, NEW)
    again = decide(context, processor, signal_id, Decision(BUNDLED, title="Ook nog iets anders"))
    assert in_fiches(context, place, signal_id) == [1, 2]
    assert isinstance(again, Decided)
    undo(context, processor, signal_id, again.stand)
    assert (in_fiches(context, place, signal_id), status_of(context, place, signal_id)) == ([1], BUNDLED)


def test_what_was_taken_back_is_out_of_hands_and_carries_nothing(
    context: Context, place: Place, processor: Person
) -> None:
    signal_id = tell(context, place)
    decide(context, processor, signal_id, NEW)
    with context.store.tenant(place.id) as session:
        withdraw(session, session.get_one(Signal, signal_id))
    with pytest.raises(NotPossible):
        decide(context, processor, signal_id, Decision(INTERN))
    assert fiche(context, processor).evidence.signals == 0
    assert fiche(context, processor).witnesses == ()


def test_who_may_not_and_whose_it_is_not(context: Context, place: Place, processor: Person, neighbour: Person) -> None:
    signal_id = tell(context, place)
    with pytest.raises(NotAllowed):
        decide(context, hire(context, place, "beheerder", "it@example.org"), signal_id, NEW)
    with pytest.raises(NotFound):
        decide(context, neighbour, signal_id, NEW)
    decide(context, processor, signal_id, NEW)
    theirs = tell(context, neighbour.place)
    with pytest.raises(NotFound):
        decide(context, neighbour, theirs, Decision(BUNDLED, fiche=1))
    with pytest.raises(NotFound):
        fiche(context, neighbour)
    decide(context, neighbour, theirs, NEW)
    assert fiche(context, neighbour).number == 1, "each municipality counts for itself"


def test_opening_a_decided_signal_changes_nothing(context: Context, place: Place, processor: Person) -> None:
    signal_id = tell(context, place)
    decide(context, processor, signal_id, NEW)
    with context.store.tenant(place.id) as session:
        open_signal(session, processor.present(), signal_id)
    assert status_of(context, place, signal_id) == BUNDLED
