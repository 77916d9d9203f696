"""Wishes in Telegram: one message with what holds and a button for each other choice; stop, and begin again."""

import pytest
from sqlalchemy import select, update

from bot.room import TelegramRoom
from core.context import Context
from core.feedback.writing import Post
from core.municipalities import Place, set_setting
from core.store.tables import Contact, Reporter
from tests.bot.standin import Person, Telegram
from tests.contract.filling import as_owner
from tests.digests import give_digest, make_digest

STORY = "Gezinnen met drie kinderen vinden geen betaalbare huurwoning, ze wachten al maanden op een antwoord."


def held(context: Context, place: Place) -> tuple[str | None, str, bool, str | None]:
    with context.store.tenant(place.id) as session:
        reporter = session.scalars(select(Reporter)).one()
        paused = session.scalars(select(Contact.paused)).one()
        return reporter.rhythm, reporter.scope, reporter.paused_until is not None, paused


@pytest.mark.telegram
async def test_one_message_shows_what_holds_and_a_tap_changes_it(
    polled: Context, place: Place, person: Person, telegram: Telegram
) -> None:
    assert "nog geen signalen" in await person.type("/hoe")
    for words in ("/start", "ocmw", "overslaan", STORY, "enkele", "verstuur nu", "verstuur"):
        await person.type(words)
    assert "elke maand nieuws over alle signalen" in await person.tap("Hoe vaak krijg ik nieuws?")
    assert held(polled, place) == (None, "alles", False, None)
    assert "om de drie maanden" in await person.tap("Om de 3 maanden")
    assert "je eigen signalen" in await person.tap("Alleen mijn signalen")
    assert "Je pauzeert" in await person.tap("Een maand pauze")
    assert held(polled, place) == ("kwartaal", "eigen", True, None)
    assert "om de drie maanden" in await person.tap("Stuur me weer nieuws")
    assert "Er staat niets open" in await person.type("/stop")
    assert "niets meer van ons" in await person.tap("Stuur me niets meer")
    assert telegram.sent_to(person.chat)[-1].buttons == {"Stuur me weer nieuws": "x:wens-hervat"}
    assert held(polled, place) == ("kwartaal", "eigen", False, "stop")
    assert "Nu krijg je" in await person.tap("Stuur me weer nieuws")
    give_digest(Post(polled, place, {"telegram": TelegramRoom(polled.words)}), make_digest(1))
    await person.hear()
    assert "om de drie maanden" in await person.tap("Minder vaak")
    assert "elke week" in await person.type("/wens-week")
    assert held(polled, place) == ("week", "eigen", False, None)


@pytest.mark.telegram
async def test_what_holds_is_said_in_the_language_of_her_letters(polled: Context, place: Place, person: Person) -> None:
    for words in ("/start", "ocmw", "overslaan", STORY, "enkele", "verstuur nu", "verstuur"):
        await person.type(words)
    with as_owner(polled.store.url) as session:
        set_setting(session, place.id, "languages", "fr")
        session.execute(update(Reporter).values(language="fr"))
    assert "chaque mois des nouvelles sur tous les signaux" in await person.type("/hoe")
    assert "vos propres signaux" in await person.tap("Seulement mes signaux")
