"""One question: out in her own channel, answered there, added to her signal; withdrawn and asked again."""

import json
import uuid
from collections.abc import Generator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.hear import hear_update
from bot.reduce import reduce_update
from bot.room import TelegramRoom
from core.context import Context
from core.errors import NotPossible
from core.feedback.telling import tell as tell_due
from core.feedback.writing import Post as Writing
from core.intake.accept import Delivery, accept, find_door
from core.intake.converse import converse
from core.intake.rooms import Said
from core.municipalities import Place
from core.people.roles import PERMISSIONS
from core.privacy.erase import withdraw
from core.review.asking import NoQuestion, ask_reporter, list_answered, read_questions, withdraw_question
from core.review.decide import decide_signal
from core.review.decision import INTERN, Decision, read_standing
from core.store.tables import Contact, Conversation, Intake, Journal, Letter, Question, Signal
from tests.admin.panel import status_of
from tests.contract.filling import as_owner
from tests.core.people.staffing import Person, hire
from tests.mail.room.posting import OTHERS, STORY, Post, body_of, open_post, reply_to

ASKED = "In welke wijk zie je dit het meest?"
ANSWER = "Vooral rond het station, bij gezinnen met drie of meer kinderen."


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


@pytest.fixture
def processor(context: Context, place: Place) -> Person:
    return hire(context, place)


def ask(context: Context, person: Person, signal_id: uuid.UUID, text: str = ASKED) -> bool:
    with context.store.tenant(person.place.id) as session:
        return ask_reporter(session, person.present(), signal_id, text)


def take_back(context: Context, person: Person, signal_id: uuid.UUID) -> bool:
    with context.store.tenant(person.place.id) as session:
        return withdraw_question(session, person.present(), signal_id)


def go(post: Post) -> int:
    return tell_due(Writing(post.context, post.place, {"mail": post.room}))


def told(post: Post) -> uuid.UUID:
    """Let her tell something by mail, and be thanked for it."""
    post.say(STORY)
    post.letter()
    return post.signals()[-1].id


def text_of(context: Context, place: Place, signal_id: uuid.UUID) -> str:
    with context.store.tenant(place.id) as session:
        return session.get_one(Signal, signal_id).text


def answered(context: Context, person: Person) -> list[int]:
    with context.store.tenant(person.place.id) as session:
        return [line.number for line in list_answered(session, person.present())]


def test_a_question_by_mail_is_answered_by_replying(
    context: Context, place: Place, post: Post, processor: Person
) -> None:
    signal_id = told(post)
    assert ask(context, processor, signal_id, f"{ASKED} Bel 0471 23 45 67.")
    assert status_of(context, place, signal_id) == "aanvulling-gevraagd"
    assert go(post) == 1
    assert go(post) == 0
    letter = post.letter()
    assert str(letter.message["Subject"]) == "[Signaal 1] Een vraag over je signaal"
    said = body_of(letter)
    assert ASKED in said
    assert "0471" not in said
    assert "/lommerbeek/vraag/" in said
    assert post.say(f"{ANSWER} Vraag Jan Peeters.", to=reply_to(letter), subject="Re: vraag").outcome == "answer"
    assert "Je antwoord staat bij signaal 1." in body_of(post.letter())
    text = text_of(context, place, signal_id)
    assert text.startswith(STORY.replace("\n", " ")[:20])
    assert ANSWER in text
    assert "Jan Peeters" not in text
    assert status_of(context, place, signal_id) == "in-nazicht"
    assert answered(context, processor) == [1]
    assert len(post.signals()) == 1
    assert ask(context, processor, signal_id, "En hoe lang al?"), "asked again"
    assert answered(context, processor) == []


@pytest.mark.parametrize("way", ["letter", "subject"])
def test_an_answer_without_the_token_is_known_by_its_letter_or_thread(
    context: Context, place: Place, post: Post, processor: Person, way: str
) -> None:
    signal_id = told(post)
    ask(context, processor, signal_id)
    go(post)
    letter = post.letter()
    head = f"In-Reply-To: {letter.message['Message-ID']}\n" if way == "letter" else ""
    subject = "Antwoord" if way == "letter" else "Re: [Signaal 1] Een vraag over je signaal"
    post.say(ANSWER, headers=head, subject=subject)
    assert ANSWER in text_of(context, place, signal_id)
    assert status_of(context, place, signal_id) == "in-nazicht"


