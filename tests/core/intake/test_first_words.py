"""First words that are no story, a story behind a command, and what is asked of a reporter once."""

from typing import Any

import pytest
from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.store.tables import Contact, Conversation, Signal
from tests.core.intake.chat_room import Chat

STORY = "Gezinnen met drie kinderen vinden geen betaalbare huurwoning, ze wachten al maanden op een antwoord."


def conversations(context: Context, place: Place) -> list[str]:
    with context.store.tenant(place.id) as session:
        return [row.state for row in session.scalars(select(Conversation).order_by(Conversation.opened_at))]


@pytest.mark.parametrize("words", ["hallo", "Goeiemorgen!", "Dag allemaal"])
def test_a_greeting_is_greeted_back_and_opens_no_draft(context: Context, place: Place, words: str) -> None:
    chat = Chat(context)
    assert "Lommerbeek" in chat.say(text=words)
    assert conversations(context, place) == []
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(Contact)).all() == []
    assert "In welke sector" in chat.say(text=STORY)


@pytest.mark.parametrize("words", ["dank u", "Bedankt!", "ok bedankt"])
def test_thanks_after_sending_open_no_draft(context: Context, place: Place, words: str) -> None:
    chat = Chat(context)
    for line in (STORY, "ocmw", "overslaan", "enkele", "verstuur nu", "verstuur"):
        chat.say(text=line)
    assert "Graag gedaan" in chat.say(text=words)
    assert conversations(context, place) == ["sent"]
    assert "nummer 1" not in chat.say(text="Dank u, maar er is nog iets: ook de bussen rijden niet meer.")
    assert conversations(context, place) == ["sent", "open"]


@pytest.mark.parametrize("first", [{}, {"command": "start"}])
def test_words_behind_nieuw_are_the_story(context: Context, place: Place, first: dict[str, Any]) -> None:
    chat = Chat(context)
    if first:
        chat.say(**first)
    assert "In welke sector" in chat.say(command="nieuw", argument=STORY)
    for line in ("ocmw", "overslaan", "enkele"):
        chat.say(text=line)
    assert STORY in chat.say(text="verstuur nu")


def test_words_behind_nieuw_beside_an_open_story_are_said_not_to_be_kept(context: Context, place: Place) -> None:
    chat = Chat(context)
    chat.say(text=STORY)
    assert "niet bewaard" in chat.say(command="nieuw", argument="Een ander verhaal, over te weinig plaatsen.")


@pytest.mark.parametrize("before", [(), ("ocmw",)], ids=["sector", "organisation"])
def test_a_story_at_a_question_about_the_reporter_is_the_story(
    context: Context, place: Place, before: tuple[str, ...]
) -> None:
    chat = Chat(context)
    chat.say(command="start")
    for line in before:
        chat.say(text=line)
    said = chat.say(text=STORY)
    assert "als je beschrijving" in said
    assert ("Bij welke organisatie" if before else "In welke sector") in said
    for line in ("ocmw", "overslaan", "enkele")[len(before) :]:
        chat.say(text=line)
    review = chat.say(text="verstuur nu")
    assert STORY in review
    assert "Organisatie:" not in review


def test_short_sentences_are_the_story_and_a_name_is_a_name(context: Context, place: Place) -> None:
    chat = Chat(context)
    chat.say(command="start")
    assert "als je beschrijving" in chat.say(text="Er is geen opvang. Ouders wachten maanden.")
    chat.say(text="ocmw")
    assert "één voorbeeld" in chat.say(text="De Regenboog, afdeling jeugd"), "a name, and the next question"


@pytest.mark.parametrize("end", [("stop",), ("overslaan", STORY, "stop", "ja")])
def test_what_was_answered_or_passed_over_is_asked_once(context: Context, place: Place, end: tuple[str, ...]) -> None:
    chat = Chat(context)
    chat.say(command="start")
    for line in ("overslaan", *end):
        chat.say(text=line)
    said = chat.say(command="nieuw")
    assert "In welke sector" not in said
    assert ("Bij welke organisatie" in said) == (end == ("stop",)), "what was not reached is still asked"


def test_a_sector_of_a_draft_that_was_cancelled_goes_with_the_next_signal(context: Context, place: Place) -> None:
    chat = Chat(context)
    for line in ("/start", "ocmw", "overslaan"):
        chat.say(**({"command": "start"} if line == "/start" else {"text": line}))
    chat.say(command="stop")
    for line in (STORY, "enkele", "verstuur nu", "verstuur"):
        chat.say(text=line)
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(Signal.sector)).all() == ["ocmw"]
