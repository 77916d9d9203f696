"""The confirm step in Telegram: proposed labels in the review, kept by sending, changed with taps."""

from collections.abc import AsyncGenerator

import pytest
from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.store.tables import Signal
from tests.bot.conftest import running
from tests.bot.standin import Person, Telegram
from tests.judged import Spoken, judging

pytestmark = pytest.mark.telegram

STORY = "Gezinnen met drie kinderen vinden geen betaalbare huurwoning, ze wachten al maanden op een antwoord."


@pytest.fixture
def model() -> Spoken:
    return Spoken(themes=("wonen", "inkomen-schulden"), target_groups=("gezinnen",))


@pytest.fixture
async def judged(connected: Context, place: Place, model: Spoken) -> AsyncGenerator[Context]:
    """The bot, polling, with a model that runs."""
    async with running(judging(connected, model)):
        yield connected


def signal_of(context: Context, place: Place) -> Signal:
    with context.store.tenant(place.id) as session:
        return session.scalars(select(Signal)).one()


async def review(person: Person) -> str:
    for line in ("/start", "ocmw", "overslaan", STORY, "enkele"):
        await person.type(line)
    return await person.tap("Verstuur nu")


async def test_a_proposal_is_confirmed_by_sending(judged: Context, place: Place, person: Person, model: Spoken) -> None:
    said = await review(person)
    assert "Thema: Wonen en dakloosheid · Inkomen, armoede en schulden (voorstel van de computer)" in said
    assert "Voor wie: Gezinnen met kinderen (voorstel van de computer)" in said
    assert model.asked == [STORY], "it judges once, and nothing but the story"
    assert "nummer 1" in await person.tap("Verstuur")
    signal = signal_of(judged, place)
    assert (signal.themes, signal.target_groups) == (["wonen", "inkomen-schulden"], ["gezinnen"])


async def test_a_theme_is_taken_off_and_another_chosen_with_taps(
    judged: Context, place: Place, person: Person, telegram: Telegram
) -> None:
    await review(person)
    first = telegram.sent_to(person.chat)[-1]
    assert list(first.buttons) == [
        "Verstuur",
        "Thema aanpassen",
        "Tekst aanpassen",
        "Iets anders aanpassen",
        "Annuleer",
    ]
    assert "Over welk thema" in await person.tap("Thema aanpassen")
    listed = list(telegram.sent_to(person.chat)[-1].buttons)
    assert listed[:2] == ["✓ Wonen en dakloosheid", "✓ Inkomen, armoede en schulden"]
    assert listed[8:] == ["Weet ik niet", "Meer …", "Klaar", "Terug"]
    edits = len([call for call in telegram.calls if call.method == "editMessageReplyMarkup"])
    person.tap_quietly("✓ Inkomen, armoede en schulden")
    await telegram.until("editMessageReplyMarkup", times=edits + 1)
    person.tap_quietly("Digitale inclusie")
    ticked = list((await telegram.until("editMessageReplyMarkup", times=edits + 2)).buttons)
    assert len(ticked) == 23, "who ticks sees the whole list"
    assert ticked[:2] == ["✓ Wonen en dakloosheid", "Inkomen, armoede en schulden"], "nothing moves under her thumb"
    said = await person.tap("Klaar")
    assert "Thema: Wonen en dakloosheid · Digitale inclusie\n" in said, "hers, no proposal any more"
    assert "Gezinnen met kinderen (voorstel van de computer)" in said
    # The review of before shows something else: its button sends nothing.
    person.tap_data(first.buttons["Verstuur"], first.message)
    assert "Digitale inclusie" in await person.hear()
    assert "nummer 1" in await person.tap("Verstuur")
    assert signal_of(judged, place).themes == ["wonen", "digitaal"]
