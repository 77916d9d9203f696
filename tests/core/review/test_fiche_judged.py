"""Scores, evidence per sentence, the public text and who pulls: each by who may, with who and when, and never twice."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from core.classify.sources import Source
from core.context import Context
from core.errors import NotAllowed, NotFound, NotPossible
from core.municipalities import Place
from core.partners.agreements import Terms, add_partner, sign_agreement
from core.partners.approvals import answer_approval, ask_approval, link_partner
from core.review.decide import decide_signal, release_signal
from core.review.decision import BUNDLED, Decision
from core.review.evidence import Origin
from core.review.fiche_moves import Facts, Move, missing_for
from core.review.fiche_reading import FicheShown, read_fiche
from core.review.fiches import Behind, Changed, Wording, edit_fiche
from core.review.personal import HIDE, Handling, HasPersonal
from core.review.public_texts import (
    APPROVED,
    DRAFT,
    PROPOSED,
    NoPublicText,
    Unapproved,
    band,
    move_public,
    read_public,
    write_public,
)
from core.review.pulling import NoPuller, answer_puller, ask_puller, list_asked, read_pulling, set_outside
from core.review.scores import NoScore, compute, give_score, read_scores
from core.review.support import cut_sentences, read_support, support
from core.store.tables import Staff
from core.store.tables.fiche import ACCEPTED, ASKED, DECLINED, OUTCOMES, OUTSIDE
from tests.admin.panel import tell
from tests.core.people.staffing import Person, hire

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TEXT = "Gezinnen wachten lang. Bv. een jaar is gewoon.\nKleine woningen zijn er niet."


@pytest.fixture
def signals(context: Context, place: Place, processor: Person) -> tuple[uuid.UUID, ...]:
    """Two signals in fiche 1, which has a description."""
    present = processor.present()
    ids = (tell(context, place, organisation="Huis A"), tell(context, place, organisation="Huis B"))
    with context.store.tenant(place.id) as session:
        decide_signal(session, present, ids[0], Decision(BUNDLED, title="Wonen"), "")
        decide_signal(session, present, ids[1], Decision(BUNDLED, fiche=1), "")
        edit_fiche(session, present, 1, Wording("Wonen", TEXT), 1)
    return ids


def look(context: Context, person: Person) -> FicheShown:
    with context.store.tenant(person.place.id) as session:
        return read_fiche(session, person.present(), 1)


def origins(count: int, organisations: int, sectors: int, days: int = 1) -> list[Origin]:
    at = NOW - timedelta(days=days)
    return [
        Origin(number, Source(f"Huis {number % organisations}", f"sector {number % sectors}"), at)
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("told", "values"),
    [
        ([], (0, 0)),
        (origins(1, 1, 1), (1, 1)),
        (origins(4, 2, 1), (2, 2)),
        (origins(6, 3, 1), (3, 2)),
        (origins(6, 3, 2), (3, 3)),
        (origins(24, 8, 4), (5, 5)),
        (origins(24, 8, 4, days=366), (0, 5)),
    ],
)
def test_two_scores_follow_from_the_signals(told: list[Origin], values: tuple[int, int]) -> None:
    assert tuple(score.value for score in compute(told, NOW)) == values


@pytest.mark.usefixtures("signals")
def test_three_scores_are_given_and_every_time_is_kept(
    context: Context, place: Place, processor: Person, coordinator: Person
) -> None:
    present = processor.present()
    with context.store.tenant(place.id) as session:
        assert give_score(session, present, 1, "impact", 4, "Mevrouw Fatima Janssens verloor haar huis.")
        assert not give_score(session, present, 1, "impact", 4, "Mevrouw Fatima Janssens verloor haar huis.")
        assert give_score(session, coordinator.present(), 1, "impact", 2, "")
        for kind, value in (("impact", 0), ("impact", 6), ("frequentie", 3)):
            with pytest.raises(NoScore):
                give_score(session, present, 1, kind, value, "")
        with pytest.raises(NotAllowed):
            give_score(session, hire(context, place, "beheerder", "it@example.org").present(), 1, "impact", 1, "")
    with context.store.tenant(place.id) as session:
        scores = read_scores(session, look(context, processor), datetime.now(UTC))
    assert [(score.kind, score.value) for score in scores] == [
        ("frequentie", 1), ("draagvlak", 2), ("impact", 2), ("urgentie", 0), ("haalbaarheid", 0),
    ]  # fmt: skip
    assert [(given.value, given.by) for given in scores[2].given] == [(2, coordinator.email), (4, processor.email)]
    assert "Janssens" not in scores[2].given[1].note


@given(st.text(st.sampled_from('ab .!?\nAB"1'), max_size=60))
def test_sentences_together_are_the_text(text: str) -> None:
    cut = cut_sentences(text)
    joined = "".join(sentence.text + sentence.gap for sentence in cut)
    assert text.replace("\n", "").endswith(joined.replace("\n", "")), "but for lines that are empty"


def test_a_sentence_is_carried_by_the_signals_that_are_ticked(
    context: Context, place: Place, processor: Person, signals: tuple[uuid.UUID, ...]
) -> None:
    present, stranger = processor.present(), tell(context, place)
    first, second = (sentence.digest for sentence in cut_sentences(TEXT)[:2])
    with context.store.tenant(place.id) as session:
        assert support(session, present, 1, first, [*signals, stranger])
        assert not support(session, present, 1, first, signals)
        with pytest.raises(NotFound):
            support(session, present, 1, "0" * 32, signals)
        edit_fiche(session, present, 1, Wording("Wonen", f"Iets nieuws. {TEXT}"), 2)
    with context.store.tenant(place.id) as session:
        read = read_support(session, look(context, processor))
    assert [sentence.signals for sentence in read] == [(), (1, 2), (), ()], "a sentence that stays keeps its signals"
    with context.store.tenant(place.id) as session:
        release_signal(session, present, 1, signals[0])
        assert support(session, present, 1, second, [signals[1]])
    with context.store.tenant(place.id) as session:
        read = read_support(session, look(context, processor))
    assert [sentence.signals for sentence in read] == [(), (2,), (2,), ()]


@pytest.mark.usefixtures("signals")
def test_a_public_text_is_approved_by_who_may_and_a_change_makes_it_a_draft(
    context: Context, place: Place, processor: Person, coordinator: Person
) -> None:
    present, lead = processor.present(), coordinator.present()
    words = ("Wachten op een woning", "Gezinnen wachten lang op een woning.")
    with context.store.tenant(place.id) as session:
        with pytest.raises(NoPublicText) as lacks:
            write_public(session, present, 1, (" ", ""), 0)
        assert lacks.value.names == ("title", "text")
        with pytest.raises(HasPersonal):
            write_public(session, present, 1, ("Wonen", "Mevrouw Fatima Janssens wacht."), 0)
        assert write_public(session, present, 1, words, 0) == Changed(changed=True)
        assert write_public(session, present, 1, words, 0) == Changed(changed=False)
        assert isinstance(write_public(session, lead, 1, ("Iets", "Anders."), 0), Behind)
        with pytest.raises(NotPossible):
            move_public(session, lead, 1, APPROVED, 1)
        assert move_public(session, present, 1, PROPOSED, 1) == Changed(changed=True)
        assert move_public(session, present, 1, PROPOSED, 1) == Changed(changed=False)
        with pytest.raises(NotAllowed):
            move_public(session, present, 1, APPROVED, 2)
        assert move_public(session, lead, 1, APPROVED, 2) == Changed(changed=True)
        public = read_public(session, look(context, processor))
        assert (public.state, public.by, public.band, public.title) == (APPROVED, lead.email, "", words[0])
        write_public(session, present, 1, (words[0], "Nieuwe woorden."), 3, Handling(HIDE))
        assert read_public(session, look(context, processor)).state == DRAFT
    granted = [entry for entry in look(context, processor).journal if entry.what == "fiche.granted"]
    assert words[1] in granted[0].details["note"], "what was approved can be read back"
    assert [band(count) for count in (2, 3, 4, 5, 9, 10, 24, 25, 99)] == [
        "", "<5", "<5", "5-9", "5-9", "10-24", "10-24", "25+", "25+",
    ]  # fmt: skip


@pytest.mark.usefixtures("signals")
def test_a_text_waits_for_the_partners_that_approve_it_or_a_reason_is_kept(
    context: Context, place: Place, processor: Person, coordinator: Person
) -> None:
    lead, words = coordinator.present(), ("Wachten op een woning", "Gezinnen wachten lang op een woning.")
    terms = Terms(date(2026, 1, 1), None, "Alle medewerkers.", "De fiche na akkoord.")
    with context.store.tenant(place.id) as session:
        asked, free = (add_partner(session, lead, name) for name in ("Huis A", "Huis B"))
        sign_agreement(session, lead, free, replace(terms, approves=False))
        sign_agreement(session, lead, asked, replace(terms, approves=False))
        sign_agreement(session, lead, asked, replace(terms, signed_on=date(2026, 2, 1)))
        for partner in (asked, free):
            link_partner(session, processor.present(), 1, partner)
        write_public(session, processor.present(), 1, words, 0)
        move_public(session, processor.present(), 1, PROPOSED, 1)
        for why in ("", " kort"):
            with pytest.raises(Unapproved) as lacks:
                move_public(session, lead, 1, APPROVED, 2, why)
            assert lacks.value.names == ("Huis A",)
        ask_approval(session, lead, 1, asked)
        answer_approval(session, lead, 1, asked, "ja", "")
        assert move_public(session, lead, 1, APPROVED, 2) == Changed(changed=True)
        write_public(session, lead, 1, (words[0], "Andere woorden."), 3)  # of these the partner knows nothing
        move_public(session, lead, 1, PROPOSED, 4)
        with pytest.raises(Unapproved):
            move_public(session, lead, 1, APPROVED, 5)
        why = "De raad beslist morgen. Bel 0470 12 34 56."
        assert move_public(session, lead, 1, APPROVED, 5, why) == Changed(changed=True)
    entry = next(one for one in look(context, processor).journal if one.what == "fiche.granted-despite")
    assert (entry.details["partners"], "0470" in entry.details["reason"]) == ("Huis A", False)
    assert "De raad beslist morgen." in entry.details["reason"]


@pytest.mark.usefixtures("signals")
def test_a_colleague_is_asked_and_answers(
    context: Context, place: Place, processor: Person, coordinator: Person
) -> None:
    present, lead = processor.present(), coordinator.present()
    puller = hire(context, place, "trekker", "trekker@example.org")
    keeper = hire(context, place, "beheerder", "it@example.org")
    mine = puller.present()
    with context.store.tenant(place.id) as session:
        for nobody in (uuid.uuid4(), keeper.present().staff_id):
            with pytest.raises(NoPuller):
                ask_puller(session, present, 1, nobody, 2)
        assert ask_puller(session, present, 1, mine.staff_id, 2) == Changed(changed=True)
        assert ask_puller(session, present, 1, mine.staff_id, 2) == Changed(changed=False)
        assert isinstance(set_outside(session, lead, 1, ("Dienst Wonen", "Overleg."), 2), Behind)
        assert list_asked(session, mine) == ((1, "Wonen"),)
        with pytest.raises(NotAllowed):
            answer_puller(session, lead, 1, accepts=True, note="")
        assert answer_puller(session, mine, 1, accepts=False, note="Geen tijd.") == Changed(changed=True)
        assert list_asked(session, mine) == ()
        pulling = read_pulling(session, present, look(context, processor))
        assert (pulling.answer, pulling.note) == (DECLINED, "Geen tijd.")
        assert ask_puller(session, present, 1, mine.staff_id, 4) == Changed(changed=True)
        answer_puller(session, mine, 1, accepts=True, note="")
        assert read_pulling(session, mine, look(context, processor)).answer == ACCEPTED
        with pytest.raises(NoPuller) as lacks:
            set_outside(session, present, 1, ("", ""), 6)
        assert lacks.value.names == ("outside", "outside_note")
        assert set_outside(session, present, 1, ("Dienst Wonen", "Op het overleg."), 6) == Changed(changed=True)
        assert ask_puller(session, present, 1, present.staff_id, 7) == Changed(changed=True)
        assert read_pulling(session, present, look(context, processor)).answer == ACCEPTED, "who takes it, pulls it"
        session.execute(update(Staff).values(disabled_at=NOW))
        assert read_pulling(session, present, look(context, processor)).colleagues == ()


@pytest.mark.parametrize(
    ("answer", "note", "move", "missing"),
    [
        (ASKED, "", Move("in-actie"), ("accepts",)),
        (DECLINED, "", Move("in-actie"), ("accepts",)),
        (ACCEPTED, "", Move("in-actie"), ()),
        (OUTSIDE, "", Move("in-actie"), ("reason",)),
        (OUTSIDE, "Op het overleg.", Move("in-actie"), ()),
        (ASKED, "", Move("in-actie", puller="Dienst Wonen"), ("reason",)),
        (ASKED, "", Move("in-actie", puller="Dienst Wonen", reason="Op het overleg."), ()),
    ],
)
def test_what_is_acted_upon_has_a_puller_who_accepted(
    answer: str, note: str, move: Move, missing: tuple[str, ...]
) -> None:
    facts = Facts("geprioriteerd", "Woorden.", 2, "Dienst", 1, answer, note)
    assert missing_for(facts, move, NOW.date(), OUTCOMES) == missing
