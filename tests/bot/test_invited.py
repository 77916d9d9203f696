"""An invitation in Telegram: two buttons, and an answer that can be changed by the button under what was noted."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot.room import TelegramRoom
from core.agenda.inviting import invite_reporters
from core.agenda.items import Planned, plan_item
from core.agenda.letters import send_invitations
from core.agenda.table import put_on_table
from core.context import Context
from core.feedback.writing import Post
from core.municipalities import Place
from core.review.decide import decide_signal
from core.review.decision import BUNDLED, Decision, read_standing
from core.store.tables import AgendaInvitation, Signal
from tests.bot.standin import Person, Telegram
from tests.core.people.staffing import hire

pytestmark = pytest.mark.telegram

STORY = "Gezinnen met drie kinderen vinden geen betaalbare huurwoning, ze wachten al maanden op een antwoord."


async def test_who_is_invited_says_yes_and_then_no(
    polled: Context, place: Place, person: Person, telegram: Telegram
) -> None:
    def answer() -> str | None:
        with polled.store.tenant(place.id) as session:
            return session.scalars(select(AgendaInvitation.answer)).one()

    for words in ("/start", "ocmw", "overslaan", STORY, "enkele", "verstuur nu", "verstuur"):
        await person.type(words)
    present = hire(polled, place).present()
    with polled.store.tenant(place.id) as session:
        signal = session.scalars(select(Signal.id)).one()
        stand = read_standing(session, signal).stand
        decide_signal(session, present, signal, Decision(BUNDLED, title="Wachten op een woning"), stand)
        plan_item(session, present, Planned("signaaldag", "Wonen", date(2027, 3, 2), time(14), time(17)), uuid.uuid4())
        put_on_table(session, present, 1, 1)
        assert invite_reporters(session, present, 1, [1], polled.clock()) == 1
    later = replace(polled, clock=lambda: datetime.now(UTC) + timedelta(minutes=3))
    assert send_invitations(Post(later, place, {"telegram": TelegramRoom(polled.words)})) == 1
    heard = await person.hear()
    assert "dinsdag 2 maart 2027 van 14:00 tot 17:00" in heard
    assert "niet wie" in heard
    assert "/uitnodiging/" not in heard
    assert "Genoteerd: je komt naar «Wonen»" in await person.tap("Ja, ik kom")
    assert answer() == "ja"
    assert "Genoteerd: je komt niet" in await person.tap("Nee, ik kom niet")
    assert answer() == "nee"
    assert telegram.calls
