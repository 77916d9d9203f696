"""What a fiche holds: examples, figures, labels by hand, a log, other fiches; personal data is asked about."""

import uuid
from datetime import date

import pytest
from sqlalchemy import select, update

from core.context import Context
from core.errors import NotAllowed, NotFound, NotPossible, Refused
from core.municipalities import Place
from core.review.decide import decide_signal
from core.review.decision import BUNDLED, Decision
from core.review.fiche_content import Content, read_content
from core.review.fiche_items import LacksWords, NewItem, add_item, remove_item
from core.review.fiche_labels import TooMany, follow_signals, set_labels
from core.review.fiche_links import NoSuchFiche, come_back, refer, unrefer
from core.review.fiche_log import NoWords, note_progress
from core.review.fiche_reading import FicheFilters, FicheShown, list_fiches, read_fiche
from core.review.fiches import Behind, Changed, Wording, edit_fiche
from core.review.personal import HIDE, KEEP, Handling, HasPersonal
from core.store.tables import Fiche, Municipality
from tests.admin.panel import tell
from tests.core.people.staffing import Person, hire

FIGURE = NewItem("cijfer", "214 gezinnen wachten.", "Jaarverslag", date(2026, 1, 31))
NAMED = "Mevrouw Fatima Janssens wacht al een jaar."


@pytest.fixture
def opened(context: Context, place: Place, processor: Person) -> uuid.UUID:
    """A signal from which fiche 1 was opened; fiche 2 is empty."""
    signal_id = tell(context, place)
    with context.store.tenant(place.id) as session:
        decide_signal(session, processor.present(), signal_id, Decision(BUNDLED, title="Wonen"), "")
        session.execute(update(Municipality).values(next_fiche=3))
        session.add(Fiche(municipality_id=place.id, number=2, title="Huren", status="afgerond", outcome="deels"))
    return signal_id


def look(context: Context, person: Person, number: int = 1) -> tuple[FicheShown, Content]:
    with context.store.tenant(person.place.id) as session:
        shown = read_fiche(session, person.present(), number)
        return shown, read_content(session, person.present(), shown)


@pytest.mark.usefixtures("opened")
def test_examples_and_figures_come_and_go_with_who_and_when(context: Context, place: Place, processor: Person) -> None:
    present = processor.present()
    with context.store.tenant(place.id) as session:
        assert add_item(session, present, 1, FIGURE)
        assert not add_item(session, present, 1, FIGURE), "the same form twice"
    with context.store.tenant(place.id) as session:  # later: what came at one moment has no order
        assert add_item(session, present, 1, NewItem("voorbeeld", "Een gezin slaapt bij familie.", "x", date.min))
        for new, wrong in (
            (NewItem("cijfer", "214"), ("source", "dated")), (NewItem("voorbeeld", " "), ("text",)),
        ):  # fmt: skip
            with pytest.raises(LacksWords) as lacks:
                add_item(session, present, 1, new)
            assert lacks.value.names == wrong
    (figure, example) = look(context, processor)[1].items
    assert (figure.text, figure.source, figure.dated) == (FIGURE.text, FIGURE.source, FIGURE.dated)
    assert figure.by == processor.email
    assert (example.source, example.dated) == ("", None)
    with context.store.tenant(place.id) as session:
        assert remove_item(session, present, 1, figure.id)
        assert not remove_item(session, present, 1, figure.id)
    shown, content = look(context, processor)
    assert [item.kind for item in content.items] == ["voorbeeld"]
    assert shown.journal[-1].details["note"] == FIGURE.text


@pytest.mark.usefixtures("opened")
def test_personal_data_is_hidden_or_kept_with_a_reason_and_asked_once(
    context: Context, place: Place, processor: Person
) -> None:
    present = processor.present()
    with context.store.tenant(place.id) as session:
        for handling in (Handling(), Handling(KEEP), Handling("onzin", "omdat")):
            with pytest.raises(HasPersonal) as found:
                edit_fiche(session, present, 1, Wording("Wonen", NAMED), 1, handling)
            assert "Janssens" in " ".join(found.value.words)
        assert edit_fiche(session, present, 1, Wording("Wonen", NAMED), 1, Handling(HIDE)) == Changed(changed=True)
        assert "Janssens" not in session.scalars(select(Fiche.description).where(Fiche.number == 1)).one()
        kept = Handling(KEEP, "Fatima Janssens is een straat")
        assert edit_fiche(session, present, 1, Wording("Wonen", NAMED), 2, kept) == Changed(changed=True)
        again = Wording("Wonen", NAMED + " Dat duurt lang.")
        assert edit_fiche(session, present, 1, again, 3) == Changed(changed=True), "kept words are not asked again"
        with pytest.raises(HasPersonal):
            add_item(session, present, 1, NewItem("voorbeeld", "Bel 0470 12 34 56."))
        assert note_progress(session, present, 1, NAMED)
    shown = look(context, processor)[0]
    reasons = [entry.details["reason"] for entry in shown.journal if entry.details.get("reason")]
    assert len(reasons) == 1
    assert not any("Janssens" in str(entry.details) for entry in shown.journal), "nothing of it in the journal"


