"""Parts of one signal: its reporter, who sent one, gets one letter that names each part, and nothing twice."""

import uuid
from collections.abc import Generator

import pytest
from sqlalchemy import select

from core.context import Context
from core.feedback.parts import PATIENCE
from core.municipalities import Place
from core.review.asking import ask_reporter
from core.review.decision import BUNDLED, INTERN, NO_SIGNAL, Decision
from core.review.splitting import split_signal
from core.store.tables import Signal
from tests.core.feedback.test_telling import decide, go, sent, undo
from tests.core.people.staffing import Person, hire
from tests.mail.room.posting import Post, body_of, open_post, reply_to

THREE = (
    "Veel gezinnen in de wijk vinden geen betaalbare huurwoning. Voor veel ouderen rijdt de bus niet meer na zes uur."
    " Er is in de hele gemeente geen tandarts die nog nieuwe mensen aanneemt."
)
SPLIT = "Je signaal 1 vertelde over meer dan één probleem."
LATER = PATIENCE.total_seconds() / 60 + 5
INTO = Decision(BUNDLED, title="Te weinig woningen")


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


@pytest.fixture
def processor(context: Context, place: Place) -> Person:
    return hire(context, place)


@pytest.fixture
def parts(context: Context, place: Place, post: Post, processor: Person) -> list[uuid.UUID]:
    """Signal 1, split into 2, 3 and 4."""
    post.say(THREE)
    post.letter()
    (signal,) = post.signals()
    with context.store.tenant(place.id) as session:
        assert split_signal(session, processor.present(), signal.id, ("1", "2", "3"), "") == (2, 3, 4)
        return list(session.scalars(select(Signal.id).where(Signal.part_of == signal.id).order_by(Signal.number)))


def test_all_parts_are_told_in_one_letter_once_all_are_decided(
    context: Context, post: Post, processor: Person, parts: list[uuid.UUID]
) -> None:
    decide(context, processor, parts[0], INTO)
    decide(context, processor, parts[1], Decision(INTERN, message="De vervoersdienst bekijkt dit."))
    assert go(post) == 0, "the third waits for a decision"
    decide(context, processor, parts[2], Decision(BUNDLED, fiche=1))
    assert go(post) == 1
    assert go(post) == 0
    (letter,) = sent(post)
    assert str(letter.message["Subject"]) == "[Signaal 1] Nieuws over je signaal"
    assert reply_to(letter)
    said = " ".join(body_of(letter).split())
    assert SPLIT in said
    assert said.count("Te weinig woningen") == 1, "two parts in one fiche are told once"
    assert "Je signaal 1 (deel 1 en 3 van 3) zit nu in fiche «Te weinig woningen»." in said
    assert "We bekeken je signaal 1 (deel 2 van 3). Eén organisatie" in said
    assert "De vervoersdienst bekijkt dit." in said
    assert not any(f"signaal {number}" in said for number in (2, 3, 4)), "she knows of one signal"


def test_who_waits_too_long_hears_of_what_is_decided_and_later_of_the_rest(
    context: Context, post: Post, processor: Person, parts: list[uuid.UUID]
) -> None:
    decide(context, processor, parts[0], INTO)
    assert go(post, minutes=LATER) == 1
    (letter,) = sent(post)
    assert "Je signaal 1 (deel 1 van 3) zit nu in fiche" in " ".join(body_of(letter).split())
    decide(context, processor, parts[1], Decision(BUNDLED, fiche=1))
    decide(context, processor, parts[2], Decision(NO_SIGNAL, reason="te-vaag"))
    assert go(post) == 1
    (letter,) = sent(post)
    said = " ".join(body_of(letter).split())
    assert "deel 1" not in said
    assert "(deel 2 van 3) zit nu in fiche" in said
    assert "(deel 3 van 3). We weten te weinig" in said


def test_all_parts_in_one_fiche_are_the_signal_again(
    context: Context, post: Post, processor: Person, parts: list[uuid.UUID]
) -> None:
    decide(context, processor, parts[0], INTO)
    for part in parts[1:]:
        decide(context, processor, part, Decision(BUNDLED, fiche=1))
    assert go(post) == 1
    (letter,) = sent(post)
    said = " ".join(body_of(letter).split())
    assert "Je signaal 1 zit nu in fiche" in said
    assert said.count("We laten je weten wat er met deze fiche gebeurt.") == 1
    assert str(letter.message["Subject"]) == "[Signaal 1] Je signaal is gebundeld"
    assert "deel" not in said.replace("deelt", "")


def test_a_part_undone_before_the_letter_left_leaves_the_others_told(
    context: Context, post: Post, processor: Person, parts: list[uuid.UUID]
) -> None:
    for part, decision in zip(parts, (INTO, Decision(INTERN), Decision(NO_SIGNAL, reason="klacht")), strict=True):
        decide(context, processor, part, decision)
    assert go(post) == 1
    undo(context, processor, parts[1])
    decide(context, processor, parts[1], Decision(BUNDLED, fiche=1))
    assert go(post) == 1
    (letter,) = sent(post)
    said = " ".join(body_of(letter).split())
    assert "(deel 1 en 2 van 3) zit nu in fiche" in said
    assert "(deel 3 van 3). Het is een klacht" in said
    assert "Eén organisatie" not in said


def test_a_question_about_a_part_says_which(
    context: Context, post: Post, processor: Person, parts: list[uuid.UUID]
) -> None:
    with context.store.tenant(processor.place.id) as session:
        assert ask_reporter(session, processor.present(), parts[1], "Om hoeveel mensen gaat het?")
    assert go(post) == 1
    (letter,) = sent(post)
    assert "een vraag over je signaal 1 (deel 2 van 3)" in " ".join(body_of(letter).split())
