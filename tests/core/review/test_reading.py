"""Opening and reading one signal."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from core.context import Context
from core.errors import NotAllowed, NotFound
from core.municipalities import Place
from core.review.reading import open_signal, read_signal
from core.store.tables import Audit, Journal
from tests.admin.panel import CANARY, STORY, status_of, tell
from tests.core.people.staffing import Person, hire


def open_(context: Context, person: Person, signal_id: uuid.UUID) -> None:
    with context.store.tenant(person.place.id) as session:
        open_signal(session, person.present(), signal_id)


def journal(context: Context, place: Place) -> list[tuple[str, str, object]]:
    with context.store.tenant(place.id) as session:
        return [(e.what, e.actor, e.staff_id) for e in session.scalars(select(Journal).order_by(Journal.id))]


def test_opening_puts_a_new_signal_in_review(context: Context, place: Place, processor: Person) -> None:
    signal_id = tell(context, place)
    open_(context, processor, signal_id)
    assert status_of(context, place, signal_id) == "in-nazicht"
    assert journal(context, place)[1:] == [("opened", "staff", processor.id)]


def test_opening_again_only_leaves_a_trace_in_the_audit(context: Context, place: Place, processor: Person) -> None:
    signal_id = tell(context, place)
    open_(context, processor, signal_id)
    open_(context, processor, signal_id)
    assert len(journal(context, place)) == 2
    with context.store.tenant(place.id) as session:
        acts = [(a.action, a.subject) for a in session.scalars(select(Audit)) if a.action.startswith("signal")]
    assert acts == [("signal.opened", str(signal_id))] * 2


def test_two_who_open_at_once_open_it_once(context: Context, place: Place, processor: Person) -> None:
    signal_id = tell(context, place)
    with ThreadPoolExecutor(1) as other:
        with context.store.tenant(place.id) as session:
            open_signal(session, processor.present(), signal_id)
            second = other.submit(open_, context, processor, signal_id)
            with pytest.raises(TimeoutError):
                second.result(timeout=1)  # it waits for the first
        second.result(timeout=60)
    assert [what for what, _, _ in journal(context, place)] == ["received", "opened"]


def test_withdrawn_signal_stays_withdrawn(context: Context, place: Place, processor: Person) -> None:
    signal_id = tell(context, place)
    with context.store.tenant(place.id) as session:
        from core.privacy.erase import withdraw
        from core.store.tables import Signal

        withdraw(session, session.scalars(select(Signal)).one())
    open_(context, processor, signal_id)
    assert status_of(context, place, signal_id) == "ingetrokken"


def test_signal_of_another_municipality_is_unknown(context: Context, other_place: Place, processor: Person) -> None:
    theirs = tell(context, other_place)
    for id_ in (theirs, uuid.uuid4()):
        with pytest.raises(NotFound):
            open_(context, processor, id_)
        with context.store.tenant(processor.place.id) as session, pytest.raises(NotFound):
            read_signal(session, processor.present(), id_)
    assert status_of(context, other_place, theirs) == "nieuw"


def test_who_runs_accounts_reads_no_signals(context: Context, place: Place) -> None:
    keeper = hire(context, place, "beheerder", "it@example.org")
    signal_id = tell(context, place)
    with context.store.tenant(place.id) as session:
        with pytest.raises(NotAllowed):
            open_signal(session, keeper.present(), signal_id)
        with pytest.raises(NotAllowed):
            read_signal(session, keeper.present(), signal_id)


def test_answers_are_shown_by_their_labels(context: Context, place: Place, processor: Person) -> None:
    signal_id = tell(
        context, place, trend="erger", kinds=("tekort", "regelgeving"), rule="vlaams", impact="Ze verhuizen.",
        organisation="De Regenboog", pattern="nee",
    )  # fmt: skip
    open_(context, processor, signal_id)
    with context.store.tenant(place.id) as session:
        shown = read_signal(session, processor.present(), signal_id)
    answers = dict(shown.answers)
    assert answers["Bij hoeveel mensen"] == ("Veel (meer dan 5)",)
    assert answers["Nieuw of al langer"] == ("Het wordt erger",)
    assert len(answers["Waar het knelt"]) == 2
    assert answers["Wie de regel maakt"] == ("Vlaanderen",)
    assert answers["Gevolg"] == ("Ze verhuizen.",)
    assert (shown.sector, shown.organisation, shown.text) == ("Onderwijs en CLB", "De Regenboog", STORY)
    assert shown.flags == ("individual",)
    assert [(entry.what, entry.by) for entry in shown.journal] == [("received", ""), ("opened", processor.email)]
    assert CANARY not in repr(shown)
