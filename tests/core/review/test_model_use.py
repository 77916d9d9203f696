"""How a model is used, from the journal: what stands counts once, undone and unread never, others' nowhere."""

import uuid
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from core.context import Context
from core.errors import NotAllowed
from core.municipalities import Place
from core.people.sessions import Present
from core.review.labelling import Labels, label_signal, stamp, undo_labelling
from core.review.model_use import Use, read_use
from core.review.use_counts import Tally
from core.store.tables import Journal, Proposal, Signal
from core.store.tables.model import SKIPPED
from core.store.tables.signal import ONLY_WEIGHT
from tests.core.people.staffing import Person
from tests.proposals import propose, sure

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


def tell(context: Context, place: Place, days: int = 1, **received: Any) -> uuid.UUID:
    """Let a signal come in so many days ago; `received`: what the journal notes of it."""
    with context.store.tenant(place.id) as session:
        signal = Signal(
            municipality_id=place.id, number=0, conversation_id=uuid.uuid4(), started_at=NOW, text="De bus.",
            channel="web", sector="onderwijs",
        )  # fmt: skip
        signal.number = session.query(Signal).count() + 1
        signal.received_at = NOW - timedelta(days=days)
        session.add(signal)
        session.flush()
        entry = Journal(
            municipality_id=place.id, signal_id=signal.id, what="received", actor="reporter", details=received
        )
        session.add(entry)
        return signal.id


def label(context: Context, person: Person, signal_id: uuid.UUID, *themes: str, undo: bool = False) -> None:
    with context.store.tenant(person.place.id) as session:
        seen = stamp(session.get_one(Signal, signal_id).labelled_at)
        if undo:
            undo_labelling(session, person.present(), signal_id, seen)
        else:
            label_signal(session, person.present(), signal_id, Labels(themes), "correct", seen)


def read(context: Context, person: Person, days: int = 0, at: datetime = NOW) -> Use:
    with context.store.tenant(person.place.id) as session:
        return read_use(session, person.present(), days, at)


def test_the_labelling_that_stands_counts_and_what_was_undone_never_was(
    context: Context, place: Place, processor: Person
) -> None:
    ids = [tell(context, place) for _ in range(8)]
    for signal_id in ids[:7]:
        propose(context, place, signal_id, themes=sure(wonen=0.9, jeugd=0.8))
    silent = tell(context, place)
    propose(context, place, silent, themes=[])
    for signal_id in (*ids, silent):
        label(context, processor, signal_id, "wonen")
    label(context, processor, ids[1], "werk")  # the newest counts
    label(context, processor, ids[2], "werk")
    label(context, processor, ids[2], undo=True)  # back to housing
    label(context, processor, ids[3], undo=True)  # nobody labelled it
    kept = read(context, processor).kept
    assert (kept.signals, kept.all) == (7, Tally(12, 5)), "the eighth had no proposal that was made"
    assert kept.themes.shown == (Tally(6, 5, "wonen"), Tally(6, 0, "jeugd"))
    assert kept.sectors.shown == (Tally(6, 5, "onderwijs"),)


def test_what_reporters_sent_as_it_was_proposed_is_a_figure_of_its_own(
    context: Context, place: Place, processor: Person
) -> None:
    some = {"themes": ["wonen"], "target_groups": [], "model": "toets-1"}
    for days in (1, 1, 1, 100, 400):
        tell(context, place, days, proposed=some, confirmed={"themes": ["wonen"]})
    tell(context, place, proposed=some, confirmed={"themes": ["werk"], "touched": True})
    tell(context, place, proposed={**some, "themes": []}, confirmed={"themes": ["werk"], "touched": True})
    tell(context, place)
    told = [read(context, processor, days).confirmed for days in (90, 365, 0)]
    assert told == [Tally(4, 3), Tally(5, 4), Tally(6, 5)]
    assert read(context, processor).kept.all == Tally(0, 0)


def test_it_says_how_often_the_model_was_silent_and_what_waits_or_was_skipped(
    context: Context, place: Place, other_place: Place, processor: Person
) -> None:
    for themes in (sure(wonen=0.9), sure(wonen=0.9), []):
        propose(context, place, tell(context, place), themes=themes)
    propose(context, place, tell(context, place, days=200), themes=[])
    with context.store.tenant(place.id) as session:
        session.get_one(Proposal, tell(context, place)).state = "waiting"
    skipped = tell(context, place)
    propose(context, place, skipped, SKIPPED)
    weight = tell(context, place)
    propose(context, place, weight, SKIPPED)
    with context.store.tenant(place.id) as session:
        session.get_one(Signal, weight).flags = [ONLY_WEIGHT]
    propose(context, other_place, tell(context, other_place))
    use = read(context, processor, 90)
    assert (use.silent, use.waiting, use.skipped) == (Tally(3, 1), 1, 1)
    assert read(context, processor).silent == Tally(4, 2)


@contextmanager
def counted() -> Generator[list[str]]:
    """Count what is asked of the database."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_it_asks_as_often_for_many_signals_as_for_none(context: Context, place: Place, processor: Person) -> None:
    with counted() as few:
        read(context, processor)
    for _ in range(4):
        signal_id = tell(context, place)
        propose(context, place, signal_id)
        label(context, processor, signal_id, "wonen")
    with counted() as many:
        read(context, processor)
    assert len(many) == len(few)


def test_only_who_may_read_it(context: Context, place: Place, processor: Person) -> None:
    nobody = Present(processor.present().staff_id, "", "bezoeker", place, "", b"")
    with context.store.tenant(place.id) as session, pytest.raises(NotAllowed):
        read_use(session, nobody, 0, NOW)
