"""On someone's behalf: a signal as any other, screened, counted once, with its source; an address only where wanted."""

import uuid

import pytest
from sqlalchemy import select

from core.context import Context
from core.intake.on_behalf import KEEP, Lacks, Told, enter_signal
from core.intake.seat import contact_place
from core.municipalities import Place
from core.review.sums import sum_intake
from core.store.tables import Contact, Intake, Journal, Reporter, Signal
from tests.core.people.staffing import Person, hire

STORY = "Alleenstaanden vinden geen kleine huurwoning en blijven maanden bij familie slapen."
ANSWERS = {"breadth": "veel", "sector": "ocmw", "organisation": "Huis A"}


@pytest.fixture
def processor(context: Context, place: Place) -> Person:
    return hire(context, place)


def enter(context: Context, person: Person, mark: uuid.UUID | None = None, **changed: object) -> uuid.UUID | Lacks:
    given = {"words": {"story": STORY}, "answers": ANSWERS, "source": "telefoon", **changed}
    with context.store.tenant(person.place.id) as session:
        done = enter_signal(session, context, person.present(), Told(**given), mark or uuid.uuid4())  # pyright: ignore[reportArgumentType]  # fields of a test
        return done if isinstance(done, Lacks) else done.id


def test_it_is_a_signal_with_its_source_and_the_sum_holds(context: Context, place: Place, processor: Person) -> None:
    mark = uuid.uuid4()
    signal_id = enter(context, processor, mark)
    assert enter(context, processor, mark) == signal_id, "the same form twice"
    with context.store.tenant(place.id) as session:
        signal = session.get_one(Signal, signal_id)
        assert (signal.number, signal.channel, signal.source, signal.status) == (1, "desk", "telefoon", "nieuw")
        assert (signal.breadth, signal.sector, signal.organisation) == ("veel", "ocmw", "Huis A")
        assert (signal.reporter_id, signal.wants) == (None, "nee")
        entry = session.scalars(select(Journal)).one()
        assert (entry.what, entry.actor, entry.staff_id) == ("received", "staff", processor.id)
        total = sum_intake(session)
        assert (total.received, total.count("signal"), total.count("repeat"), total.adds_up) == (2, 1, 1, True)


def test_personal_data_is_asked_about_and_then_hidden_or_kept(
    context: Context, place: Place, processor: Person
) -> None:
    words = {"story": f"{STORY} Bel mevrouw Peeters op 0470 12 34 56."}
    lacks = enter(context, processor, words=words)
    assert isinstance(lacks, Lacks)
    assert list(lacks.found) == ["story"]
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(Intake)).all() == []
    hidden, kept = (
        enter(context, processor, words=words, personal="hide"),
        enter(context, processor, words=words, personal=KEEP),
    )
    with context.store.tenant(place.id) as session:
        assert "0470" not in session.get_one(Signal, hidden).text
        assert session.get_one(Signal, hidden).flags == ["hid"]
        assert "0470" in session.get_one(Signal, kept).text
        assert session.get_one(Signal, kept).flags == ["kept"]


def test_who_wants_to_hear_leaves_an_address_that_is_sealed_and_hers_alone(
    context: Context, place: Place, processor: Person
) -> None:
    first = enter(context, processor, address=" Lies@Example.org ")
    second = enter(context, processor, address="lies@example.org")
    with context.store.tenant(place.id) as session:
        contact = session.scalars(select(Contact)).one()
        assert b"lies" not in (contact.address or b"").lower()
        assert context.keys.open(contact.address or b"", contact_place(contact)).decode() == "Lies@Example.org"
        assert {session.get_one(Signal, id_).reporter_id for id_ in (first, second)} == {contact.reporter_id}
        assert len(session.scalars(select(Reporter)).all()) == 1
        assert session.get_one(Signal, first).wants == "email"


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"words": {"story": ""}}, "story"),
        ({"answers": {**ANSWERS, "breadth": ""}}, "breadth"),
        ({"answers": {**ANSWERS, "trend": "onzin"}}, "trend"),
        ({"source": ""}, "source"),
        ({"address": "geen adres"}, "address"),
    ],
)
def test_what_lacks_is_said(context: Context, processor: Person, changed: dict[str, object], wrong: str) -> None:
    lacks = enter(context, processor, **changed)  # pyright: ignore[reportArgumentType]  # fields of a test
    assert isinstance(lacks, Lacks)
    assert list(lacks.wrong) == [wrong]
