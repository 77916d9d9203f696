"""The fiches that are most like a signal: by their signals' vectors, open ones of the same municipality only."""

from dataclasses import replace

from sqlalchemy import select

from core.classify.nearest import find_nearest_fiches
from core.classify.proposing import Proposing
from core.classify.shelf import Shelf
from core.context import Context
from core.municipalities import Place
from core.review.decide import decide_signal
from core.review.decision import BUNDLED, Decision
from core.store.tables import Fiche
from tests.admin.panel import tell
from tests.core.people.staffing import Person, hire

CARE = "Ouders vinden geen opvang voor hun peuter en moeten hun werk opzeggen."
AGAIN = "Ouders vinden nergens opvang voor hun peuter, sommige moeders zeggen hun werk op."
RENT = "Gezinnen wachten acht jaar op een sociale woning en betalen intussen te veel huur voor een vochtig huis."


def open_fiche(context: Context, person: Person, story: str, title: str) -> None:
    """Open a fiche from a new signal."""
    signal_id = tell(context, person.place, story)
    with context.store.tenant(person.place.id) as session:
        decide_signal(session, person.present(), signal_id, Decision(BUNDLED, title=title), "")


def test_the_nearest_fiche_is_that_of_the_same_problem(context: Context, place: Place, other_place: Place) -> None:
    context = replace(context, shelf=Shelf("", context.settings.data))
    model = context.shelf.model()
    assert model is not None
    person = hire(context, place)
    open_fiche(context, person, RENT, "Wonen")
    open_fiche(context, person, AGAIN, "Opvang")
    open_fiche(context, person, AGAIN, "Opvang, afgerond")
    open_fiche(context, hire(context, other_place, email="buur@example.org"), CARE, "Van de buren")
    with context.store.tenant(place.id) as session:
        session.add(Fiche(municipality_id=place.id, number=9, title="Zonder signalen"))
        closed = session.scalars(select(Fiche).where(Fiche.number == 3)).one()
        closed.status, closed.outcome = "afgerond", "opgelost"
    asked = tell(context, place, CARE)
    with context.store.tenant(place.id) as session:
        assert find_nearest_fiches(session, model, asked) == (), "it waits for its vector"
    Proposing(context).work_off()
    with context.store.tenant(place.id) as session:
        near = find_nearest_fiches(session, model, asked)
        decide_signal(session, person.present(), asked, Decision(BUNDLED, fiche=2), "")
        after = find_nearest_fiches(session, model, asked)
    assert [fiche.title for fiche in near] == ["Opvang", "Wonen"]
    assert near[0].likeness > near[1].likeness
    assert [fiche.title for fiche in after] == ["Wonen"], "the one that it is in is left out"
