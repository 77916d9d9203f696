"""The coordinator of an organisation: its signals and no others, what she advises, and what she enters for it."""

import uuid
from dataclasses import replace

import pytest
from sqlalchemy import event, select

from core.context import Context
from core.errors import NotAllowed, NotFound, NotPossible
from core.intake.on_behalf import Told, enter_signal
from core.municipalities import Place
from core.people.roles import ORGANISATIE
from core.people.sessions import Present
from core.review.organisation import list_own, list_own_fiches, read_own, read_own_fiche
from core.review.reading import read_signal
from core.review.weighing import NothingSaid, read_weighings, weigh_signal
from core.store.tables import Fiche, FicheSignal, Journal, Signal
from tests.admin.panel import tell
from tests.core.people.staffing import hire

HOUSE = "Huis van het Kind"


@pytest.fixture
def present(context: Context, place: Place) -> Present:
    return replace(hire(context, place, ORGANISATIE, "oc@example.org").present(), organisation=HOUSE)


def test_she_sees_her_organisation_however_it_is_written_and_nothing_else(
    context: Context, place: Place, present: Present
) -> None:
    mine = {tell(context, place, organisation=name) for name in (HOUSE, "  huis VAN het  kind ")}
    others = [tell(context, place, organisation=name) for name in ("Huis van het Kindje", "")]
    with context.store.tenant(place.id) as session:
        assert {line.id for line in list_own(session, present).lines} == mine
        assert list_own(session, replace(present, organisation="")).lines == ()
        assert {read_own(session, present, signal).id for signal in mine} == mine
        for other in (*others, uuid.uuid4()):
            with pytest.raises(NotFound):
                read_own(session, present, other)
            with pytest.raises(NotFound):
                weigh_signal(session, present, other, "intern", "")
        for signal in mine:
            with pytest.raises(NotAllowed):
                read_signal(session, present, signal)


def test_fiches_are_those_that_her_signals_carry_now(context: Context, place: Place, present: Present) -> None:
    mine, other = tell(context, place, organisation=HOUSE), tell(context, place, organisation="Elders")
    with context.store.tenant(place.id) as session:
        fiches = [Fiche(municipality_id=place.id, number=number, title=f"Fiche {number}") for number in (1, 2, 3)]
        session.add_all(fiches)
        session.flush()
        for fiche, signals in zip(fiches, ((mine, other), (other,), (mine,)), strict=True):
            session.add_all(FicheSignal(municipality_id=place.id, fiche_id=fiche.id, signal_id=one) for one in signals)
        session.flush()
        gone = session.scalars(select(FicheSignal).where(FicheSignal.fiche_id == fiches[2].id)).one()
        gone.released_at = context.clock()
        session.flush()
        assert [fiche.number for fiche in list_own_fiches(session, present)[0]] == [1]
        assert [signal for signal, *_ in read_own_fiche(session, present, 1).own] == [mine]
        for number in (2, 3, 99):
            with pytest.raises(NotFound):
                read_own_fiche(session, present, number)


def test_advice_is_kept_once_screened_journaled_and_only_while_nothing_is_decided(
    context: Context, place: Place, present: Present
) -> None:
    signal = tell(context, place, organisation=HOUSE)
    remark = "Bel Jan Peeters op 0470 12 34 56, we lossen dit zelf op."
    with context.store.tenant(place.id) as session:
        with pytest.raises(NothingSaid):
            weigh_signal(session, present, signal, "misschien", " ")
        assert weigh_signal(session, present, signal, "intern", remark)
        assert not weigh_signal(session, present, signal, "intern", remark)
        assert weigh_signal(session, present, signal, "extern", "")
        processor = hire(context, place).present()
        weighed = read_weighings(session, processor, signal)
        assert [(one.advice, one.by) for one in weighed] == [("extern", "oc@example.org")]
        entries = session.scalars(select(Journal).where(Journal.signal_id == signal, Journal.what == "weighed")).all()
        assert [entry.details for entry in entries] == [{"to": "intern"}, {"to": "extern"}]
        weigh_signal(session, present, signal, "intern", remark)
        kept = read_own(session, present, signal).weighed
        assert kept is not None
        assert "0470" not in kept.remark
        session.get_one(Signal, signal).status = "intern"
        session.flush()
        with pytest.raises(NotPossible):
            weigh_signal(session, present, signal, "extern", "")
        with pytest.raises(NotAllowed):
            read_weighings(session, present, signal)


def test_what_she_enters_is_of_her_organisation_whatever_the_form_says(
    context: Context, place: Place, present: Present
) -> None:
    told = Told(
        {"story": "Ouders wachten maanden op een plaats in de opvang.", "impact": "", "suggestion": ""},
        {"breadth": "veel", "organisation": "Elders"},
        "telefoon",
    )
    with context.store.tenant(place.id) as session:
        entered = enter_signal(session, context, present, told, uuid.uuid4())
        assert isinstance(entered, Signal)
        assert entered.organisation == HOUSE
        assert read_own(session, present, entered.id).number == entered.number
        with pytest.raises(NotPossible):
            enter_signal(session, context, replace(present, organisation=""), told, uuid.uuid4())


def test_a_page_of_thirty_takes_as_many_queries_as_one_of_one(context: Context, place: Place, present: Present) -> None:
    def count() -> int:
        ran: list[str] = []
        with context.store.tenant(place.id) as session:
            event.listen(session.connection(), "before_cursor_execute", lambda *args: ran.append(str(args[2])))
            list_own(session, present)
        return len(ran)

    tell(context, place, organisation=HOUSE)
    assert count() == 2  # the signals, and the fiches that they carry
    for _ in range(29):
        tell(context, place, organisation=HOUSE)
    assert count() == 2
