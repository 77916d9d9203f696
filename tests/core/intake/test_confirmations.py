"""Questions before something is erased: typed words answer the question that is open, and never the one before it."""

import pytest
from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.store.tables import Contact, Conversation, Reporter, Signal
from tests.core.intake.chat_room import Chat

STORY = "Gezinnen met drie kinderen vinden geen betaalbare huurwoning, ze wachten al maanden op een antwoord."
TO_REVIEW = (STORY, "ocmw", "overslaan", "enkele", "verstuur nu")


def statuses(context: Context, place: Place) -> list[str]:
    with context.store.tenant(place.id) as session:
        return list(session.scalars(select(Signal.status).order_by(Signal.number)))


def reach(context: Context, *lines: str) -> Chat:
    chat = Chat(context)
    for line in lines:
        chat.say(text=line)
    return chat


@pytest.mark.parametrize("words", ["ja", "Ja, wis alles", "ok"])
def test_yes_to_erasing_erases_and_sends_nothing(context: Context, place: Place, words: str) -> None:
    chat = reach(context, *TO_REVIEW)
    assert "ja, wis alles" in chat.say(command="wis").lower()
    assert "Alles wat naar jou verwees" in chat.say(text=words)
    assert statuses(context, place) == []
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(Contact)).all() == []


def test_no_to_erasing_leaves_the_review_as_it_was(context: Context, place: Place) -> None:
    chat = reach(context, *TO_REVIEW)
    chat.say(command="wis")
    said = chat.say(text="nee")
    assert "zoals het is" in said
    assert STORY in said
    assert "nummer 1" in chat.say(text="ja"), "the question was answered: yes is again yes to the review"


def test_anything_else_drops_the_question_and_is_taken_as_usual(context: Context, place: Place) -> None:
    chat = reach(context, *TO_REVIEW[:3])
    chat.say(command="wis")
    assert "Is dit nieuw" in chat.say(text="enkele")
    assert "Alles wat naar jou" not in chat.say(text="ja")


def test_going_on_passes_no_question_and_beginning_anew_begins_anew(context: Context, place: Place) -> None:
    chat = reach(context, *TO_REVIEW[:4], "nieuw", "weet ik niet")
    asked = chat.say(command="nieuw")
    assert "Verdergaan" in asked
    assert "wissen we" in chat.say(text="nee"), "asked again: no is no word to erase for"
    assert "Vraag 5 van 7" in chat.say(text="Verdergaan")
    chat.say(command="nieuw")
    assert "Vraag 1 van 7" in chat.say(text="opnieuw beginnen")


@pytest.mark.parametrize("words", ["ja", "Ja, trek in: nr. 1", "ja trek in nr"])
def test_yes_to_withdrawing_withdraws_with_or_without_a_draft(context: Context, place: Place, words: str) -> None:
    chat = reach(context, *TO_REVIEW, "verstuur")
    chat.say(command="trek-in", argument="1")
    assert "zoals het is" in chat.say(text="neen")
    chat.say(command="trek-in", argument="1")
    assert "is ingetrokken" in chat.say(text=words)
    assert statuses(context, place) == ["ingetrokken"]
    with context.store.tenant(place.id) as session:
        assert len(session.scalars(select(Conversation)).all()) == 1, "no draft was opened for a yes"


def test_cancelling_is_asked_once_and_an_old_button_cancels_nothing(context: Context, place: Place) -> None:
    chat = reach(context, *TO_REVIEW)
    assert "Zeker?" in chat.say(text="annuleer")
    assert STORY in chat.say(text="nee, ga verder")
    assert "vorig signaal" in chat.say(command="stop-ja")
    chat.say(text="annuleer")
    assert "Gestopt" in chat.say(text="ja")
    assert statuses(context, place) == []
    with context.store.tenant(place.id) as session:
        assert {row.state for row in session.scalars(select(Conversation))} == {"stopped"}


def test_who_only_asks_to_be_erased_is_not_kept_for_it(context: Context, place: Place) -> None:
    for answer in ("nee", "/help"):
        chat = Chat(context)
        chat.say(command="wis")
        chat.say(**({"command": "help"} if answer == "/help" else {"text": answer}))
        with context.store.tenant(place.id) as session:
            assert session.scalars(select(Contact)).all() == []
            assert session.scalars(select(Reporter)).all() == []
