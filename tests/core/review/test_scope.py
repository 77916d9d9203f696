"""How far a role reaches: one's own fiches, the ones that are shown, and nothing that was not asked for so."""

import pytest
from sqlalchemy import update

from core.context import Context
from core.errors import NotAllowed, NotFound
from core.municipalities import Place
from core.people.roles import BELEIDSMAKER, ORGANISATIE, TREKKER, WERKGROEP
from core.review.fiche_reading import FicheFilters, list_fiches, read_fiche
from core.store.tables import Fiche
from tests.core.people.staffing import Person, hire

PULLED, IN_ACTION, DRAFT = 1, 2, 3


@pytest.fixture
def puller(context: Context, place: Place) -> Person:
    person = hire(context, place, TREKKER, "trekker@example.org")
    with context.store.tenant(place.id) as session:
        for number, status in ((PULLED, "ontwerp"), (IN_ACTION, "in-actie"), (DRAFT, "ontwerp")):
            session.add(Fiche(municipality_id=place.id, number=number, title=f"Fiche {number}", status=status))
        session.flush()
        session.execute(update(Fiche).where(Fiche.number == PULLED).values(puller_id=person.id))
    return person


@pytest.mark.parametrize(
    ("role", "seen"),
    [(TREKKER, {PULLED}), (BELEIDSMAKER, {IN_ACTION}), (WERKGROEP, {PULLED, IN_ACTION, DRAFT})],
)
def test_lists_and_fiches_go_as_far_as_the_role(
    context: Context, place: Place, puller: Person, role: str, seen: set[int]
) -> None:
    present = puller.present() if role == TREKKER else hire(context, place, role).present()
    with context.store.tenant(place.id) as session:
        listed = list_fiches(session, present, FicheFilters())
        assert {line.number for line in listed.lines} == seen
        assert listed.total == len(seen)
        for number in (PULLED, IN_ACTION, DRAFT):
            if number in seen:
                assert read_fiche(session, present, number).number == number
            else:
                with pytest.raises(NotFound):
                    read_fiche(session, present, number)


def test_who_has_no_reach_is_refused(context: Context, place: Place) -> None:
    present = hire(context, place, ORGANISATIE).present()
    with context.store.tenant(place.id) as session, pytest.raises(NotAllowed):
        list_fiches(session, present, FicheFilters())


def test_what_does_not_ask_how_far_is_refused_to_a_limited_role(puller: Person) -> None:
    assert puller.present().may("fiches.read")
    with pytest.raises(NotAllowed):
        puller.present().must("fiches.read")
