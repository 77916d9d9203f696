"""Lots: one act on a selection; what a colleague changed since is skipped and named; the lot is undone as a whole."""

import uuid

import pytest
from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.review.bundling import NoTitle
from core.review.decide import decide_signal
from core.review.decision import BUNDLED, INTERN, NO_SIGNAL, Decision
from core.review.lots import Chosen, Lot, accept_lot, decide_lot, read_stands, undo_lot
from core.store.tables import Fiche, Signal
from tests.admin.panel import status_of, tell
from tests.core.people.staffing import Person
from tests.proposals import propose


@pytest.fixture
def ids(context: Context, place: Place) -> list[uuid.UUID]:
    return [tell(context, place, organisation=f"Huis {letter}") for letter in "ABC"]


def choose(context: Context, person: Person, ids: list[uuid.UUID]) -> tuple[Chosen, ...]:
    with context.store.tenant(person.place.id) as session:
        return tuple(read_stands(session, ids).values())


def decide(context: Context, person: Person, chosen: tuple[Chosen, ...], decision: Decision) -> Lot:
    with context.store.tenant(person.place.id) as session:
        return decide_lot(session, person.present(), chosen, decision)


def undo(context: Context, person: Person, lot: Lot) -> Lot:
    with context.store.tenant(person.place.id) as session:
        return undo_lot(session, person.present(), lot.mark)


def states(context: Context, place: Place, ids: list[uuid.UUID]) -> list[str]:
    return [status_of(context, place, id_) for id_ in ids]


def fiches(context: Context, place: Place) -> list[int]:
    with context.store.tenant(place.id) as session:
        return list(session.scalars(select(Fiche.number)))


def test_a_lot_opens_one_fiche_and_undoing_it_takes_the_fiche_along(
    context: Context, place: Place, processor: Person, ids: list[uuid.UUID]
) -> None:
    lot = decide(context, processor, choose(context, processor, ids), Decision(BUNDLED, title="Huren"))
    assert (lot.done, lot.skipped, fiches(context, place)) == ((1, 2, 3), (), [1])
    assert states(context, place, ids) == [BUNDLED] * 3
    assert undo(context, processor, lot).done == (1, 2, 3)
    assert states(context, place, ids) == ["in-nazicht"] * 3
    assert fiches(context, place) == []
    assert undo(context, processor, lot).done == (), "once, not twice"


def test_what_a_colleague_decided_meanwhile_is_skipped_and_named(
    context: Context, place: Place, processor: Person, coordinator: Person, ids: list[uuid.UUID]
) -> None:
    chosen = choose(context, processor, ids)
    with context.store.tenant(place.id) as session:
        decide_signal(session, coordinator.present(), ids[1], Decision(INTERN), "")
    lot = decide(context, processor, chosen, Decision(NO_SIGNAL, reason="klacht"))
    assert (lot.done, lot.skipped) == ((1, 3), (2,))
    assert states(context, place, ids) == [NO_SIGNAL, INTERN, NO_SIGNAL]
    with context.store.tenant(place.id) as session:
        assert undo_lot(session, coordinator.present(), lot.mark).done == (), "not hers"
    assert undo(context, processor, lot).done == (1, 3)


def test_undoing_leaves_what_was_decided_anew(
    context: Context, place: Place, processor: Person, ids: list[uuid.UUID]
) -> None:
    lot = decide(context, processor, choose(context, processor, ids), Decision(BUNDLED, title="Huren"))
    other = decide(context, processor, choose(context, processor, ids[:1]), Decision(BUNDLED, title="Kopen"))
    assert undo(context, processor, lot).done == (2, 3)
    assert states(context, place, ids) == [BUNDLED, "in-nazicht", "in-nazicht"]
    assert fiches(context, place) == [1, 2]
    assert other.done == (1,)


def test_a_decision_that_lacks_something_changes_nothing(
    context: Context, place: Place, processor: Person, ids: list[uuid.UUID]
) -> None:
    with pytest.raises(NoTitle):
        decide(context, processor, choose(context, processor, ids), Decision(BUNDLED, title=" "))
    assert states(context, place, ids) == ["nieuw"] * 3


def test_proposals_are_accepted_where_there_are_any_and_nobody_labelled(
    context: Context, place: Place, processor: Person, ids: list[uuid.UUID]
) -> None:
    propose(context, place, ids[0])
    propose(context, place, ids[1], themes=[])
    with context.store.tenant(place.id) as session:
        lot = accept_lot(session, processor.present(), choose(context, processor, ids))
    assert (lot.done, lot.skipped) == ((1,), (2, 3))
    with context.store.tenant(place.id) as session:
        signal = session.get_one(Signal, ids[0])
        assert signal.themes
        assert signal.labelled_at
    assert undo(context, processor, lot).done == (1,)
    with context.store.tenant(place.id) as session:
        assert session.get_one(Signal, ids[0]).labelled_at is None
