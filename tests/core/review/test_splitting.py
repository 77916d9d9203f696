"""Splitting: signals of their own with the sentences that somebody chose, of one reporter; undone while untouched."""

import uuid

import pytest
from sqlalchemy import select

from core.context import Context
from core.errors import NotPossible
from core.municipalities import Place
from core.privacy.erase import withdraw
from core.review.decide import Outrun, decide_signal
from core.review.decision import INTERN, Decision
from core.review.hiding import hide_words
from core.review.splitting import EVERYWHERE, TooFewParts, cut_sentences, join_signal, read_family, split_signal
from core.review.sums import sum_intake
from core.store.tables import Signal
from tests.admin.panel import status_of, tell
from tests.core.people.staffing import Person

SENTENCES = (
    "We werken met gezinnen in de wijk.",
    "Ze vinden geen betaalbare huurwoning.",
    "De bus rijdt na zes uur niet meer!",
    "Dat is al jaren zo.",
)
PLACES = (EVERYWHERE, "1", "2", "")


@pytest.fixture
def signal_id(context: Context, place: Place) -> uuid.UUID:
    return tell(context, place, " ".join(SENTENCES), organisation="Huis A")


def split(
    context: Context, person: Person, signal_id: uuid.UUID, places: tuple[str, ...] = PLACES
) -> tuple[int, ...] | Outrun:
    with context.store.tenant(person.place.id) as session:
        return split_signal(session, person.present(), signal_id, places, "")


def join(context: Context, person: Person, signal_id: uuid.UUID) -> bool:
    with context.store.tenant(person.place.id) as session:
        return join_signal(session, person.present(), signal_id)


def texts(context: Context, place: Place) -> dict[int, str]:
    with context.store.tenant(place.id) as session:
        return {row.number: row.text for row in session.execute(select(Signal.number, Signal.text))}


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        (" ".join(SENTENCES), SENTENCES),
        ("Eerst dit.\nDan dat", ("Eerst dit.", "Dan dat")),
        (
            "Bv. om 8 u. is er niets (echt niet). [naam] wacht.",
            ("Bv. om 8 u. is er niets (echt niet).", "[naam] wacht."),
        ),
        ("", ()),
    ],
)
def test_sentences(text: str, cut: tuple[str, ...]) -> None:
    assert cut_sentences(text) == cut


def test_parts_have_their_sentences_and_the_original_stays(
    context: Context, place: Place, processor: Person, signal_id: uuid.UUID
) -> None:
    assert split(context, processor, signal_id) == (2, 3)
    assert texts(context, place) == {
        1: " ".join(SENTENCES),
        2: f"{SENTENCES[0]} {SENTENCES[1]}",
        3: f"{SENTENCES[0]} {SENTENCES[2]}",
    }
    assert status_of(context, place, signal_id) == "gesplitst"
    with context.store.tenant(place.id) as session:
        rows = session.scalars(select(Signal).order_by(Signal.number)).all()
        assert len({row.reporter_id for row in rows}) == 1, "who told it is one"
        assert len({row.received_at for row in rows}) == 1
        assert {row.organisation for row in rows} == {"Huis A"}
        assert sum_intake(session).count("signal") == 0, "parts are no deliveries"
        family = read_family(session, signal_id)
        assert [number for _, number in family.parts] == [2, 3]
        assert read_family(session, family.parts[0][0]).whole == (signal_id, 1)
    assert isinstance(split(context, processor, signal_id), Outrun), "once, not twice"


def test_taken_together_again_while_nobody_worked_on_a_part(
    context: Context, place: Place, processor: Person, signal_id: uuid.UUID
) -> None:
    split(context, processor, signal_id)
    assert join(context, processor, signal_id)
    assert list(texts(context, place)) == [1]
    assert status_of(context, place, signal_id) == "in-nazicht"
    assert not join(context, processor, signal_id)
    assert split(context, processor, signal_id) == (4, 5), "numbers are not given again"
    with context.store.tenant(place.id) as session:
        part = read_family(session, signal_id).parts[0][0]
        decide_signal(session, processor.present(), part, Decision(INTERN), "")
        assert not read_family(session, signal_id).joins
    with pytest.raises(NotPossible):
        join(context, processor, signal_id)
    assert status_of(context, place, part) == "intern"


def test_what_cannot_be_split(context: Context, processor: Person, signal_id: uuid.UUID) -> None:
    for places in (("1", "1", "1", "1"), (EVERYWHERE,) * 4, ("", "", "", "")):
        with pytest.raises(TooFewParts):
            split(context, processor, signal_id, places)
    with pytest.raises(NotPossible):
        split(context, processor, signal_id, ("1", "2"))
    split(context, processor, signal_id)
    with context.store.tenant(processor.place.id) as session:
        part = read_family(session, signal_id).parts[0][0]
    with pytest.raises(NotPossible):
        split(context, processor, part, ("1", "2"))


def test_what_is_hidden_or_taken_back_goes_from_the_parts_too(
    context: Context, place: Place, processor: Person, signal_id: uuid.UUID
) -> None:
    split(context, processor, signal_id)
    with context.store.tenant(place.id) as session:
        part = read_family(session, signal_id).parts[0][0]
        assert hide_words(session, context, processor.present(), part, "wijk", "ADDRESS")
    assert not any("wijk" in text for text in texts(context, place).values())
    with context.store.tenant(place.id) as session:
        withdraw(session, session.get_one(Signal, signal_id))
    assert set(texts(context, place).values()) == {""}
    assert status_of(context, place, part) == "ingetrokken"