def test_somebody_else_with_the_token_changes_nothing(
    context: Context, place: Place, post: Post, processor: Person
) -> None:
    signal_id = told(post)
    ask(context, processor, signal_id)
    go(post)
    to = reply_to(post.letter())
    post.say(ANSWER, to=to, sender="iemand@anders.example.org")
    assert ANSWER not in text_of(context, place, signal_id)
    assert status_of(context, place, signal_id) == "aanvulling-gevraagd"


def test_withdrawn_in_time_it_is_not_asked_and_a_late_answer_is_kept(
    context: Context, place: Place, post: Post, processor: Person
) -> None:
    signal_id = told(post)
    ask(context, processor, signal_id)
    assert not ask(context, processor, signal_id), "the same form twice"
    with pytest.raises(NotPossible):
        ask(context, processor, signal_id, "Iets heel anders?")
    assert take_back(context, processor, signal_id)
    assert not take_back(context, processor, signal_id)
    assert (go(post), post.letters()) == (0, [])
    ask(context, processor, signal_id)
    go(post)
    letter = post.letter()
    with context.store.tenant(place.id) as session:  # deciding settles what was asked
        stand = read_standing(session, signal_id).stand
        decide_signal(session, processor.present(), signal_id, Decision(INTERN), stand)
    post.say(ANSWER, to=reply_to(letter))
    assert ANSWER in text_of(context, place, signal_id)
    assert status_of(context, place, signal_id) == INTERN
    assert answered(context, processor) == []


def test_who_cannot_be_reached_is_asked_nothing(context: Context, place: Place, post: Post, processor: Person) -> None:
    signal_id = told(post)
    with pytest.raises(NoQuestion):
        ask(context, processor, signal_id, " ? ")
    with as_owner(context.store.url) as session:
        session.execute(update(Contact).values(paused="bounce"))
    with pytest.raises(NotPossible):
        ask(context, processor, signal_id)
    assert all("signals.decide" in PERMISSIONS[role] for role in ("verwerker", "coordinator"))


class Chat:
    """A chat with the bot, of a reporter whose first signal was sent."""

    def __init__(self, context: Context, place: Place) -> None:
        self.context, self.place, self.count = context, place, 0
        self.rooms = {"telegram": TelegramRoom(context.words)}
        with context.store.door() as session:
            self.door = find_door(session, "telegram").id
        self.lookup = context.keys.lookup("telegram", "7001")

    def take(self, **update: Any) -> Said | None:
        self.count += 1
        body = json.dumps({"update_id": self.count, **update}).encode()
        accept(self.context, self.door, [Delivery(f"u{self.count}", self.lookup, body, self.count)])
        settled = converse(self.context, self.rooms, "telegram", self.door, self.lookup)
        assert settled is not None
        with as_owner(self.context.store.url) as session:  # every reply arrives
            session.execute(update_sent())
        return settled.said

    def message(self, **more: Any) -> dict[str, Any]:
        return {"message_id": self.count + 1, "date": self.count, "chat": {"id": 7001, "type": "private"}, **more}

    def type(self, text: str, **more: Any) -> str:
        said = self.take(message=self.message(text=text, **more))
        return self.written(said)

    def tap(self, data: str) -> str:
        query = {"id": "1", "from": {"id": 7001}, "data": data, "message": self.message()}
        return self.written(self.take(callback_query=query))

    def written(self, said: Said | None) -> str:
        letters = self.rooms["telegram"].tell(said) if said else []
        return json_text(letters)

    def go(self) -> int:
        count = tell_due(Writing(self.context, self.place, self.rooms))
        with as_owner(self.context.store.url) as session:
            session.execute(update_sent())
        return count

    def signals(self) -> list[Signal]:
        with self.context.store.tenant(self.place.id) as session:
            return list(session.scalars(select(Signal).order_by(Signal.number)))


def update_sent() -> Any:
    return update(Letter).where(Letter.state == "queued").values(state="sent", sent_at=datetime.now(UTC))


def json_text(letters: list[dict[str, Any]]) -> str:
    return json.dumps(letters, ensure_ascii=False)


