"""What the routes write is what the room hears; anything else is set aside."""

import json

import pytest

from core.context import Context
from core.dialogue.events import Answered, Confirmed, Corrected, Event, Hid, Kept, Skipped
from core.intake.accept import Delivery, find_door
from core.intake.pages import DraftPage, read_page, take_now
from core.intake.terminal import TerminalRoom
from core.municipalities import Place
from core.words import load_words
from tests.web.visiting import STORY
from web.room import Post, WebRoom, write_post

EVENTS: tuple[Event, ...] = (
    Answered("é\n“x”", "description"),
    Answered(("tekort", "drempel"), "kinds"),
    Corrected("trend"),
    Corrected(),
    Skipped("trend"),
    Hid(),
    Kept(),
    Kept(allow=True),
    Confirmed(final=True),
)


def test_events_and_commands_survive_the_way() -> None:
    room = WebRoom(load_words())
    heard = room.hear(write_post("lommerbeek", "link", "key", Post(events=EVENTS)))
    assert heard.events == EVENTS
    assert (heard.slug, heard.link, heard.room) == ("lommerbeek", "link", {"key": "key"})
    heard = room.hear(write_post("lommerbeek", "link", "key", Post(command="trek-in 3")))
    assert (heard.command, heard.argument, heard.events) == ("trek-in", "3", ())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"slug": "a", "link": "b", "key": "c"}',
        b'{"slug": "a", "link": "b", "key": "c", "events": [{"did": "sent"}]}',
        b'{"slug": "a", "link": "b", "key": "c", "events": [{"did": "hid", "status": "sent"}]}',
        b'{"slug": "a", "link": "b", "key": "c", "events": [{"did": "hid"}], "command": "stop"}',
    ],
)
def test_anything_else_is_not_heard(body: bytes) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        WebRoom(load_words()).hear(body)


def test_a_page_of_an_ended_conversation_leaves_the_next_one_alone(context: Context, place: Place) -> None:
    rooms = {"web": WebRoom(context.words), "terminal": TerminalRoom(context.words)}
    with context.store.door() as session:
        doors = {kind: find_door(session, kind).id for kind in rooms}
    lookup = context.keys.lookup("terminal", "someone")

    def say(number: int, line: str) -> str:
        body = json.dumps({"slug": place.slug, "line": line}).encode()
        from core.intake.accept import accept
        from core.intake.converse import converse

        accept(context, doors["terminal"], [Delivery(str(number), lookup, body)])
        settled = converse(context, rooms, "terminal", doors["terminal"], lookup)
        assert settled
        assert settled.said
        return settled.said.link.rpartition("/")[2]

    lines = ("/start", "1", "overslaan", STORY, "enkele", "verstuur nu")
    first = [say(number, line) for number, line in enumerate(lines)][-1]
    say(10, "verstuur")
    second = [say(number, line) for number, line in enumerate(("/nieuw", STORY), 20)][-1]
    assert first != second
    post = write_post(place.slug, first, "late", Post(events=(Answered("groep", "breadth"),)))
    taken = take_now(context, rooms, doors["web"], Delivery("late", context.keys.lookup("web", first), post))
    assert taken.state == "settled"
    page = read_page(context, place.slug, second)
    assert isinstance(page, DraftPage)
    assert "breadth" not in page.dialogue.answers
