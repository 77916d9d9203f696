"""I see this too, in Telegram: buttons under the review, and a link that leads to a public fiche."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from sqlalchemy import select

from core.context import Context
from core.municipalities import Place
from core.store.tables import Signal
from tests.bot.conftest import running
from tests.bot.standin import Person, Telegram
from tests.judged import judging_as_shipped
from tests.public_fiches import TITLE, publish

pytestmark = pytest.mark.telegram

STORY = "Ouders vinden geen opvang voor hun peuter en moeten hun werk opzeggen, elke week opnieuw."
NANNIES = ("Geen opvang, geen werk", "Ouders vinden geen opvang voor hun peuter en zeggen hun werk op.")


@pytest.fixture
async def liked(connected: Context, place: Place, tmp_path: Path) -> AsyncGenerator[Context]:
    """The bot, polling, with the model that ships and two public fiches that are alike."""
    publish(connected, place)
    publish(connected, place, 7, NANNIES)
    async with running(judging_as_shipped(connected, tmp_path)):
        yield connected


async def test_a_tap_says_which_it_is_and_a_link_needs_three(
    liked: Context, place: Place, person: Person, telegram: Telegram
) -> None:
    for line in ("/start", "ocmw", "overslaan", STORY, "enkele"):
        await person.type(line)
    said = await person.tap("Verstuur nu")
    assert "Lijkt het op een van deze problemen?" in said
    assert f"«{TITLE}»\nOuders vinden geen plaats" in said
    first = telegram.sent_to(person.chat)[-1]
    labels = [label for label in first.buttons if label.startswith(("Ik zie", "Nee", "Verstuur"))]
    assert sorted(labels[:2]) == [f"Ik zie dit ook: {NANNIES[0]}", f"Ik zie dit ook: {TITLE}"]
    assert labels[2:] == ["Nee, iets anders", "Verstuur"]
    assert f"hoort bij «{TITLE}»" in await person.tap(f"Ik zie dit ook: {TITLE}")
    # The review of before shows no fiche: its button sends nothing.
    person.tap_data(first.buttons["Verstuur"], first.message)
    assert "hoort bij" in await person.hear()
    assert "nummer 1" in await person.tap("Verstuur")
    assert f"Je komt voor «{NANNIES[0]}»" in await person.type(f"/start {place.slug}-f7")
    for button in ("Overslaan", "Enkele (2-5)"):
        await person.tap(button)
    assert f"hoort bij «{NANNIES[0]}»" in await person.tap("Verstuur")
    with liked.store.tenant(place.id) as session:
        told = session.scalars(select(Signal).order_by(Signal.number)).all()
    assert [signal.text for signal in told] == [STORY, f"Ik zie dit ook: «{NANNIES[0]}»."]
    assert all(signal.joins_id for signal in told)