@pytest.fixture
def chat(context: Context, place: Place, processor: Person) -> Chat:
    """A chat in which signal 1 was sent and a question about it arrived."""
    chat = Chat(context, place)
    for words in ("/start", "ocmw", "overslaan", OTHERS[0], "enkele", "verstuur nu", "verstuur"):
        chat.type(words)
    (signal,) = chat.signals()
    ask(context, processor, signal.id)
    assert chat.go() == 1
    return chat


def test_after_its_button_the_next_message_is_the_answer_whatever_draft_is_open(chat: Chat) -> None:
    chat.type("/nieuw")
    chat.type(OTHERS[1])  # asked whether it is the answer? no: a draft is open
    assert "volgende bericht" in chat.tap("x:antwoord 1")
    said = chat.type(ANSWER)
    assert "Je antwoord staat bij signaal 1." in said
    assert "Bij hoeveel mensen" in said, "the draft goes on where it was"
    (signal,) = chat.signals()
    assert ANSWER in signal.text
    chat.type("veel")
    chat.type("verstuur nu")
    chat.type("verstuur")
    assert [OTHERS[1] in other.text for other in chat.signals()] == [False, True]


def test_a_reply_to_the_question_is_its_answer(chat: Chat) -> None:
    with as_owner(chat.context.store.url) as session:
        assert session.scalars(select(Question.state)).one() == "open"
    buttons = {"inline_keyboard": [[{"text": "Antwoord op signaal 1", "callback_data": "x:antwoord 1"}]]}
    replied = {"message_id": 3, "text": "Een vraag", "from": {"id": 1, "first_name": "Geheim"}, "reply_markup": buttons}
    kept = reduce_update({"update_id": 1, "message": chat.message(text=ANSWER, reply_to_message=replied)})
    assert "Geheim" not in str(kept)
    assert "Een vraag" not in str(kept)
    assert hear_update(reduce_update(kept)).answers == "1", "also when it was reduced before"
    assert "signaal 1" in chat.type(ANSWER, reply_to_message=replied)
    assert "signaal 1" in chat.type("En ook aan het park.", reply_to_message=replied), "a second one is kept too"
    assert chat.signals()[0].text.endswith(f"{ANSWER}\n\nEn ook aan het park.")


@pytest.mark.parametrize(("choice", "count"), [("ja", 1), ("nee", 2)])
def test_words_that_may_be_either_are_asked_about(chat: Chat, choice: str, count: int) -> None:
    assert "Is dit je antwoord, of een nieuw signaal?" in chat.type(f"{OTHERS[2]} Bel 0471 23 45 67.")
    said = chat.tap("x:antwoord-dit 1") if choice == "ja" else chat.type("nee")
    if count == 1:
        assert "Je antwoord staat bij signaal 1." in said
        assert "bus" in chat.signals()[0].text
        assert "0471" not in chat.signals()[0].text
        with as_owner(chat.context.store.url) as session:
            assert "open" not in set(session.scalars(select(Conversation.state)))
        return
    chat.type("verbergen")
    chat.type("veel")
    chat.type("verstuur nu")
    chat.type("verstuur")
    assert ["bus" in signal.text for signal in chat.signals()] == [False, True]


def test_what_is_no_answer_is_not_taken_for_one(chat: Chat) -> None:
    assert "Er is geen vraag" in chat.tap("x:antwoord 9")
    chat.tap("x:antwoord 1")
    chat.take(message=chat.message(photo=[{}]))  # refused, and the next message is still the answer
    assert "signaal 1" in chat.type(ANSWER)
    chat.tap("x:antwoord 1")
    assert chat.tap("x:niets")
    with chat.context.store.tenant(chat.place.id) as session:
        signal = session.scalars(select(Signal).with_for_update()).one()
        withdraw(session, signal)
    chat.tap("x:antwoord 1")
    assert "niet meer" in chat.type("Nog iets.")
    with as_owner(chat.context.store.url) as session:
        assert set(session.scalars(select(Intake.state))) == {"settled"}
        whats = list(session.scalars(select(Journal.what).order_by(Journal.id)))
        assert whats == ["received", "asked", "answered", "withdrawn"]


def test_what_was_asked_is_read_with_how_it_fares(chat: Chat, processor: Person) -> None:
    with chat.context.store.tenant(chat.place.id) as session:
        (shown,) = read_questions(session, processor.present(), chat.signals()[0].id)
    assert (shown.text, shown.state, shown.sending, shown.by) == (ASKED, "open", "sent", processor.email)
