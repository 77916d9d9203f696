"""One delivery after the other: where a chat sits, what cannot be understood, what waits, and what is forgotten."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from core.context import Context
from core.insight.facts_around import read_begun
from core.intake.letters import letter_place
from core.intake.waiting import MOST_A_MINUTE
from core.municipalities import Place
from core.privacy.keys import hash_token
from core.store.tables import Contact, Conversation, Intake, Invitation, Letter, Reporter, Signal
from tests.core.intake.chat_room import Chat

STORY = "Gezinnen met drie kinderen vinden geen betaalbare huurwoning, ze wachten al maanden op een antwoord."


def outcomes(context: Context) -> list[tuple[str, str | None, str | None]]:
    """State, outcome and reason of every delivery, by arrival."""
    with context.store.door() as session:
        columns = select(Intake.state, Intake.outcome, Intake.reason).order_by(Intake.id)
        return [(row[0], row[1], row[2]) for row in session.execute(columns)]


def test_words_before_a_municipality_is_known_are_kept_and_taken_first(
    context: Context, place: Place, other_place: Place
) -> None:
    chat = Chat(context)
    assert "Voor welke gemeente" in chat.say(text=STORY)
    assert outcomes(context) == [("waiting", None, "where")]
    assert chat.take() is None
    chat.say(pick="zandhove")
    taken = chat.take()
    assert taken is not None
    assert taken.outcome == "answer"
    with context.store.tenant(other_place.id) as session:
        assert len(session.scalars(select(Conversation)).all()) == 1
    assert [outcome for _state, outcome, _reason in outcomes(context)] == ["answer", "command"]


def test_a_start_without_a_municipality_greets_first(context: Context, place: Place, other_place: Place) -> None:
    assert Chat(context).say(command="start").startswith("Dag!")


def test_a_typed_name_chooses_the_municipality(context: Context, place: Place, other_place: Place) -> None:
    assert "aan Zandhove" in Chat(context).say(text="zandhove!")


def test_where_a_conversation_stopped_outlives_its_words(context: Context, place: Place) -> None:
    chat = Chat(context)
    chat.say(command="start")
    chat.say(text=STORY)
    chat.say(command="stop")
    now = context.clock()
    with context.store.tenant(place.id) as session:
        row = session.scalars(select(Conversation)).one()
        assert (row.state, row.dialogue, row.stage) == ("stopped", None, "sector")
        begun = read_begun(session, now - timedelta(hours=1), now + timedelta(hours=1))
    assert [(one.channel, one.begun, one.sent, one.stage) for one in begun] == [("telegram", 1, 0, "sector")]


def test_an_invitation_fills_in_what_it_knows(context: Context, place: Place, other_place: Place) -> None:
    with context.store.tenant(place.id) as session:
        token = hash_token("invitation-of-22-chars")
        session.add(Invitation(municipality_id=place.id, token_hash=token, sector="ocmw", organisation="Sociaal Huis"))
    said = Chat(context).say(command="start", argument="invitation-of-22-chars")
    assert "Wat merk je op?" in said
    with context.store.tenant(place.id) as session:
        reporter = session.scalars(select(Reporter)).one()
        assert (reporter.sector, reporter.organisation) == ("ocmw", "Sociaal Huis")


def test_a_delivery_that_cannot_be_understood_is_set_aside_and_blocks_nobody(
    context: Context, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    chat = Chat(context)
    chat.deliver(broken=True)
    chat.deliver(command="start")
    first, second = chat.take(), chat.take()
    assert first is not None
    assert second is not None
    assert (first.outcome, second.outcome) == ("aside", "command")
    assert outcomes(context) == [("shunted", "aside", "ValueError"), ("settled", "command", None)]
    printed = capsys.readouterr()
    assert "secret words" not in printed.out + printed.err
    with context.store.door() as session:
        assert session.scalars(select(Intake.body).order_by(Intake.id)).all()[0] is not None


def test_who_was_understood_and_then_not_served_hears_that_nothing_is_lost(context: Context, place: Place) -> None:
    chat = Chat(context)
    chat.deliver(slug="nergens", text=STORY)
    taken = chat.take()
    assert taken is not None
    assert outcomes(context) == [("shunted", "aside", "NotFound")]
    with context.store.door() as session:
        letter = session.scalars(select(Letter)).one()
        body = context.keys.open_json(letter.body or b"", letter_place(letter.municipality_id, letter.id))
    assert body == {"text": "Er ging iets mis. Je bericht is bewaard."}


def test_deliveries_are_taken_in_the_order_of_the_chat(context: Context, place: Place) -> None:
    chat = Chat(context)
    chat.say(command="start")
    chat.deliver(placed=3, text="enkele")
    chat.deliver(placed=2, text=STORY)
    chat.deliver(placed=1, text="overslaan")
    chat.deliver(placed=0, text="ocmw")
    for _ in range(4):
        chat.take()
    said = chat.say(text="verstuur nu")
    assert STORY in said


def test_a_changed_message_changes_the_answer_and_leaves_no_trace(context: Context, place: Place) -> None:
    chat = Chat(context)
    chat.say(text="De vorige bewoording van dit verhaal, met te weinig plaatsen in de crèche.", message="11")
    chat.say(text=STORY, message="11", edited=True)
    for words in ("ocmw", "overslaan", "enkele", "verstuur nu", "verstuur"):
        chat.say(text=words)
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(Signal.text)).one() == STORY
    assert "al verstuurd" in chat.say(text="Toch weer anders geschreven.", message="11", edited=True)


def test_a_text_that_was_warned_about_and_told_anew_leaves_the_chat(context: Context, place: Place) -> None:
    chat = Chat(context)

    def delete(**heard: Any) -> str:
        chat.deliver(**heard)
        taken = chat.take()
        assert taken is not None
        assert taken.said is not None
        return taken.said.delete

    assert delete(text=f"{STORY} Bel 0471 23 45 67.", message="11") == ""
    assert delete(text=f"{STORY} Bel 0488 76 54 32.", message="12") == "11"
    assert delete(text=STORY, message="14") == "12"
    assert delete(text="ocmw", message="15") == ""


def test_a_text_that_was_warned_about_and_edited_in_place_stays(context: Context, place: Place) -> None:
    chat = Chat(context)
    chat.say(text=f"{STORY} Bel 0471 23 45 67.", message="11")
    chat.deliver(text=STORY, message="11", edited=True)
    taken = chat.take()
    assert taken is not None
    assert taken.said is not None
    assert taken.said.delete == ""
    assert taken.said.dialogue is not None
    assert not taken.said.dialogue.waiting


def test_a_signal_is_sent_once_however_often_its_last_message_comes(context: Context, place: Place) -> None:
    chat = Chat(context)
    for words in (STORY, "ocmw", "overslaan", "enkele", "verstuur nu"):
        chat.say(text=words)
    assert chat.deliver(external_id="last", text="verstuur") == 1
    assert chat.deliver(external_id="last", text="verstuur") == 0
    assert [settled.outcome for settled in (chat.take(), chat.take()) if settled] == ["signal"]
    with context.store.tenant(place.id) as session:
        assert len(session.scalars(select(Signal)).all()) == 1


def test_a_flood_waits_and_is_answered_once(context: Context, place: Place) -> None:
    chat = Chat(context)
    for _ in range(MOST_A_MINUTE + 5):
        chat.deliver(command="help")
    while chat.take():
        pass
    waiting = [row for row in outcomes(context) if row[0] == "waiting"]
    assert waiting == [("waiting", None, "rate")] * 5
    with context.store.door() as session:
        assert len(session.scalars(select(Letter)).all()) == MOST_A_MINUTE + 1


def test_who_wants_no_answer_is_not_kept(context: Context, place: Place) -> None:
    chat = Chat(context)
    for words in (STORY, "ocmw", "overslaan", "enkele", "nieuw", "weet ik niet", "overslaan", "overslaan", "nee"):
        chat.say(text=words)
    assert "nummer 1" in chat.say(text="verstuur")
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(Contact)).all() == []
        assert session.scalars(select(Reporter)).all() == []
        assert session.scalars(select(Signal.reporter_id)).one() is None


def test_an_address_given_for_an_answer_is_sealed_and_apart(context: Context, place: Place) -> None:
    chat = Chat(context)
    for words in (STORY, "ocmw", "overslaan", "enkele", "nieuw", "weet ik niet", "overslaan", "overslaan", "e-mail"):
        chat.say(text=words)
    review = chat.say(text="leen@example.org")
    assert "leen@example.org" not in review
    chat.say(text="verstuur")
    with context.store.tenant(place.id) as session:
        assert len(session.scalars(select(Contact)).all()) == 2
        everything = session.execute(text("select to_jsonb(signal) from signal")).scalars().all()
        assert "leen@example.org" not in json.dumps(everything)


def test_a_withdrawn_signal_has_no_words_left(context: Context, place: Place) -> None:
    chat = Chat(context)
    for words in (STORY, "ocmw", "overslaan", "enkele", "verstuur nu", "verstuur"):
        chat.say(text=words)
    assert "niet ongedaan" in chat.say(command="trek-in", argument="1")
    assert "zoals het is" in chat.say(command="niets")
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(Signal.status)).one() == "nieuw"
    assert "ingetrokken" in chat.say(command="trek-in-ja", argument="1")
    with context.store.tenant(place.id) as session:
        signal = session.scalars(select(Signal)).one()
        assert (signal.text, signal.status, signal.reporter_id) == ("", "ingetrokken", None)
        assert session.execute(text("select count(*) from find_signals('huurwoning')")).scalar_one() == 0
    assert "vinden we niet" in chat.say(command="trek-in", argument="1")


def test_a_withdrawn_signal_is_in_no_letter_that_could_still_be_sent(context: Context, place: Place) -> None:
    chat = Chat(context)
    for words in (STORY, "ocmw", "overslaan", "enkele", "verstuur nu", "verstuur"):
        chat.say(text=words)
    with context.store.door() as session:
        session.execute(update(Letter).values(state="failed"))
    chat.say(command="trek-in-ja", argument="1")
    with context.store.door() as session:
        letters = [
            (letter.state, letter.body is None) for letter in session.scalars(select(Letter).order_by(Letter.seq))
        ]
    assert set(letters[:-1]) == {("dropped", True)}
    assert letters[-1] == ("queued", False)


def test_forgetting_takes_the_chat_with_it(context: Context, place: Place) -> None:
    chat = Chat(context)
    for words in (STORY, "ocmw", "overslaan", "enkele", "verstuur nu", "verstuur"):
        chat.say(text=words)
    chat.say(text="Een tweede verhaal dat nog niet verstuurd is, over te weinig plaatsen.")
    assert "Alles wat naar jou verwees" in chat.say(command="wis-ja")
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(Contact)).all() == []
        assert {row.dialogue for row in session.scalars(select(Conversation))} == {None}
        assert session.scalars(select(Signal.reporter_id)).one() is None
    with context.store.door() as session:
        assert {row.lookup for row in session.scalars(select(Intake))} == {None}
        letters = list(session.scalars(select(Letter).order_by(Letter.seq)))
        assert {letter.lookup for letter in letters} == {None}
        assert [letter.body is None for letter in letters] == [True] * (len(letters) - 1) + [False]
