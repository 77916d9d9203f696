"""Search over signals, fiches and the log, with what was searched marked; a number always found; saved views."""

import uuid

import pytest
from sqlalchemy import event, select, text

from core.context import Context
from core.municipalities import Place
from core.review.decide import decide_signal
from core.review.decision import BUNDLED, INTERN, Decision
from core.review.fiches import Wording, edit_fiche
from core.review.listing import list_signals
from core.review.narrowing import Filters
from core.review.searching import FICHES, LOG, SIGNALS, Found, search_everything
from core.review.snippets import mark_words
from core.review.views import NoName, drop_view, list_views, save_view
from core.store.tables import SavedView, Signal
from tests.admin.panel import tell
from tests.core.people.staffing import Person


def search(context: Context, person: Person, words: str, *where: str, **narrowed: str) -> Found:
    with context.store.tenant(person.place.id) as session:
        filters = Filters(words=words, **narrowed)  # pyright: ignore[reportArgumentType]  # words only
        return search_everything(session, person.present(), filters, where or (SIGNALS, FICHES, LOG))


@pytest.fixture
def told(context: Context, place: Place, processor: Person) -> list[uuid.UUID]:
    """Two signals: one in a fiche, one intern, with a message that speaks of houses too."""
    ids = [
        tell(context, place, "Gezinnen vinden geen betaalbaar huis in de stad.", impact="Ze slapen bij vrienden."),
        tell(context, place, "De bus rijdt na zes uur niet meer naar het dorp."),
    ]
    with context.store.tenant(place.id) as session:
        present = processor.present()
        decide_signal(session, present, ids[0], Decision(BUNDLED, title="Te weinig huizen"), "")
        edit_fiche(session, present, 1, Wording("Te weinig huizen", "Gezinnen wachten lang op een woning."), 1)
        decide_signal(
            session, present, ids[1], Decision(INTERN, message="We bespreken dit in het Huis van het Kind."), ""
        )
    return ids


def marked(found: Found) -> dict[str, set[str]]:
    """Give what is marked, by where it was found."""
    hits = {"signals": found.signals, "fiches": found.fiches, "log": found.log}
    return {
        name: {words for hit in every for words, is_found in hit.pieces if is_found} for name, every in hits.items()
    }


def test_words_are_found_everywhere_and_marked_as_dutch_knows_them(
    context: Context, processor: Person, told: list[uuid.UUID]
) -> None:
    found = search(context, processor, "huis")
    assert [hit.number for hit in found.signals] == [1]
    assert [hit.number for hit in found.fiches] == [1]
    assert marked(found) == {"signals": {"huis"}, "fiches": {"huizen"}, "log": {"Huis", "huizen"}}
    assert {(hit.what, hit.signal) for hit in found.log} >= {("decided", told[1])}
    assert found.log[0].by == processor.email
    assert search(context, processor, "huis", FICHES).signals == ()
    assert not search(context, processor, "vliegtuig").any
    assert not search(context, processor, "  ").any


def test_a_number_ignores_filters_and_filters_narrow_words(
    context: Context, processor: Person, told: list[uuid.UUID]
) -> None:
    assert [hit.number for hit in search(context, processor, "#2", status="gebundeld").signals] == [2]
    assert [hit.number for hit in search(context, processor, "1").fiches] == [1]
    assert search(context, processor, "bus", status="gebundeld").signals == ()
    assert [hit.number for hit in search(context, processor, "bus", status="intern").signals] == [2]
    assert told


@pytest.mark.parametrize(
    ("typed", "signals", "fiches"),
    [
        ("signaal 1", [1], []), ("Signaal #2", [2], []), ("s2", [2], []), ("nr. 1", [1], [1]), ("#1", [1], [1]),
        ("fiche 1", [], [1]), ("F1", [], [1]), ("f 2", [], []), ("1", [1], [1]), ("signaal 9", [], []),
    ],
)  # fmt: skip
def test_a_number_is_found_as_people_type_it(
    context: Context, processor: Person, told: list[uuid.UUID], typed: str, signals: list[int], fiches: list[int]
) -> None:
    found = search(context, processor, typed, status="gebundeld")
    assert ([hit.number for hit in found.signals], [hit.number for hit in found.fiches]) == (signals, fiches)
    assert told


def test_the_beginning_of_a_word_finds_it_unless_exactly_that_is_asked(
    context: Context, place: Place, processor: Person, told: list[uuid.UUID]
) -> None:
    tell(context, place, "De huisvestingsmaatschappij verhoogt de huurprijzen voor jongeren in de crèches.")
    for words in ("huisv", "Huisvestings", "huurpr jong", "crech", "CRÈCH"):
        found = search(context, processor, words)
        assert [hit.number for hit in found.signals] == [3], words
        assert marked(found)["signals"], words
    assert marked(search(context, processor, "betaal"))["signals"] == {"betaalbaar"}
    assert [hit.number for hit in search(context, processor, "gezi").fiches] == [1]
    assert {hit.what for hit in search(context, processor, "bespr").log} == {"decided"}
    for words in ('"huisv"', "hui", "huisv -bus", "maatschappij"):
        assert search(context, processor, words).signals == (), words
    with context.store.tenant(place.id) as session:
        session.execute(text("set local enable_seqscan = off"))
        found = text("explain select id from signal where search @@ ask_dutch('huisv jong')")
        session.execute(text("reset role"))
        assert "ix_signal_search" in "\n".join(session.scalars(found))
    assert told


