"""Looking at an address: with the right, a reason and a trace."""

import uuid

import pytest
from sqlalchemy import select

from core.context import Context
from core.errors import NotAllowed, NotFound, Refused
from core.municipalities import Place
from core.review.contacting import Address, look_at_contact
from core.store.tables import Audit
from tests.admin.panel import CANARY, tell
from tests.core.people.staffing import Person

REASON = "We willen een vraag stellen over de bus."


def look(context: Context, person: Person, signal_id: uuid.UUID, reason: str = REASON) -> tuple[Address, ...]:
    with context.store.tenant(person.place.id) as session:
        return look_at_contact(session, context, person.present(), signal_id, reason)


def test_looking_shows_the_address_and_is_noted(context: Context, place: Place, coordinator: Person) -> None:
    signal_id = tell(context, place)
    assert look(context, coordinator, signal_id) == (Address("mail", CANARY),)
    with context.store.tenant(place.id) as session:
        act = session.scalars(select(Audit)).one()
        assert (act.action, act.subject, act.reason) == ("contact.looked", str(signal_id), REASON)
        assert act.staff_id == coordinator.id


def test_processor_may_not_look(context: Context, place: Place, processor: Person) -> None:
    signal_id = tell(context, place)
    with pytest.raises(NotAllowed):
        look(context, processor, signal_id)


@pytest.mark.parametrize("reason", ["", "   ", "zomaar", "a\x00" * 5])
def test_looking_needs_a_reason(context: Context, place: Place, coordinator: Person, reason: str) -> None:
    signal_id = tell(context, place)
    with pytest.raises(Refused):
        look(context, coordinator, signal_id, reason)


def test_neighbour_finds_nothing(context: Context, place: Place, neighbour: Person) -> None:
    with pytest.raises(NotFound):
        look(context, neighbour, tell(context, place))


def test_who_wanted_no_answer_is_unknown(context: Context, place: Place, coordinator: Person) -> None:
    assert look(context, coordinator, tell(context, place, feedback="nee")) == ()
