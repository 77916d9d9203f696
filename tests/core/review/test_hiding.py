"""Verberg: the words are gone from the signal and from everything that was made of them, and nothing says what."""

import uuid
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from core.classify.corrections import read_corrections
from core.classify.labels import read_labels
from core.context import Context
from core.errors import NotFound
from core.intake.letters import Envelope, letter_place, queue_letters
from core.municipalities import Place
from core.review.decide import decide_signal
from core.review.decision import BUNDLED, Decision
from core.review.hiding import count_leaks, hide_words, look_for
from core.review.hiding_beside import FicheSpot
from core.review.labelling import CORRECT, Labels, label_signal
from core.review.listing import Filters, list_signals
from core.review.masking import NoWords
from core.store.tables import Base, Cluster, Contact, Journal, Letter, Proposal, Signal
from tests.admin.panel import tell
from tests.core.people.staffing import Person
from tests.proposals import propose

# A name that the guard does not know to be one, in words that make a signal.
LEAK = "Zonnelied Vlierbeek"
STORY = f"Gezinnen vinden geen betaalbare huurwoning, zoals dat van {LEAK}; zonnelied   vlierbeek wacht al drie jaar."


@pytest.fixture
def signal_id(context: Context, place: Place, processor: Person) -> uuid.UUID:
    """A signal with a name in every place where one can stand: labelled, decided, grouped, quoted in a letter."""
    signal_id = tell(context, place, STORY, impact=f"{LEAK} slaapt slecht.", organisation=f"Huis {LEAK}")
    propose(context, place, signal_id)
    with context.store.tenant(place.id) as session:
        signal = session.get_one(Signal, signal_id)
        pieces = [{"text": f"Groeten van {LEAK}", "why": "signature"}]
        signal.text, signal.impact, signal.organisation = STORY, f"{LEAK} slaapt slecht.", f"Huis {LEAK}"
        signal.whole = {"pieces": pieces, "sure": True}
        session.add(Cluster(municipality_id=place.id, words=["huurwoning", "vlierbeek"], signals=[signal_id]))
        label_signal(session, processor.present(), signal_id, Labels(themes=("wonen",)), CORRECT, "")
        decide_signal(session, processor.present(), signal_id, Decision(BUNDLED, title=f"Woning van {LEAK}"), "")
        contact = session.scalars(select(Contact).where(Contact.reporter_id == signal.reporter_id)).one()
        body = {"to": f"{LEAK}@example.org", "text": f"Je schreef: {STORY}", "html": f"<p>{LEAK}</p>"}
        queue_letters(session, context, Envelope(contact.door_id, contact.lookup, place.id, "notice"), [body])
    propose(context, place, signal_id)
    return signal_id


def hide(context: Context, person: Person, signal_id: uuid.UUID, words: str = LEAK) -> dict[str, int]:
    with context.store.tenant(person.place.id) as session:
        return dict(hide_words(session, context, person.present(), signal_id, words, "NAME"))


def holding(context: Context, place: Place, words: str) -> set[str]:
    """Name the tables that hold words in any column of any row that is not sealed."""
    with context.store.tenant(place.id) as session:
        return {
            table.name
            for table in Base.metadata.sorted_tables
            if "municipality_id" in table.c
            and session.scalar(
                text(f"select exists (select from {table.name} as held where held::text ~* :words)"),  # our own tables
                {"words": words},
            )
        }


def test_the_words_are_nowhere_afterwards(
    context: Context, place: Place, processor: Person, signal_id: uuid.UUID
) -> None:
    assert holding(context, place, "vlierbeek") >= {"signal", "journal", "cluster", "fiche"}
    done = hide(context, processor, signal_id)
    assert done == {"text": 2, "impact": 1, "organisation": 1, "whole": 1, "journal": 1, "letters": 1}
    assert holding(context, place, "vlierbeek") == {"fiche"}, "a fiche's own texts are only warned of"
    with context.store.tenant(place.id) as session:
        signal = session.get_one(Signal, signal_id)
        assert signal.text.count("[naam]") == 2
        proposal = session.get_one(Proposal, signal_id)
        assert (proposal.state, proposal.vector, proposal.content) == ("waiting", None, {})
        assert list_signals(session, Filters(words="vlierbeek")).total == 0
        [correction] = read_corrections(session, read_labels())
        assert correction.example.text == signal.text, "what is learned from is what stands there"
        [letter] = session.scalars(select(Letter).where(Letter.body.is_not(None)))
        body = context.keys.open_json(letter.body or b"", letter_place(place.id, letter.id))
        assert body["to"] == f"{LEAK}@example.org", "where it goes stays"
        assert "ierbeek" not in body["text"] + body["html"]
        decided = session.scalars(select(Journal).where(Journal.what == "decided")).one()
        assert (decided.details["to"], decided.details["title"]) == (BUNDLED, "Woning van [naam]")
        hidden = session.scalars(select(Journal).where(Journal.what == "hidden")).one()
        assert (hidden.staff_id, hidden.details["kind"]) == (processor.id, "NAME")
        assert count_leaks(session, datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)) == (1, 1)
    assert hide(context, processor, signal_id) == {}, "once, not twice"


def test_where_it_stands_is_looked_for_first(
    context: Context, place: Place, processor: Person, signal_id: uuid.UUID
) -> None:
    other = tell(context, place, "Ook in de buurt van Vlierbeek rijdt de bus niet vaak genoeg voor wie werkt.")
    with context.store.tenant(place.id) as session:
        spots = look_for(session, processor.present(), signal_id, "vlierbeek")
        assert dict(spots.places) == {"text": 2, "impact": 1, "organisation": 1, "whole": 1, "journal": 1}
        assert spots.fiches == (FicheSpot(1, f"Woning van {LEAK}", ("words",)),)
        assert len(spots.signals) == 1
        assert look_for(session, processor.present(), signal_id, "lierbeek").times == 0, "no part of a word"
        for words in ("", " x ", "---", "x" * 201):
            with pytest.raises(NoWords):
                look_for(session, processor.present(), signal_id, words)
        assert other


def test_keys_of_the_code_and_other_signals_stay(
    context: Context, place: Place, processor: Person, signal_id: uuid.UUID
) -> None:
    with context.store.tenant(place.id) as session:
        session.get_one(Signal, signal_id).text = "De woning is gebundeld door title (x+y)."
        before = list(session.scalars(select(Journal.details).order_by(Journal.id)))
    hide(context, processor, signal_id, "gebundeld")
    hide(context, processor, signal_id, "(x+y)")
    with context.store.tenant(place.id) as session:
        assert list(session.scalars(select(Journal.details).order_by(Journal.id)))[: len(before)] == before
        assert session.get_one(Signal, signal_id).text == "De woning is [naam] door title [naam]."


def test_another_municipality_reaches_nothing(
    context: Context, neighbour: Person, processor: Person, signal_id: uuid.UUID
) -> None:
    with pytest.raises(NotFound):
        hide(context, neighbour, signal_id)
    with context.store.tenant(neighbour.place.id) as session:
        called = text("select hide_in_journal(:id, :words, '[naam]')")
        assert session.scalar(called, {"id": signal_id, "words": LEAK}) == 0
    with context.store.tenant(processor.place.id) as session:
        assert session.scalar(text("select hide_in_journal(:id, 'x', 'y')"), {"id": signal_id}) == 0, (
            "placeholders only"
        )
