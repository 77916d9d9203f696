"""What goes wrong beneath a turn: a statement that never succeeds, a letter that cannot be opened, claims that hang."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from core.context import Context
from core.intake.letters import claim_letters, recover_letters
from core.municipalities import Place
from core.start import owning
from core.store.tables import Allowed, Intake, Letter
from tests.core.intake.chat_room import Chat

STORY = "Gezinnen met drie kinderen vinden geen betaalbare huurwoning, ze wachten al maanden op een antwoord."
_REFUSE = """
create function refuse() returns trigger language plpgsql as
    $$begin raise exception 'too large' using errcode = '54000'; end$$;
create trigger refuse before insert on conversation for each row execute function refuse();
"""


def test_what_the_database_can_never_do_is_set_aside_and_blocks_nobody(
    context: Context, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    with owning(context.store.url) as session:
        session.execute(text(_REFUSE))
    chat = Chat(context)
    chat.deliver(text=STORY)
    taken = chat.take()
    assert taken is not None
    assert taken.outcome == "aside"
    with context.store.door() as session:
        assert session.scalars(select(Intake.state)).all() == ["shunted"]
    assert "Gezinnen" not in capsys.readouterr().err
    assert chat.say(command="help")


def test_words_longer_than_any_name_are_not_proposed(context: Context, place: Place) -> None:
    chat = Chat(context)
    address = "https://example.org/" + "".join(chr(0x4E00 + number * 7) for number in range(1300))
    chat.say(text=f"{STORY} Het staat op {address}.")
    assert "OperationalError" not in chat.say(text="Dit is een organisatie, plaats of wet")
    with context.store.tenant(place.id) as session:
        assert session.scalars(select(Allowed)).all() == []
    with context.store.door() as session:
        assert set(session.scalars(select(Intake.state))) == {"settled"}


def test_a_damaged_letter_fails_alone(context: Context, place: Place) -> None:
    first, second = Chat(context, "one"), Chat(context, "two")
    first.say(command="help")
    second.say(command="help")
    with context.store.door() as session:
        damaged = session.scalars(select(Letter.id).order_by(Letter.seq)).first()
        session.execute(update(Letter).where(Letter.id == damaged).values(body=b"no seal of ours at all, to be sure"))
    claimed = claim_letters(context, first.door_id)
    assert len(claimed) == 1
    with context.store.door() as session:
        states = session.execute(select(Letter.state, Letter.reason).order_by(Letter.seq)).all()
    assert [tuple(state) for state in states] == [("failed", "unreadable"), ("sending", None)]


def test_letters_in_hand_are_nobody_elses_to_recover(context: Context, place: Place) -> None:
    chat = Chat(context)
    chat.say(command="help")
    (letter,) = claim_letters(context, chat.door_id)
    with context.store.door() as session:
        session.execute(update(Letter).values(not_before=context.clock() - timedelta(minutes=2)))
    assert recover_letters(context, chat.door_id, [letter.id]) == 0
    assert recover_letters(context, chat.door_id, [uuid.uuid4()]) == 1
    with context.store.door() as session:
        assert session.scalars(select(Letter.state)).all() == ["dropped"]
