"""A question in Telegram: it arrives, its button takes the next message as the answer, and stays under it."""

import pytest
from sqlalchemy import select

from bot.room import TelegramRoom
from core.context import Context
from core.feedback.telling import tell
from core.feedback.writing import Post
from core.municipalities import Place
from core.review.asking import ask_reporter
from core.store.tables import Signal
from tests.bot.standin import Person, Telegram
from tests.core.people.staffing import hire

pytestmark = pytest.mark.telegram

STORY = "Gezinnen met drie kinderen vinden geen betaalbare huurwoning, ze wachten al maanden op een antwoord."
ANSWER = "Vooral rond het station."


async def test_a_question_is_asked_and_answered(
    polled: Context, place: Place, person: Person, telegram: Telegram
) -> None:
    for words in ("/start", "ocmw", "overslaan", STORY, "enkele", "verstuur nu", "verstuur"):
        await person.type(words)
    with polled.store.tenant(place.id) as session:
        signal_id = session.scalars(select(Signal.id)).one()
        ask_reporter(session, hire(polled, place).present(), signal_id, "In welke wijk zie je dit?")
    assert tell(Post(polled, place, {"telegram": TelegramRoom(polled.words)})) == 1
    assert "«In welke wijk zie je dit?»" in await person.hear()
    assert "volgende bericht" in await person.tap("Antwoord op signaal 1")
    assert "Je antwoord staat bij signaal 1." in await person.type(ANSWER)
    assert not [call for call in telegram.calls if call.method == "editMessageReplyMarkup"], "its button stays"
    with polled.store.tenant(place.id) as session:
        signal = session.scalars(select(Signal)).one()
        assert signal.text == f"{STORY}\n\n{ANSWER}"
        assert signal.status == "in-nazicht"
