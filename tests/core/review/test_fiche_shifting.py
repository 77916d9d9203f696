"""Merging and splitting: signals go and come back exactly, both journals stay, and the old number leads to the new."""

import uuid
from datetime import date

import pytest
from sqlalchemy import select, update

from core.context import Context
from core.errors import NotFound, NotPossible
from core.municipalities import Place
from core.review.action_reading import actions_of, read_action
from core.review.action_words import ActionWords
from core.review.actions import Asked, add_action, edit_action, move_action
from core.review.bundling import NoTitle
from core.review.decide import decide_signal, release_signal, undo_decision
from core.review.decision import BUNDLED, Decision, read_standing
from core.review.fiche_content import read_content
from core.review.fiche_items import NewItem, add_item
from core.review.fiche_reading import FicheFilters, list_fiches, read_fiche
from core.review.fiches import Behind, Changed, Wording, edit_fiche
from core.review.scores import give_score, read_scores
from core.review.shifting import MergeClosed, NoSignals, merge_fiches, read_shifts, split_fiche, undo_shift
from core.store.tables import Fiche, FicheSignal
from tests.admin.panel import status_of, tell
from tests.core.people.staffing import Person


@pytest.fixture
def signals(context: Context, place: Place, processor: Person) -> tuple[uuid.UUID, ...]:
    """Signals 1 and 2 in fiche 1, 2 and 3 in fiche 2."""
    ids = tuple(tell(context, place, organisation=f"Huis {name}") for name in "ABC")
    with context.store.tenant(place.id) as session:
        for signal_id, decision in (
            (ids[0], Decision(BUNDLED, title="Wonen")), (ids[1], Decision(BUNDLED, fiche=1)),
            (ids[2], Decision(BUNDLED, title="Huren")),
        ):  # fmt: skip
            decide_signal(session, processor.present(), signal_id, decision, "")
        stand = read_standing(session, ids[1]).stand
        decide_signal(session, processor.present(), ids[1], Decision(BUNDLED, fiche=2), stand)
    return ids


def carried(context: Context, person: Person, number: int) -> list[int]:
    with context.store.tenant(person.place.id) as session:
        shown = read_fiche(session, person.present(), number)
        return sorted(witness.number for witness in shown.witnesses)


def links(context: Context, place: Place) -> list[tuple[object, ...]]:
    with context.store.tenant(place.id) as session:
        rows = select(FicheSignal.id, FicheSignal.since).where(FicheSignal.released_at.is_(None))
        return [tuple(row) for row in session.execute(rows.order_by(FicheSignal.id))]


def test_a_merge_moves_the_signals_and_is_undone_exactly(
    context: Context, place: Place, processor: Person, coordinator: Person, signals: tuple[uuid.UUID, ...]
) -> None:
    present, before = processor.present(), links(context, place)
    with context.store.tenant(place.id) as session:
        add_item(session, present, 2, NewItem("voorbeeld", "Een gezin slaapt bij familie."))
        assert merge_fiches(session, present, 2, 1, (1, 1)) == Changed(changed=True)
        assert merge_fiches(session, coordinator.present(), 2, 1, (1, 1)) == Changed(changed=False)
    assert (carried(context, processor, 1), carried(context, processor, 2)) == ([1, 2, 3], [])
    with context.store.tenant(place.id) as session:
        assert [line.number for line in list_fiches(session, present, FicheFilters()).lines] == [1]
        assert [line.merged for line in list_fiches(session, present, FicheFilters(words="2")).lines] == [True]
        old, new = (read_fiche(session, present, number) for number in (2, 1))
        into = read_content(session, present, old).links.into
        assert into is not None
        assert into.number == 1
        content = read_content(session, present, new)
        assert [took.number for took in content.links.took] == [2]
        assert [item.fiche for item in content.items] == [2], "its examples come along"
        assert [entry.what for entry in old.journal][:2] == ["opened", "bundled"], "it keeps its own journal"
        for number, other in ((1, 2), (1, 1)):
            with pytest.raises(NotPossible):
                merge_fiches(session, present, number, other, (2, 2))
        with pytest.raises(NotPossible):
            decide_signal(session, present, tell(context, place), Decision(BUNDLED, fiche=2), "")
    with context.store.tenant(place.id) as session:
        (shift,) = read_shifts(session, read_fiche(session, present, 1))
        assert (shift.kind, shift.giver, shift.taker, shift.signals) == ("samengevoegd", 2, 1, 2)
        assert undo_shift(session, present, 1, shift.id) == Changed(changed=True)
        assert undo_shift(session, present, 2, shift.id) == Changed(changed=False)
    assert links(context, place) == before
    assert (carried(context, processor, 1), carried(context, processor, 2)) == ([1, 2], [2, 3])
    assert signals


def test_a_decision_is_undone_where_its_fiche_went(
    context: Context, place: Place, processor: Person, signals: tuple[uuid.UUID, ...]
) -> None:
    present = processor.present()
    with context.store.tenant(place.id) as session:
        merge_fiches(session, present, 2, 1, (1, 1))
        undo_decision(session, present, signals[2], read_standing(session, signals[2]).stand)
        with pytest.raises(NotPossible):
            edit_fiche(session, present, 2, Wording("Huren", "Woorden."), 2)
    assert carried(context, processor, 1) == [1, 2]
    assert status_of(context, place, signals[2]) == "in-nazicht"


