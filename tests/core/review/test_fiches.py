"""Fiches: opened, carried by signals, reworded and moved; no move outside the table or without what it asks for."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select, update

from core.context import Context
from core.errors import NotAllowed, NotFound, NotPossible
from core.municipalities import Place
from core.review.bundling import NoTitle
from core.review.decide import decide_signal, release_signal
from core.review.decision import BUNDLED, Decision, read_standing
from core.review.fiche_moves import MOVES, Facts, Move, missing_for
from core.review.fiche_reading import PAGE, FicheFilters, FicheShown, list_fiches, read_fiche
from core.review.fiches import Behind, Changed, Lacking, TooLong, Wording, edit_fiche, move_fiche
from core.review.labelling import CORRECT, Labels, label_signal
from core.store.tables import Fiche, Signal
from core.store.tables.fiche import FICHE_STATES, OUTCOMES
from tests.admin.panel import status_of, tell
from tests.core.people.staffing import Person, hire
from tests.told import hand_over

TODAY = date(2026, 11, 22)
LATER = TODAY + timedelta(days=90)
SAID = Move("", reason="Ook de school ziet het.", review_on=LATER, puller="Huis van het Kind", outcome="verbeterd",
            told="Er is een wachtlijst. Ze wordt elke maand bekeken.", action="De wachtlijst delen")  # fmt: skip
WORDS = Wording("Te weinig betaalbare huurwoningen", "Gezinnen wachten lang op een woning.")


def bundle(context: Context, person: Person, signal_id: uuid.UUID, fiche: int = 0, title: str = "Wonen") -> None:
    with context.store.tenant(person.place.id) as session:
        stand = read_standing(session, signal_id).stand
        decide_signal(session, person.present(), signal_id, Decision(BUNDLED, fiche=fiche, title=title), stand)


def read(context: Context, person: Person, number: int = 1) -> FicheShown:
    with context.store.tenant(person.place.id) as session:
        return read_fiche(session, person.present(), number)


def edit(context: Context, person: Person, wording: Wording = WORDS, version: int = 1) -> Changed | Behind:
    with context.store.tenant(person.place.id) as session:
        return edit_fiche(session, person.present(), 1, wording, version)


def move(context: Context, person: Person, to: str, version: int, said: Move = SAID) -> Changed | Behind | Lacking:
    asked = replace(said, to=to)
    with context.store.tenant(person.place.id) as session:
        return move_fiche(session, person.present(), 1, asked, version, TODAY)


@pytest.fixture
def opened(context: Context, place: Place, processor: Person) -> uuid.UUID:
    """A signal from which fiche 1 was opened."""
    signal_id = tell(context, place, organisation="Huis A", kinds=("tekort",))
    with context.store.tenant(place.id) as session:
        session.execute(update(Signal).where(Signal.id == signal_id).values(themes=["wonen"]))
    bundle(context, processor, signal_id)
    return signal_id


def test_a_fiche_takes_the_labels_over_and_counts_its_evidence(
    context: Context, place: Place, processor: Person, opened: uuid.UUID
) -> None:
    for organisation, sector in (("Huis B", "ocmw"), ("huis  b", "ocmw"), ("Huis C", "onderwijs")):
        bundle(context, processor, tell(context, place, organisation=organisation, sector=sector), 1)
    shown = read(context, processor)
    assert (shown.title, shown.description, shown.status) == ("Wonen", "", "ontwerp")
    assert (shown.labels["themes"], shown.labels["kinds"]) == (
        ("Wonen en dakloosheid",),
        ("Tekort of hiaat in aanbod of beleid",),
    )
    evidence = shown.evidence
    assert (evidence.signals, evidence.organisations, evidence.sectors) == (4, 3, 2)
    assert evidence.first is not None
    assert evidence.last is not None
    assert evidence.first < evidence.last
    assert [entry.what for entry in shown.journal] == ["opened", *["bundled"] * 4]
    assert shown.witnesses[-1].id == opened


def test_a_fiche_follows_the_labels_of_its_signals(
    context: Context, place: Place, processor: Person, opened: uuid.UUID
) -> None:
    others = [tell(context, place) for _ in range(2)]
    for signal_id in others:
        bundle(context, processor, signal_id, 1)
    assert read(context, processor).labels["themes"] == ("Wonen en dakloosheid",)
    with context.store.tenant(place.id) as session:
        for signal_id in others:
            label_signal(session, processor.present(), signal_id, Labels(themes=("jeugd",)), CORRECT, "")
    with context.store.tenant(place.id) as session:
        themes = session.scalars(select(Fiche.themes)).one()
        assert themes == ["jeugd", "wonen"], "what most signals say comes first"
        release_signal(session, processor.present(), 1, opened)
        assert session.scalars(select(Fiche.themes)).one() == ["jeugd"]


def test_a_signal_is_taken_out_again(context: Context, place: Place, processor: Person, opened: uuid.UUID) -> None:
    with context.store.tenant(place.id) as session:
        assert release_signal(session, processor.present(), 1, opened)
        assert not release_signal(session, processor.present(), 1, opened)
    assert status_of(context, place, opened) == "in-nazicht"
    shown = read(context, processor)
    assert (shown.witnesses, shown.evidence.signals) == ((), 0)
    assert [entry.what for entry in shown.journal] == ["opened", "bundled", "released"]
    bundle(context, processor, opened, 1)
    assert status_of(context, place, opened) == BUNDLED


@pytest.mark.usefixtures("opened")
def test_rewording_keeps_earlier_titles_and_overwrites_nothing_unseen(
    context: Context, processor: Person, coordinator: Person
) -> None:
    assert edit(context, processor) == Changed(changed=True)
    assert edit(context, processor) == Changed(changed=False), "the same again"
    behind = edit(context, coordinator, Wording("Iets anders", ""), 1)
    assert isinstance(behind, Behind)
    assert behind.by == processor.email
    shown = read(context, processor)
    assert (shown.title, shown.description, shown.version) == (WORDS.title, WORDS.description, 2)
    edit(context, coordinator, Wording("Wonen", WORDS.description), 2)
    assert read(context, processor).former_titles == (WORDS.title,)
    for wording, wrong in ((Wording(" ", ""), NoTitle), (Wording("Wonen", "x" * 4001), TooLong)):
        with pytest.raises(wrong):
            edit(context, processor, wording, 3)


@pytest.mark.usefixtures("opened")
def test_the_whole_life_of_a_fiche(context: Context, place: Place, processor: Person) -> None:
    assert move(context, processor, "getoetst", 1, Move("")) == Lacking(("description", "reason"))
    edit(context, processor)
    assert move(context, processor, "getoetst", 2, Move("")) == Lacking(("reason",))
    bundle(context, processor, tell(context, place, organisation="Huis B", sector="ocmw"), 1)
    assert move(context, processor, "getoetst", 2, Move("")) == Changed(changed=True), "two organisations see it"
    assert move(context, processor, "getoetst", 2, Move("")) == Changed(changed=False), "the same form twice"
    assert isinstance(move(context, processor, "geparkeerd", 2), Behind)
    assert move(context, processor, "geparkeerd", 3, Move("", review_on=TODAY)) == Lacking(("reason", "review_on"))
    move(context, processor, "geparkeerd", 3)
    assert read(context, processor).review_on == LATER
    assert move(context, processor, "in-actie", 4, Move("")) == Lacking(("puller", "reason", "action"))
    move(context, processor, "in-actie", 4)
    shown = read(context, processor)
    assert (shown.puller, shown.review_on, shown.moves) == ("Huis van het Kind", None, ("afgerond", "bovenlokaal"))
    assert move(context, processor, "afgerond", 5, Move("", outcome="onzin")) == Lacking(("outcome", "told"))
    move(context, processor, "afgerond", 5)
    assert read(context, processor).status == "in-actie", "its reporters are told first"
    assert hand_over(context, place) == 1
    shown = read(context, processor)
    assert (shown.status, shown.outcome, shown.told) == ("afgerond", "verbeterd", SAID.told)
    with pytest.raises(NotPossible):  # nothing is put in a fiche that is closed
        bundle(context, processor, tell(context, place), 1)
    move(context, processor, "in-actie", 7, Move(""))  # it has its puller, and something is still to be done
    assert (read(context, processor).status, read(context, processor).outcome) == ("in-actie", "")
    moved = [entry.details["to"] for entry in shown.journal if entry.what == "moved"]
    assert moved == ["getoetst", "geparkeerd", "in-actie", "afgerond"]


@pytest.mark.parametrize("state", FICHE_STATES)
@pytest.mark.usefixtures("opened")
def test_no_move_outside_the_table(context: Context, place: Place, processor: Person, state: str) -> None:
    edit(context, processor)
    outcome = "deels" if state == "afgerond" else None
    with context.store.tenant(place.id) as session:
        session.execute(update(Fiche).values(status=state, outcome=outcome))
    for to in (*FICHE_STATES, "onzin"):
        if to not in MOVES[state]:
            with pytest.raises(NotPossible):
                move(context, processor, to, 2)
    assert read(context, processor).status == state
    move(context, processor, MOVES[state][0], 2)
    hand_over(context, place)  # closing waits for that
    assert read(context, processor).status == MOVES[state][0]


def test_the_table_knows_every_state() -> None:
    assert set(MOVES) == set(FICHE_STATES)
    assert {to for moves in MOVES.values() for to in moves} <= set(FICHE_STATES)


@given(
    to=st.sampled_from(FICHE_STATES),
    words=st.tuples(*[st.sampled_from(("", "iets"))] * 6),
    organisations=st.integers(0, 4),
    days=st.none() | st.integers(-3, 3),
)
def test_nothing_more_is_asked_once_what_was_missing_is_there(
    to: str, words: tuple[str, ...], organisations: int, days: int | None
) -> None:
    description, puller, reason, outcome, told, action = words
    facts = Facts("ontwerp", description, organisations, puller)
    review_on = None if days is None else TODAY + timedelta(days=days)
    first = Move(to, reason=reason, review_on=review_on, outcome=outcome, told=told, action=action)
    missing = missing_for(facts, first, TODAY, OUTCOMES)
    full = Facts("ontwerp", "woorden" if "description" in missing else description, organisations, puller)
    filled = {name: getattr(SAID, name) for name in missing if name != "description"}
    kept = {name: getattr(first, name) for name in ("reason", "review_on", "puller", "outcome", "told", "action")}
    assert missing_for(full, Move(to, **{**kept, **filled}), TODAY, OUTCOMES) == ()


def test_who_may_not_and_whose_it_is_not(
    context: Context, place: Place, processor: Person, neighbour: Person, opened: uuid.UUID
) -> None:
    keeper = hire(context, place, "beheerder", "it@example.org")
    for act in (lambda: read(context, keeper), lambda: edit(context, keeper), lambda: move(context, keeper, "x", 1)):
        with pytest.raises(NotAllowed):
            act()
    for act in (lambda: read(context, neighbour), lambda: edit(context, neighbour)):
        with pytest.raises(NotFound):
            act()
    with context.store.tenant(neighbour.place.id) as session, pytest.raises(NotFound):
        release_signal(session, neighbour.present(), 1, opened)
    assert read(context, processor).version == 1


def test_the_list_is_narrowed_and_takes_as_many_queries_however_long(
    context: Context, place: Place, processor: Person, other_place: Place
) -> None:
    with context.store.tenant(other_place.id) as session:
        session.add(Fiche(municipality_id=other_place.id, number=1, title="Van de buren"))
    with context.store.tenant(place.id) as session:
        session.add(Fiche(municipality_id=place.id, number=1, title="Wachten op een woning", themes=["wonen"]))

    def look(**filters: object) -> tuple[list[int], int, int]:
        asked: list[str] = []
        with context.store.tenant(place.id) as session:
            connection = session.connection()

            def count(*args: object) -> None:
                asked.append(str(args[2]))

            event.listen(connection, "before_cursor_execute", count)
            listed = list_fiches(session, processor.present(), FicheFilters(**filters))  # pyright: ignore[reportArgumentType]  # filters of a test
        return [line.number for line in listed.lines], listed.next, len(asked)

    assert look() == ([1], 0, 3)
    with context.store.tenant(place.id) as session:
        session.add_all(
            Fiche(
                municipality_id=place.id, number=number, title=f"De bus rijdt niet {number}", description="Geen halte.",
                status="afgerond" if number % 2 else "ontwerp", outcome="deels" if number % 2 else None,
            )
            for number in range(2, PAGE + 5)
        )  # fmt: skip
    every = list(range(PAGE + 4, 0, -1))
    assert look() == (every[:PAGE], every[PAGE - 1], 3)
    assert look(after=every[PAGE - 1]) == (every[PAGE:], 0, 3)
    assert look(theme="wonen")[0] == look(words="woningen")[0] == look(words="1")[0] == [1]
    assert look(words="haltes", status="ontwerp")[0] == [number for number in every if number % 2 == 0]
    assert look(open=True, words="3")[0] == []