def test_nothing_of_another_municipality(
    context: Context, processor: Person, neighbour: Person, told: list[uuid.UUID]
) -> None:
    assert not search(context, neighbour, "huis").any
    with context.store.tenant(processor.place.id) as session:
        plan = "\n".join(session.scalars(text("explain select * from find_entries('huis', 10)")))
        assert "find_entries" in plan
    assert told


def test_as_many_queries_for_one_as_for_thirty(context: Context, place: Place, processor: Person) -> None:
    counted: list[int] = []
    for more in (1, 29):
        for _ in range(more):
            tell(context, place, "Gezinnen vinden geen betaalbaar huis in de stad.")
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object, into: list[str] = seen) -> None:
            into.append(statement)

        with context.store.tenant(place.id) as session:
            connection = session.connection()
            event.listen(connection, "before_cursor_execute", note)
            search_everything(session, processor.present(), Filters(words="huis"))
            event.remove(connection, "before_cursor_execute", note)
        counted.append(len(seen))
    assert counted == [10, 10]


@pytest.mark.parametrize(
    ("searched", "told_of", "shown"),
    [
        ("kind", "De kinderen wachten.", [("De ", False), ("kinderen", True), (" wachten.", False)]),
        ("café -kind", "Cafes en kind.", [("Cafes", True), (" en kind.", False)]),
        ("x", "<script>", [("<script>", False)]),
    ],
)
def test_snippets(context: Context, place: Place, searched: str, told_of: str, shown: list[tuple[str, bool]]) -> None:
    with context.store.tenant(place.id) as session:
        assert [list(pieces) for pieces in mark_words(session, searched, [told_of])] == [shown]


def test_a_snippet_stands_around_the_first_word(context: Context, place: Place) -> None:
    long = "Er is veel te vertellen. " * 20 + "Dan komt de bus. " + "En nog meer. " * 30
    with context.store.tenant(place.id) as session:
        [pieces] = mark_words(session, "bussen", [long])
    whole = "".join(words for words, _ in pieces)
    assert ("bus", True) in pieces
    assert whole.startswith("… ")
    assert whole.endswith(" …")
    assert len(whole) < 240


def test_views_are_ones_own_or_shared_and_screened(
    context: Context, place: Place, processor: Person, coordinator: Person, neighbour: Person
) -> None:
    def save(person: Person, name: str, query: str, *, shared: bool = False) -> None:
        with context.store.tenant(person.place.id) as session:
            save_view(session, person.present(), "signals", name, query, shared=shared)

    def seen(person: Person) -> list[tuple[str, str, bool]]:
        with context.store.tenant(person.place.id) as session:
            return [(view.name, view.query, view.mine) for view in list_views(session, person.present(), "signals")]

    save(processor, "Wonen", "thema=wonen&na=1&onzin=2")
    save(processor, "Samen", "orde=stijgend", shared=True)
    save(processor, "Wonen", "thema=wonen&status=nieuw")
    assert seen(processor) == [("Samen", "orde=stijgend", True), ("Wonen", "thema=wonen&status=nieuw", True)]
    assert seen(coordinator) == [("Samen", "orde=stijgend", False)]
    assert seen(neighbour) == []
    save(coordinator, "Bel", "zoek=0470+12+34+56")
    assert "0470" not in seen(coordinator)[0][1]
    with pytest.raises(NoName):
        save(processor, " ", "")
    with context.store.tenant(place.id) as session:
        shared = session.scalars(select(SavedView.id).where(SavedView.shared)).one()
        assert drop_view(session, coordinator.present(), shared) is None, "not hers"
        assert drop_view(session, processor.present(), shared) == "signals"


def test_answers_to_own_questions_are_found_and_shown(context: Context, place: Place, processor: Person) -> None:
    signal_id = tell(context, place)
    with context.store.tenant(place.id) as session:
        session.get_one(Signal, signal_id).own = {"wijk": "Rond de Zonnebloemstraat"}
    with context.store.tenant(place.id) as session:
        [hit] = search_everything(session, processor.present(), Filters(words="zonnebloemstraat")).signals
        assert "Zonnebloemstraat" in "".join(str(piece) for piece in hit.pieces)
        assert list_signals(session, Filters(words="wijk", status="nieuw")).total == 0, "a key is no word"
