"""Labelling: kept with who, old, new and what was proposed; nothing is overwritten unseen; undone and redone."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from core.context import Context
from core.errors import NotAllowed, NotFound, NotPossible, Refused
from core.municipalities import Place
from core.privacy.erase import withdraw
from core.review.labelling import (
    ACCEPT,
    CORRECT,
    UNDO,
    Labelled,
    Labels,
    Overtaken,
    TooManyThemes,
    accepting,
    label_signal,
    undo_labelling,
)
from core.review.reading import Shown, read_signal
from core.store.tables import Municipality, Proposal, Signal
from tests.admin.panel import tell
from tests.core.people.staffing import Person, hire
from tests.proposals import MODEL, labellings, labels_of, propose, sure

HOUSING = Labels(themes=("wonen",), target_groups=("gezinnen",))
ENERGY = Labels(themes=("energie-water", "wonen"), levels=("vlaams",))


@pytest.fixture
def signal_id(context: Context, place: Place) -> uuid.UUID:
    """A signal that has its proposal."""
    id_ = tell(context, place)
    propose(context, place, id_)
    return id_


def label(
    context: Context, person: Person, signal_id: uuid.UUID, labels: Labels, via: str = CORRECT, seen: str = ""
) -> Labelled | Overtaken:
    with context.store.tenant(person.place.id) as session:
        return label_signal(session, person.present(), signal_id, labels, via, seen)


def undo(context: Context, person: Person, signal_id: uuid.UUID, seen: str) -> Labelled | Overtaken:
    with context.store.tenant(person.place.id) as session:
        return undo_labelling(session, person.present(), signal_id, seen)


def read(context: Context, person: Person, signal_id: uuid.UUID) -> Shown:
    with context.store.tenant(person.place.id) as session:
        return read_signal(session, person.present(), signal_id)


def facets(details: dict[str, Any], facet: str = "themes") -> tuple[list[str], list[str], list[str]]:
    given = details["facets"][facet]
    return given["proposed"], given["old"], given["new"]


def test_accepting_lets_the_proposal_hold_and_keeps_what_was_proposed(
    context: Context, place: Place, processor: Person, signal_id: uuid.UUID
) -> None:
    label(context, processor, signal_id, HOUSING, ACCEPT)
    assert labels_of(context, place, signal_id) == {"themes": ["wonen"], "target_groups": ["gezinnen"]}
    [kept] = labellings(context, place, signal_id)
    assert (kept["model"], kept["via"], "structural" in kept) == (MODEL, ACCEPT, False)
    assert facets(kept) == (["wonen"], [], ["wonen"])
    assert set(kept["facets"]) == {"themes", "target_groups", "kinds", "levels"}
    labelled = read(context, processor, signal_id).labelled
    assert labelled is not None
    assert labelled.by == processor.email


def test_correcting_keeps_old_and_new_in_order(
    context: Context, place: Place, processor: Person, signal_id: uuid.UUID
) -> None:
    label(context, processor, signal_id, HOUSING)
    seen = read(context, processor, signal_id).seen
    label(context, processor, signal_id, replace(ENERGY, one_case=True), seen=seen)
    assert labels_of(context, place, signal_id) == {"themes": ["energie-water", "wonen"], "levels": ["vlaams"]}
    second = labellings(context, place, signal_id)[1]
    assert facets(second) == (["wonen"], ["wonen"], ["energie-water", "wonen"])
    assert facets(second, "levels") == ([], [], ["vlaams"])
    assert second["structural"] is False
    assert read(context, processor, signal_id).labels == replace(ENERGY, one_case=True)


def test_yes_to_a_proposal_that_is_gone_counts_as_a_correction(
    context: Context, place: Place, processor: Person, signal_id: uuid.UUID
) -> None:
    label(context, processor, signal_id, ENERGY, ACCEPT)
    assert labellings(context, place, signal_id)[0]["via"] == CORRECT


def test_the_same_again_changes_nothing(
    context: Context, place: Place, processor: Person, signal_id: uuid.UUID
) -> None:
    first = label(context, processor, signal_id, HOUSING, ACCEPT)
    again = label(context, processor, signal_id, HOUSING, ACCEPT)
    assert again == Labelled(changed=False, seen=first.seen)
    assert len(labellings(context, place, signal_id)) == 1


def test_who_comes_second_is_told_and_overwrites_nothing(
    context: Context, place: Place, processor: Person, coordinator: Person, signal_id: uuid.UUID
) -> None:
    label(context, coordinator, signal_id, HOUSING)
    told = label(context, processor, signal_id, ENERGY)
    assert isinstance(told, Overtaken)
    assert (told.by, told.theirs) == (coordinator.email, HOUSING)
    assert labels_of(context, place, signal_id)["themes"] == ["wonen"]
    assert isinstance(label(context, processor, signal_id, ENERGY, seen=told.seen), Labelled)
    assert labels_of(context, place, signal_id)["themes"] == ["energie-water", "wonen"]


def test_two_at_once_are_one_after_the_other(
    context: Context, place: Place, processor: Person, coordinator: Person, signal_id: uuid.UUID
) -> None:
    with ThreadPoolExecutor(1) as other:
        with context.store.tenant(place.id) as session:
            label_signal(session, processor.present(), signal_id, HOUSING, ACCEPT, "")
            second = other.submit(label, context, coordinator, signal_id, ENERGY)
            with pytest.raises(TimeoutError):
                second.result(timeout=1)  # it waits for the first
        assert isinstance(second.result(timeout=60), Overtaken)
    assert len(labellings(context, place, signal_id)) == 1


def test_undoing_the_first_leaves_it_to_be_labelled_and_keeps_both(
    context: Context, place: Place, processor: Person, signal_id: uuid.UUID
) -> None:
    seen = label(context, processor, signal_id, HOUSING, ACCEPT).seen
    assert undo(context, processor, signal_id, seen) == Labelled(changed=True, seen="")
    assert undo(context, processor, signal_id, seen) == Labelled(changed=False, seen="")
    assert labels_of(context, place, signal_id) == {}
    assert read(context, processor, signal_id).labelled is None
    first, second = labellings(context, place, signal_id)
    assert facets(second) == ([], ["wonen"], [])
    assert (first["via"], second["via"]) == (ACCEPT, UNDO)
    assert label(context, processor, signal_id, HOUSING, ACCEPT).seen


def test_undoing_a_correction_gives_back_what_held(
    context: Context, place: Place, processor: Person, signal_id: uuid.UUID
) -> None:
    seen = label(context, processor, signal_id, replace(HOUSING, one_case=True)).seen
    seen = label(context, processor, signal_id, ENERGY, seen=seen).seen
    undone = undo(context, processor, signal_id, seen)
    assert read(context, processor, signal_id).labels == replace(HOUSING, one_case=True)
    assert undo(context, processor, signal_id, undone.seen) == Labelled(changed=False, seen=undone.seen)


def test_what_somebody_else_said_since_is_not_undone(
    context: Context, processor: Person, coordinator: Person, signal_id: uuid.UUID
) -> None:
    seen = label(context, processor, signal_id, HOUSING).seen
    label(context, coordinator, signal_id, ENERGY, seen=seen)
    told = undo(context, processor, signal_id, seen)
    assert isinstance(told, Overtaken)
    assert told.theirs == ENERGY
    assert read(context, processor, signal_id).labels == ENERGY


@pytest.mark.parametrize(
    ("labels", "error"),
    [
        (Labels(themes=("onzin",)), Refused),
        (Labels(levels=("onbekend",)), Refused),
        (Labels(target_groups=("wonen",)), Refused),
        (Labels(themes=("wonen", "wonen")), Refused),
        (Labels(themes=("wonen", "werk", "jeugd", "digitaal")), TooManyThemes),
    ],
)
def test_what_cannot_be_is_refused(
    context: Context, place: Place, processor: Person, signal_id: uuid.UUID, labels: Labels, error: type[Exception]
) -> None:
    with pytest.raises(error):
        label(context, processor, signal_id, labels)
    assert labellings(context, place, signal_id) == []


def test_who_may_not_and_whose_it_is_not(
    context: Context, place: Place, processor: Person, neighbour: Person, signal_id: uuid.UUID
) -> None:
    with pytest.raises(NotAllowed):
        label(context, hire(context, place, "beheerder", "it@example.org"), signal_id, HOUSING)
    with pytest.raises(NotFound):
        label(context, neighbour, signal_id, HOUSING)
    with pytest.raises(Refused):
        label(context, processor, signal_id, HOUSING, seen="2026-01-01T00:00:00+00:00")
    assert labels_of(context, place, signal_id) == {}


def test_words_that_are_gone_take_the_proposal_along_and_cannot_be_labelled(
    context: Context, place: Place, processor: Person, signal_id: uuid.UUID
) -> None:
    label(context, processor, signal_id, HOUSING)
    with context.store.tenant(place.id) as session:
        withdraw(session, session.get_one(Signal, signal_id))
    with context.store.tenant(place.id) as session:
        assert session.get(Proposal, signal_id) is None
    with pytest.raises(NotPossible):
        label(context, processor, signal_id, ENERGY, seen=read(context, processor, signal_id).seen)
    shown = read(context, processor, signal_id)
    assert (shown.labels, shown.text, shown.proposed.state) == (HOUSING, "", "waiting")


def test_where_the_model_is_off_nothing_was_proposed(
    context: Context, place: Place, processor: Person, signal_id: uuid.UUID
) -> None:
    with context.store.tenant(place.id) as session:
        session.execute(update(Municipality).values(settings={"model": False}))
    off = replace(processor, place=replace(place, settings={"model": False}))
    assert read(context, off, signal_id).proposed.state == "off"
    label(context, off, signal_id, HOUSING)
    [kept] = labellings(context, place, signal_id)
    assert (kept["model"], facets(kept)) == (None, ([], [], ["wonen"]))


def test_what_the_reporter_said_stays_hers(context: Context, place: Place, processor: Person) -> None:
    signal_id = tell(context, place, kinds=("tekort", "regelgeving"), rule="vlaams")
    with context.store.tenant(place.id) as session:
        session.execute(update(Signal).values(themes=["wonen"]))
    label(context, processor, signal_id, Labels(themes=("werk",), kinds=("informatie",)))
    shown = read(context, processor, signal_id)
    assert dict(shown.answers)["Waar het knelt"] == ("Te weinig aanbod", "Regels")
    assert dict(shown.answers)["Wie de regel maakt"] == ("Vlaanderen",)
    assert (shown.told["themes"], shown.labels.themes) == (["wonen"], ("werk",))
    undo(context, processor, signal_id, shown.seen)
    assert labels_of(context, place, signal_id) == {
        "themes": ["wonen"], "kinds": ["tekort", "regelgeving"], "levels": ["vlaams"],
    }  # fmt: skip


def test_yes_leaves_what_the_reporter_said_and_adds_what_is_proposed(
    context: Context, place: Place, processor: Person
) -> None:
    signal_id = tell(context, place, kinds=("tekort",))
    propose(context, place, signal_id, themes=sure(wonen=0.9, werk=0.8, jeugd=0.7), kinds=sure(informatie=0.7))
    with context.store.tenant(place.id) as session:
        session.execute(update(Signal).values(themes=["digitaal", "werk"]))
    shown = read(context, processor, signal_id)
    together = accepting(shown.labels, shown.proposed)
    assert (together.themes, together.kinds) == (("digitaal", "werk", "wonen"), ("tekort", "informatie"))
    label(context, processor, signal_id, together, ACCEPT)
    [kept] = labellings(context, place, signal_id)
    assert (kept["via"], facets(kept)[0]) == (ACCEPT, ["wonen", "werk", "jeugd"])
