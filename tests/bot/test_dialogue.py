"""Whole dialogues in Telegram, typed and tapped, against the stand-in."""

import pytest
from sqlalchemy import func, select

from core.context import Context
from core.municipalities import Place
from core.privacy.keys import hash_token, new_token
from core.store.tables import Conversation, Intake, Invitation, Letter, LetterText, Reporter, Signal
from tests.bot.conftest import eventually, everything_stored, running
from tests.bot.standin import Person, Telegram

pytestmark = pytest.mark.telegram

STORY = "Gezinnen met drie kinderen vinden geen betaalbare huurwoning, ze wachten al maanden op een antwoord."
NAMED = f"{STORY} Bel mevrouw Janssens op 0471 23 45 67."
RENAMED = f"{STORY} Bel 0488 76 54 32."


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


async def test_the_thanks_are_worded_as_the_municipality_does(polled: Context, place: Place, person: Person) -> None:
    own = "Dank je, {number} is binnen. {service} leest het binnen {days} werkdagen. {feedback}"
    with polled.store.tenant(place.id) as session:
        session.add(LetterText(municipality_id=place.id, key="dialogue.thanks", text=own))
    await person.type("/start")
    await person.type("ocmw")
    await person.type("overslaan")
    await person.type(STORY)
    await person.type("enkele")
    await person.type("verstuur nu")
    assert "Dank je, 1 is binnen." in await person.type("verstuur")


async def test_tapped_dialogue_shows_each_choice_and_takes_its_buttons_away(
    polled: Context, place: Place, person: Person, telegram: Telegram
) -> None:
    await person.type("/start")
    first = telegram.sent_to(person.chat)[-1]
    assert len(first.buttons) == 10, "eight common sectors, Meer … and Overslaan"
    person.tap_quietly("Meer …")
    assert len((await telegram.until("editMessageReplyMarkup")).buttons) > 15, "all sectors, on the same message"
    await person.tap("CAW en algemeen welzijnswerk")
    edited = await telegram.until("editMessageText")
    assert edited.values["text"].endswith("✓ CAW en algemeen welzijnswerk")
    assert edited.values["text"].startswith("Dag!"), "what the message said besides is still there"
    assert edited.message == first.message
    assert not edited.buttons
    await person.tap("Overslaan")
    await person.type(STORY)
    await person.tap("Enkele (2-5)")
    await person.tap("Het wordt erger")
    person.tap_quietly("Te weinig aanbod")
    ticked = await telegram.until("editMessageReplyMarkup", times=3)
    assert "✓ Te weinig aanbod" in ticked.buttons
    await person.tap("Klaar")
    await person.tap("Overslaan")
    await person.tap("Overslaan")
    assert STORY in await person.tap("Ja, hier")
    person.tap_quietly("Iets anders aanpassen")
    await telegram.until("editMessageReplyMarkup", times=6)
    await person.tap("Nieuw of al langer")
    await person.tap("Nieuw")
    assert "nummer 1" in await person.tap("Verstuur")
    assert "Wis gesprek" in telegram.sent_to(person.chat)[-1].buttons
    (signal,) = signals_of(polled, place)
    assert (signal.breadth, signal.trend, signal.sector, signal.kinds) == ("enkele", "nieuw", "caw", ["tekort"])
    taps = sum(1 for call in telegram.calls if call.method == "answerCallbackQuery")
    assert taps == 14, "every tap was answered"


async def test_double_tap_on_send_gives_one_signal_and_no_second_message(
    polled: Context, place: Place, person: Person, telegram: Telegram
) -> None:
    for line in ("/start", "ocmw", "overslaan", STORY, "enkele", "verstuur nu"):
        await person.type(line)
    review = telegram.sent_to(person.chat)[-1]
    for _twice in range(2):
        person.tap_data(review.buttons["Verstuur"], review.message)
    assert "nummer 1" in await person.hear()
    told = await telegram.until("answerCallbackQuery", times=2)
    assert "vorig signaal" in told.values["text"]
    await person.hears_nothing()
    assert len(signals_of(polled, place)) == 1


async def test_personal_data_is_hidden_and_both_messages_go(
    polled: Context, place: Place, person: Person, telegram: Telegram
) -> None:
    for line in ("/start", "ocmw", "overslaan"):
        await person.type(line)
    assert "0471 23 45 67" in await person.type(NAMED)
    warning = telegram.sent_to(person.chat)[-1]
    assert set(warning.buttons) == {
        "Aanpassen", "Verbergen", "Mag blijven staan", "Dit is een organisatie, plaats of wet",
    }  # fmt: skip
    offending = telegram.number_of(NAMED)
    await person.tap("Verbergen")
    await telegram.until("deleteMessage", times=2)
    deleted = {int(call.values["message_id"]) for call in telegram.calls if call.method == "deleteMessage"}
    assert deleted == {offending, warning.message}
    await person.tap("Enkele (2-5)")
    await person.tap("Verstuur nu")
    await person.tap("Verstuur")
    (signal,) = signals_of(polled, place)
    assert "0471" not in signal.text
    assert "[telefoonnummer]" in signal.text


