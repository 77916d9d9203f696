"""Whole dialogues in Telegram, against the stand-in."""

import pytest
from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.store.tables import Conversation, Intake, Letter, Signal
from tests.bot.standin import Person

pytestmark = pytest.mark.telegram

STORY = "Gezinnen met drie kinderen vinden geen betaalbare huurwoning, ze wachten al maanden op een antwoord."


def signals_of(context: Context, place: Place) -> list[Signal]:
    with context.store.tenant(place.id) as session:
        return list(session.scalars(select(Signal).order_by(Signal.number)))


async def test_typed_dialogue_gives_a_numbered_signal(polled: Context, place: Place, person: Person) -> None:
    assert "Lommerbeek" in await person.type("/start")
    await person.type("ocmw")
    await person.type("overslaan")
    await person.type(STORY)
    await person.type("enkele")
    assert "Zo geven we het door" in await person.type("verstuur nu")
    assert "nummer 1" in await person.type("verstuur")
    (signal,) = signals_of(polled, place)
    assert (signal.text, signal.breadth, signal.channel) == (STORY, "enkele", "telegram")
    with polled.store.tenant(place.id) as session:
        assert {row.body for row in session.scalars(select(Intake))} == {None}
        assert {row.dialogue for row in session.scalars(select(Conversation))} == {None}
        assert {row.state for row in session.scalars(select(Letter))} <= {"sent", "sending"}
