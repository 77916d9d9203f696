"""What is kept of an update, and what buttons and messages may hold: pure, on anything."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.keyboard import toggle
from bot.reduce import MEDIA, reduce_update
from bot.room import TelegramRoom
from bot.taps import event_of, fits, read_tap, write_tap
from bot.tell import LONGEST, split_text
from core.dialogue.events import Kept
from core.dialogue.form import Option, Question
from core.dialogue.load import load_form
from core.words import load_words

WORDS = load_words()
ROOM = TelegramRoom(WORDS)
SLOTS = ("message", "edited_message", "callback_query", "my_chat_member", "poll")
FIELDS = ("message_id", "date", "edit_date", "chat", "from", "text", "id", "type", "data", "message", "first_name",
          "caption", "forward_origin", *MEDIA)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from(["private", "group", "a:1:b:c"]),
    lambda inner: st.dictionaries(st.sampled_from(FIELDS), inner, max_size=6) | st.lists(inner, max_size=2),
    max_leaves=20,
)
UPDATES = st.dictionaries(st.sampled_from(("update_id", *SLOTS)), VALUES, max_size=3)


def private(slot: str = "message", **fields: Any) -> dict[str, Any]:
    person = {"id": 7001, "first_name": "Wilhelmina", "username": "wv", "type": "private", "photo": {"small": "x"}}
    return {"update_id": 5, slot: {"message_id": 3, "date": 9, "chat": person, "from": person, **fields}}


@given(UPDATES)
def test_anything_is_reduced_once_and_understood(update: dict[str, Any]) -> None:
    kept = reduce_update(update)
    assert reduce_update(json.loads(json.dumps(kept))) == kept, "what was reduced before stays as it is"
    assert "first_name" not in json.dumps(kept)
    ROOM.hear(json.dumps(kept).encode())


def test_only_the_allowed_fields_are_kept() -> None:
    assert reduce_update(private(text="hallo", reply_to_message={"text": "Roos"}, via_bot={"id": 1})) == {
        "update_id": 5,
        "message": {"message_id": 3, "date": 9, "chat": {"id": 7001, "type": "private"}, "text": "hallo"},
    }
    assert reduce_update(private(photo=[{"file_id": "F"}], caption="Roos"))["message"] == {
        "message_id": 3, "date": 9, "chat": {"id": 7001, "type": "private"}, "photo": True,
    }  # fmt: skip


def test_every_kind_of_message_is_refused_in_words() -> None:
    for kind in MEDIA:
        heard = ROOM.hear(json.dumps(private("message", **{kind: {"file_id": "F"}})).encode())
        assert WORDS.has(heard.refusal), kind


def test_commands_are_read_with_the_name_of_the_bot_and_what_follows() -> None:
    for text, name, argument in (
        ("/start", "start", ""),
        ("/start@SignaalBot zandhove", "start", "zandhove"),
        ("/Wis", "wis", ""),
        (" /trek-in 12 ", "trek-in", "12"),
    ):
        heard = ROOM.hear(json.dumps(private(text=text)).encode())
        assert (heard.command, heard.argument) == (name, argument)
    assert ROOM.hear(json.dumps(private(text="/ of 3 gezinnen")).encode()).text == "/ of 3 gezinnen"


def test_every_option_fits_on_a_button() -> None:
    organisations = [f"Centrum voor algemeen welzijnswerk en begeleiding nummer {number} 🏠" for number in range(99)]
    form = load_form("signaal", organisations)
    for question in form.questions:
        marks = tuple(option.mark for option in question.options)
        assert len(set(marks)) == len(marks), question.key
        assert fits(write_tap("t", "0a1b2c3d", question.key, marks[: question.at_most]))


def test_button_of_a_choice_carries_which_text_it_is_about() -> None:
    heard = ROOM.hear(json.dumps(_tapped(write_tap("k", "0a1b2c3d", over="5f6e7d"))).encode())
    assert (heard.conversation, heard.over, heard.events) == ("0a1b2c3d", "5f6e7d", (Kept(),))
    bare = ROOM.hear(json.dumps(_tapped(write_tap("b", "0a1b2c3d"))).encode())
    assert (bare.conversation, bare.over) == ("0a1b2c3d", "")


def _tapped(data: str) -> dict[str, Any]:
    person = {"id": 7001, "type": "private"}
    message = {"message_id": 3, "date": 9, "chat": person}
    return {"update_id": 5, "callback_query": {"id": "1", "from": person, "data": data, "message": message}}


@given(st.text(max_size=80))
def test_any_button_is_read(data: str) -> None:
    event_of(read_tap(data))


def test_ticks_keep_to_the_most_and_dont_know_stands_alone() -> None:
    options = (Option("a", "A"), Option("b", "B"), Option("c", "C"), Option("onbekend", "Weet ik niet", alone=True))
    question = Question("q", "choices", "?", options=options, at_most=2)
    first, second, third, unknown = options
    both = toggle(question, toggle(question, (), first), second)
    assert both == (first.mark, second.mark)
    assert toggle(question, both, third) == (second.mark, third.mark)
    assert toggle(question, both, first) == (second.mark,)
    assert toggle(question, both, unknown) == (unknown.mark,)
    assert toggle(question, (unknown.mark,), first) == (first.mark,)


@given(st.lists(st.text(alphabet="abc é🏠\n", max_size=3000), max_size=6))
def test_long_texts_are_split_between_words(parts: list[str]) -> None:
    text = "\n\n".join(parts)
    pieces = split_text(text)
    assert all(0 < len(piece.encode("utf-16-le")) // 2 <= LONGEST for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split()), "nothing is lost"


def test_paragraphs_and_words_stay_whole() -> None:
    paragraphs = ["woord " * 400, "zin " * 500, "slot " * 100]
    pieces = split_text("\n\n".join(paragraphs))
    assert len(pieces) == 2
    assert pieces[0].endswith("woord")
    assert set(" ".join(pieces).split()) == {"woord", "zin", "slot"}
