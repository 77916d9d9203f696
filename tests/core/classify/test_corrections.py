"""Corrections: the last word of processors on their own signals, shared out to learn from and to judge by."""

import uuid
from typing import Any

import pytest
from sqlalchemy import update

from core.classify.corrections import ENOUGH, WEIGHT, Correction, enough, read_corrections, share_out, too_few
from core.classify.examples import Example, name_text
from core.classify.labels import FACETS, read_labels
from core.context import Context
from core.municipalities import Place
from core.privacy.erase import empty_signal, withdraw
from core.store.tables import Journal, Signal
from tests.admin.panel import tell

LABELS = read_labels()
CARE = "Ouders in onze wijk vinden geen opvang voor hun peuter en moeten hun werk opzeggen."
RENT = "Gezinnen wachten acht jaar op een sociale woning en betalen intussen te veel huur."
ANN, BOB = uuid.UUID(int=1), uuid.UUID(int=2)


def label(context: Context, place: Place, signal_id: uuid.UUID, by: uuid.UUID = ANN, **details: Any) -> None:
    """Label a signal as the panel does."""
    new = {"themes": ["gezin-opvang", "werk"], "target_groups": ["gezinnen"], "kinds": ["tekort"], "levels": ["lokaal"]}
    new |= details.pop("new", {})
    facets: dict[str, Any] = {facet: {"proposed": [], "old": [], "new": new[facet]} for facet in FACETS}
    with context.store.tenant(place.id) as session:
        signal = session.get_one(Signal, signal_id)
        signal.labelled_at = context.clock()
        told: dict[str, Any] = {"model": None, "via": "correct", "facets": facets, **details}
        session.add(
            Journal(
                municipality_id=place.id, signal_id=signal_id, what="labelled", actor="staff", staff_id=by, details=told
            )
        )


def read(context: Context, place: Place) -> list[Correction]:
    with context.store.tenant(place.id) as session:
        return read_corrections(session, LABELS)


def test_the_last_word_on_a_signal_is_a_correction_with_its_text_as_it_is_now(context: Context, place: Place) -> None:
    told = tell(context, place, CARE)
    label(context, place, told, new={"themes": ["onderwijs"]})
    label(context, place, told, by=BOB)
    with context.store.tenant(place.id) as session:
        session.execute(update(Signal).values(text=f"{CARE} En [naam] ook."))
    [found] = read(context, place)
    assert found.example.text == f"{CARE} En [naam] ook."
    assert found.example.keys["themes"] == ("gezin-opvang", "werk")
    assert found.example.keys["levels"] == ("lokaal",)
    assert found.example.structural
    assert found.by == BOB
    label(context, place, told, structural=False, new={"kinds": ["onbekende-sleutel"]})
    [found] = read(context, place)
    assert not found.example.structural
    assert found.example.keys["kinds"] == ()


def test_nobody_learns_from_another_municipality(context: Context, place: Place, other_place: Place) -> None:
    label(context, place, tell(context, place, CARE))
    label(context, other_place, tell(context, other_place, RENT))
    assert [found.example.text for found in read(context, place)] == [CARE]
    assert [found.example.text for found in read(context, other_place)] == [RENT]


def test_what_is_gone_undone_or_unsaid_teaches_nothing(context: Context, place: Place) -> None:
    emptied, gone, undone, rejected = (tell(context, place, f"{CARE} Het is de keer {n}.") for n in range(4))
    tell(context, place, RENT)
    french = tell(context, place, "Les familles attendent huit ans un logement social et paient trop cher pour elles.")
    for signal in (emptied, gone, undone, french):
        label(context, place, signal)
    label(context, place, rejected, via="reject")
    with context.store.tenant(place.id) as session:
        empty_signal(session.get_one(Signal, emptied))
        withdraw(session, session.get_one(Signal, gone))
        session.get_one(Signal, undone).labelled_at = None
    assert read(context, place) == []
    label(context, place, rejected, via="reject", structural=False)
    assert [found.example.structural for found in read(context, place)] == [False]


def say(number: int, by: uuid.UUID = ANN, theme: str = "werk") -> Correction:
    text = f"Verhaal nummer {number} van iemand"
    keys = {"themes": (theme,), "target_groups": (), "kinds": (), "levels": ()}
    return Correction(Example(name_text(text), text, keys, structural=True), by)


def test_a_tenth_is_kept_apart_by_its_text_and_no_training_sees_it() -> None:
    said = [say(number) for number in range(1000)]
    written = [say(number).example for number in range(1000, 21_000)]
    shared = share_out(said, written)
    assert 70 <= len(shared.apart) <= 130
    assert len(shared.learned) + len(shared.apart) == 1000
    assert not {example.id for example in shared.learned} & {example.id for example in shared.apart}
    assert share_out(said[::-1], written).apart == shared.apart[::-1]
    assert share_out(said, [*written, shared.apart[0]]).apart == shared.apart[1:]
    assert enough(shared.apart)
    assert not enough(shared.apart[: ENOUGH - 1])
    assert f"{ENOUGH - 1} corrections" in too_few(shared.apart[: ENOUGH - 1])


@pytest.mark.parametrize("one", [ANN, None])
def test_one_person_says_at_most_a_fifth(one: uuid.UUID | None) -> None:
    said = [Correction(say(number).example, one) for number in range(100)] + [say(200 + n, BOB) for n in range(15)]
    written = [say(number).example for number in range(1000, 1200)]
    shared = share_out(said, written)
    hers = [correction.example for correction in said if correction.by == one and not correction.apart]
    kept = [example for example in shared.learned if example in hers]
    assert kept == hers[: len(kept)]  # the newest
    assert shared.too_many == len(hers) - len(kept) > 0
    everything = sum(not example.frozen for example in written) + WEIGHT * len(shared.learned)
    assert 0.1 < WEIGHT * len(kept) / everything <= 0.2
    assert len(shared.learned) - len(kept) > 10