async def test_button_under_a_text_that_was_retyped_chooses_nothing(
    polled: Context, place: Place, person: Person, telegram: Telegram
) -> None:
    for line in ("/start", "ocmw", "overslaan"):
        await person.type(line)
    await person.type(NAMED)
    old = telegram.sent_to(person.chat)[-1]
    assert "0488 76 54 32" in await person.type(RENAMED)
    deleted = await telegram.until("deleteMessage")
    assert int(deleted.values["message_id"]) == telegram.number_of(NAMED)
    for label in ("Mag blijven staan", "Dit is een organisatie, plaats of wet", "Verbergen", "Aanpassen"):
        person.tap_data(old.buttons[label], old.message)
        said = await person.hear()
        assert "vorig signaal" in said, label
        assert "0488 76 54 32" in said, "the choice about the text that waits is put again"
    await person.tap("Verbergen")
    for label in ("Enkele (2-5)", "Verstuur nu", "Verstuur"):
        await person.tap(label)
    (signal,) = signals_of(polled, place)
    assert signal.text.endswith("Bel [telefoonnummer].")


async def test_deep_link_carries_the_municipality(
    connected: Context, place: Place, other_place: Place, person: Person
) -> None:
    async with running(connected):
        assert "Zandhove" in await person.type("/start zandhove")


async def test_first_words_wait_for_the_municipality_and_become_the_story(
    connected: Context, place: Place, other_place: Place, person: Person, telegram: Telegram
) -> None:
    async with running(connected):
        assert "gemeente" in await person.type(STORY)
        person.tap_quietly("Lommerbeek")
        assert "Dag!" in await person.hear()
        assert "sector" in await person.hear()
        await telegram.until("editMessageReplyMarkup")
        for line in ("ocmw", "overslaan", "enkele", "verstuur nu"):
            said = await person.type(line)
        assert STORY in said


async def test_invitation_fills_in_sector_and_organisation(
    connected: Context, place: Place, other_place: Place, person: Person
) -> None:
    token = new_token()
    with connected.store.tenant(place.id) as session:
        session.add(
            Invitation(municipality_id=place.id, token_hash=hash_token(token), sector="caw", organisation="De Brug")
        )
    async with running(connected):
        assert "Vraag 1 van 7" in await person.type(f"/start {token}"), "neither is asked"
        with connected.store.tenant(place.id) as session:
            (reporter,) = session.scalars(select(Reporter))
            assert (reporter.sector, reporter.organisation) == ("caw", "De Brug")


async def test_commands_answer_and_help_tells_where_it_goes_on(
    polled: Context, place: Place, person: Person, telegram: Telegram
) -> None:
    await person.type("/start@TestNameBot")
    said = await person.type("/help")
    assert "/lommerbeek/signaal/" in said
    assert telegram.sent_to(person.chat)[-1].values["link_preview_options"] == {"is_disabled": True}
    assert "nog geen signalen" in await person.type("/mijn")
    await person.type("/wis")
    assert "gewist" in await person.tap("Ja, wis alles")
    commands = next(call for call in telegram.calls if call.method == "setMyCommands").values["commands"]
    assert [command["command"] for command in commands] == [
        "start", "nieuw", "mijn", "status", "hoe", "privacy", "wis", "stop", "help",
    ]  # fmt: skip


async def test_eager_chat_is_answered_politely_once_and_nothing_is_lost(
    connected: Context, place: Place, person: Person
) -> None:
    # Before anybody polls, so that all of it comes within a minute.
    await person.send(text="/start")
    for number in range(64):
        await person.send(text=f"/status {number}")
    async with running(connected):
        await eventually(lambda: _held(connected) == 5)
        # It comes after the answers, of which a chat gets one a second.
        assert everything_stored(connected).count(b"Je stuurt veel berichten") == 1
    with connected.store.door() as session:
        assert session.scalar(select(func.count()).select_from(Intake)) == 65


def _held(context: Context) -> int:
    with context.store.door() as session:
        return len(list(session.scalars(select(Intake.id).where(Intake.held))))


async def test_names_are_stored_nowhere(polled: Context, place: Place, person: Person) -> None:
    for line in ("/start", "ocmw", "overslaan", STORY):
        await person.type(line)
    kept = everything_stored(polled)
    assert STORY.encode() in kept, "the search looks inside what is sealed"
    for name in (b"Wilhelmina", b"Vandenabeele", b"wvandenabeele"):
        assert name not in kept
