"""Ticks under a question with several choices, and the question before something is erased, in Telegram."""

import pytest

from bot.taps import fits
from core.context import Context
from core.municipalities import Place
from tests.bot.standin import Person, Telegram
from tests.bot.test_dialogue import STORY, signals_of

pytestmark = pytest.mark.telegram


async def reach_kinds(person: Person) -> None:
    for line in ("/start", "ocmw", "overslaan", STORY, "enkele", "nieuw"):
        await person.type(line)


async def tick(person: Person, telegram: Telegram, label: str) -> None:
    times = sum(1 for call in telegram.calls if call.method == "editMessageReplyMarkup")
    person.tap_quietly(label)
    await telegram.until("editMessageReplyMarkup", times=times + 1)


async def test_ticks_are_sent_along_with_send_now(
    polled: Context, place: Place, person: Person, telegram: Telegram
) -> None:
    await reach_kinds(person)
    await tick(person, telegram, "Te weinig aanbod")
    await tick(person, telegram, "Regels")
    shown = [call for call in telegram.calls if call.method == "editMessageReplyMarkup"][-1]
    assert all(fits(data) for data in shown.buttons.values())
    said = await person.tap("Verstuur nu")
    assert "Te weinig aanbod, Regels" in said
    await person.tap("Verstuur")
    (signal,) = signals_of(polled, place)
    assert signal.kinds == ["tekort", "regelgeving"]


@pytest.mark.parametrize("words", ["klaar", "verstuur nu"])
async def test_typed_done_takes_what_is_ticked(
    polled: Context, place: Place, person: Person, telegram: Telegram, words: str
) -> None:
    await reach_kinds(person)
    await tick(person, telegram, "Te weinig aanbod")
    said = await person.type(words)
    assert "Te weinig aanbod" in (said if words == "verstuur nu" else await person.type("verstuur nu"))


async def test_cancel_is_asked_once(polled: Context, place: Place, person: Person) -> None:
    await reach_kinds(person)
    await person.tap("Verstuur nu")
    assert "Zeker?" in await person.tap("Annuleer")
    assert STORY in await person.tap("Nee, ga verder")
    await person.tap("Annuleer")
    assert "Gestopt" in await person.tap("Ja, wis het")
    assert signals_of(polled, place) == []


async def test_typed_yes_to_erasing_sends_nothing(polled: Context, place: Place, person: Person) -> None:
    await reach_kinds(person)
    await person.type("verstuur nu")
    await person.type("/wis")
    assert "is gewist" in await person.type("ja")
    assert signals_of(polled, place) == []