def test_what_was_taken_out_after_a_merge_stays_out_when_it_is_undone(
    context: Context, place: Place, processor: Person, signals: tuple[uuid.UUID, ...]
) -> None:
    present = processor.present()
    with context.store.tenant(place.id) as session:
        merge_fiches(session, present, 2, 1, (1, 1))
        release_signal(session, present, 1, signals[2])
        (shift,) = read_shifts(session, read_fiche(session, present, 2))
        undo_shift(session, present, 2, shift.id)
    assert (carried(context, processor, 1), carried(context, processor, 2)) == ([1, 2], [2])


def test_a_split_puts_chosen_signals_in_a_new_fiche_and_is_undone_while_that_is_new(
    context: Context, place: Place, processor: Person, signals: tuple[uuid.UUID, ...], neighbour: Person
) -> None:
    present, before = processor.present(), links(context, place)
    with context.store.tenant(place.id) as session:
        for chosen, title, wrong in (
            (signals[:0], "Halte", NoSignals), (signals[:2], "Halte", NoSignals), (signals[:1], " ", NoTitle),
        ):  # fmt: skip
            with pytest.raises(wrong):
                split_fiche(session, present, 1, chosen, title, 1)
        assert split_fiche(session, present, 1, signals[:1], "Halte", 1) == 3
        assert split_fiche(session, present, 1, signals[:1], "Halte", 1) == 3, "the same form twice"
        assert isinstance(split_fiche(session, present, 1, signals[:1], "Bus", 1), Behind)
    assert (carried(context, processor, 1), carried(context, processor, 3)) == ([2], [1])
    with context.store.tenant(place.id) as session:
        new = read_fiche(session, present, 3)
        assert (new.title, new.journal[-1].details["fiche"]) == ("Halte", 1)
        (shift,) = read_shifts(session, new)
        assert undo_shift(session, present, 3, shift.id) == Changed(changed=True)
    assert links(context, place) == before
    with context.store.tenant(place.id) as session:
        assert 3 not in [line.number for line in list_fiches(session, present, FicheFilters()).lines]
        split_fiche(session, present, 1, signals[:1], "Halte", 3)
    more = tell(context, place)
    with context.store.tenant(place.id) as session:
        decide_signal(session, present, more, Decision(BUNDLED, fiche=4), "")
        shift = read_shifts(session, read_fiche(session, present, 4))[0]
        with pytest.raises(NotPossible):
            undo_shift(session, present, 4, shift.id)
    with context.store.tenant(neighbour.place.id) as session, pytest.raises(NotFound):
        undo_shift(session, neighbour.present(), 4, shift.id)


def test_open_actions_go_along_and_come_back_and_a_closed_fiche_is_not_merged(
    context: Context, place: Place, processor: Person, signals: tuple[uuid.UUID, ...]
) -> None:
    present, day = processor.present(), date(2026, 11, 22)
    ids = {name: uuid.uuid4() for name in ("open", "over", "theirs")}
    with context.store.tenant(place.id) as session:
        for name, number in (("open", 2), ("over", 2), ("theirs", 1)):
            add_action(session, present, number, ActionWords(name, owner="Dienst Wonen"), ids[name])
        move_action(session, present, ids["over"], Asked("gedaan", "", 1), day)
        give_score(session, present, 2, "impact", 4, "")
        merge_fiches(session, present, 2, 1, (1, 1))

    def there(number: int) -> set[str]:
        with context.store.tenant(place.id) as session:
            return {action.words.title for action in actions_of(session, present, number, day)}

    assert (there(1), there(2)) == ({"open", "theirs"}, {"over"})
    with context.store.tenant(place.id) as session:
        # Somebody else was first, in the journal of the other fiche: she is named all the same.
        assert isinstance(edit_action(session, present, ids["open"], ActionWords("x", owner="y"), 9), Behind)
        edit_action(session, present, ids["open"], ActionWords("open", "Meer.", owner="Dienst Wonen"), 1)
        old, new = (read_fiche(session, present, number) for number in (2, 1))
        given = [[score.value for score in read_scores(session, one, context.clock())][2] for one in (old, new)]
        assert given == [4, 0], "scores stay where they were given"
        (shift,) = read_shifts(session, new)
        assert shift.actions == (str(ids["open"]),)
        undo_shift(session, present, 1, shift.id)
        assert read_action(session, present, ids["open"], day).words.description == "Meer."
    assert (there(1), there(2)) == ({"theirs"}, {"open", "over"})
    with context.store.tenant(place.id) as session:
        session.execute(update(Fiche).where(Fiche.number == 1).values(status="afgerond", outcome="deels", told="Ja."))
        for giver, taker in ((1, 2), (2, 1)):
            with pytest.raises(MergeClosed):
                merge_fiches(session, present, giver, taker, (3, 3))
    assert signals