def test_labels_by_hand_stay_until_the_signals_are_followed_again(
    context: Context, place: Place, processor: Person, coordinator: Person, opened: uuid.UUID
) -> None:
    present = processor.present()
    chosen = {"themes": ("jeugd",), "rights": ("onderwijs",)}
    with context.store.tenant(place.id) as session:
        assert set_labels(session, present, 1, chosen, 1) == Changed(changed=True)
        assert set_labels(session, present, 1, chosen, 1) == Changed(changed=False)
        assert isinstance(set_labels(session, coordinator.present(), 1, {}, 1), Behind)
        with pytest.raises(TooMany):
            set_labels(session, present, 1, {"themes": ("jeugd", "wonen", "onderwijs", "digitaal")}, 2)
        with pytest.raises(Refused):
            set_labels(session, present, 1, {"rights": ("onzin",)}, 2)
    with context.store.tenant(place.id) as session:
        decide_signal(session, present, tell(context, place), Decision(BUNDLED, fiche=1), "")
    content = look(context, processor)[1]
    assert (content.keys["themes"], content.rights, content.follows) == (("jeugd",), ("Onderwijs",), False)
    with context.store.tenant(place.id) as session:
        assert follow_signals(session, present, 1, 2) == Changed(changed=True)
        assert follow_signals(session, present, 1, 2) == Changed(changed=False)
    content = look(context, processor)[1]
    assert (content.keys["themes"], content.rights, content.follows) == ((), ("Onderwijs",), True)
    with context.store.tenant(place.id) as session:  # rights alone are nobody's signals
        set_labels(session, present, 1, {**content.keys, "rights": ()}, 3)
    assert look(context, processor)[1].follows
    assert opened


@pytest.mark.usefixtures("opened")
def test_fiches_name_each_other_both_ways(context: Context, place: Place, processor: Person) -> None:
    present = processor.present()
    with context.store.tenant(place.id) as session:
        assert refer(session, present, 1, 2)
        assert not refer(session, present, 2, 1)
        for other in (1, 9):
            with pytest.raises(NoSuchFiche):
                refer(session, present, 1, other)
    assert [named.number for named in look(context, processor, 1)[1].links.see] == [2]
    assert [named.number for named in look(context, processor, 2)[1].links.see] == [1]
    with context.store.tenant(place.id) as session:
        assert unrefer(session, present, 2, 1)
        assert not unrefer(session, present, 1, 2)
    assert look(context, processor, 1)[1].links.see == ()


@pytest.mark.usefixtures("opened")
def test_a_closed_problem_comes_back_in_a_new_fiche(context: Context, place: Place, processor: Person) -> None:
    present = processor.present()
    with context.store.tenant(place.id) as session:
        with pytest.raises(NotPossible):
            come_back(session, present, 1)
        new = come_back(session, present, 2)
        assert come_back(session, present, 2) == new, "the same form twice"
    shown, content = look(context, processor, new)
    assert (shown.title, shown.status) == ("Huren", "ontwerp")
    assert content.links.before is not None
    assert content.links.before.number == 2
    assert [named.number for named in look(context, processor, 2)[1].links.after] == [new]
    with context.store.tenant(place.id) as session:
        listed = list_fiches(session, present, FicheFilters())
    assert {line.number: line.recurring for line in listed.lines} == {1: False, 2: False, new: True}


@pytest.mark.usefixtures("opened")
def test_the_log_takes_words_once(context: Context, place: Place, processor: Person, neighbour: Person) -> None:
    present = processor.present()
    with context.store.tenant(place.id) as session:
        assert note_progress(session, present, 1, "Overleg met de huurdienst.")
        assert not note_progress(session, present, 1, "Overleg met de huurdienst. ")
        with pytest.raises(NoWords):
            note_progress(session, present, 1, " ")
    noted = [entry for entry in look(context, processor)[0].journal if entry.what == "fiche.noted"]
    assert [(entry.by, entry.details) for entry in noted] == [(processor.email, {"note": "Overleg met de huurdienst."})]
    keeper = hire(context, place, "beheerder", "it@example.org").present()
    with context.store.tenant(place.id) as session:
        for act in (
            lambda: note_progress(session, keeper, 1, "x"), lambda: add_item(session, keeper, 1, FIGURE),
            lambda: set_labels(session, keeper, 1, {}, 1), lambda: refer(session, keeper, 1, 2),
            lambda: come_back(session, keeper, 2), lambda: remove_item(session, keeper, 1, uuid.uuid4()),
        ):  # fmt: skip
            with pytest.raises(NotAllowed):
                act()
    with context.store.tenant(neighbour.place.id) as session, pytest.raises(NotFound):
        note_progress(session, neighbour.present(), 1, "x")
