"""Who is let go: whoever only asks something, posts on the page of a forgotten chat, and the message that held it."""

from sqlalchemy import select

from core.context import Context
from core.intake.accept import Delivery, accept, find_door
from core.municipalities import Place
from core.store.tables import Contact, Conversation, Intake, Reporter
from tests.core.intake.chat_room import Chat

STORY = "Gezinnen met drie kinderen vinden geen betaalbare huurwoning, ze wachten al maanden op een antwoord."


def test_whoever_only_asks_something_is_not_kept(context: Context, place: Place) -> None:
    chat = Chat(context)
    for commands in (("help",), ("privacy",), ("mijn",), ("wis", "niets"), ("wis", "wis-ja")):
        for command in commands:  # while it is asked whether all may go, somebody is asked
            chat.say(command=command)
        with context.store.tenant(place.id) as session:
            assert session.scalars(select(Contact)).all() == [], commands
            assert session.scalars(select(Reporter)).all() == [], commands
    chat.say(command="start")
    chat.say(command="help")
    with context.store.tenant(place.id) as session:
        assert len(session.scalars(select(Contact)).all()) == 1


def test_forgetting_empties_a_post_that_waits_on_the_page_of_the_chat(context: Context, place: Place) -> None:
    chat = Chat(context)
    chat.deliver(text=STORY)
    taken = chat.take()
    assert taken is not None
    assert taken.said is not None
    lookup = context.keys.lookup("web", taken.said.link.rsplit("/", 1)[-1])
    with context.store.door() as session:
        web = find_door(session, "web").id
    accept(context, web, [Delivery("post-1", lookup, b"words on her page")])
    chat.say(command="wis-ja")
    with context.store.door() as session:
        rows = session.scalars(select(Intake).where(Intake.door_id == web)).all()
        assert [(row.body, row.lookup) for row in rows] == [(None, None)]
    with context.store.tenant(place.id) as session:
        assert {row.link for row in session.scalars(select(Conversation))} == {None}


def test_words_that_are_no_answer_to_a_warning_are_not_what_it_was_about(context: Context, place: Place) -> None:
    chat = Chat(context)
    chat.say(text=f"{STORY} Bel 0471 23 45 67.", message="11")
    chat.say(text="wablieft", message="12")
    chat.deliver(events=["hide"])
    taken = chat.take()
    assert taken is not None
    assert taken.said is not None
    assert taken.said.delete == "11"
