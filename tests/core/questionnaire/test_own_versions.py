"""A new version is published while dialogues are open: they end on theirs, new ones get the new one."""

from collections.abc import Generator
from dataclasses import replace

import pytest
from sqlalchemy import select

from core.context import Context
from core.municipalities import Place, read_municipality, set_setting
from core.people.sessions import Present
from core.review.reading import read_signal
from core.store.tables import Signal
from tests.core.intake.chat_room import Chat
from tests.core.intake.test_mailing_languages import FRENCH
from tests.core.intake.test_terminal import hold
from tests.core.questionnaire.publishing import TEAM, WHERE, coordinator, publish_changes, worded
from tests.mail.room.posting import OTHERS, STORY, Post, body_of, open_post, reply_to
from tests.web.visiting import STORY as TOLD
from tests.web.visiting import submit, visit

OLD, NEW = "Sinds wanneer merk je dit?", "Hoe lang speelt dit al?"


@pytest.fixture
def present(context: Context, place: Place) -> Present:
    return coordinator(context, place)


@pytest.fixture
def post(context: Context, place: Place) -> Generator[Post]:
    with open_post(context, place) as opened:
        yield opened


def signals(context: Context, place: Place) -> list[Signal]:
    with context.store.tenant(place.id) as session:
        return list(session.scalars(select(Signal).order_by(Signal.number)))


def tell(chat: Chat) -> str:
    """Tell a story up to the first optional question."""
    for line in ("/start", "1", "overslaan", TOLD):
        chat.say(command="start") if line == "/start" else chat.say(text=line)
    return chat.say(text="enkele")


def test_a_chat_ends_on_the_version_that_it_began_with(context: Context, place: Place, present: Present) -> None:
    before, begun = Chat(context, "first"), Chat(context, "second")
    assert "speelt het al langer" in tell(before)
    publish_changes(context, present, worded(OLD, TEAM, WHERE, order=("trend", "eigen-team", "eigen-waar")))
    assert OLD in tell(begun)
    publish_changes(context, present, worded(NEW, off=frozenset({"impact"})))
    # Both go on as they began, also when the question is only asked again.
    assert "speelt het al langer" in before.say(command="doorgaan")
    before.say(text="verstuur nu")
    before.say(text="verstuur")
    assert "Welk team van ons merkt dit het meest?" in begun.say(text="nieuw")
    assert "In welke wijk speelt dit?" in begun.say(text="Team jong")
    begun.say(text="Bij Jan Peeters in de Kerkstraat 12, bel 0478 91 82 73")
    begun.say(events=["hide"])
    begun.say(text="verstuur nu")
    assert "Team: Team jong" in begun.say(command="doorgaan")
    begun.say(text="verstuur")
    assert NEW in tell(Chat(context, "third"))
    first, second = signals(context, place)
    assert (first.form, first.form_version, first.own) == ("signaal", 1, {})
    assert second.form_version == 2
    assert second.own["eigen-team"] == "jong"
    assert "Peeters" not in second.own["eigen-waar"]
    assert "0478" not in second.own["eigen-waar"]
    with context.store.tenant(place.id) as session:
        now = replace(present, place=read_municipality(session, place.id))
        shown = read_signal(session, now, second.id).answers
    assert ("Team", ("Team jong",)) in shown


def test_the_terminal_asks_the_newest_version(context: Context, place: Place, present: Present) -> None:
    publish_changes(context, present, worded(OLD, TEAM, off=frozenset({"kinds", "sector"})))
    _number, said = hold(
        context, place.slug, "overslaan", TOLD, "enkele", "nieuw", "overslaan", "overslaan", "wijkteam"
    )
    assert any(OLD in line for line in said)
    assert "Vraag 2 van 7" in "\n".join(said)
    assert not any("Waar knelt het" in line or "In welke sector" in line for line in said)


def test_a_thread_by_mail_goes_on_with_its_version(
    context: Context, place: Place, present: Present, post: Post
) -> None:
    publish_changes(context, present, worded(OLD, TEAM, order=("trend", "eigen-team")))
    post.say(STORY)
    letter = post.letter()
    assert OLD in body_of(letter)
    assert "Wijkteam / Team jong" in body_of(letter)
    publish_changes(context, present, worded(NEW))
    # As some programs answer: behind the question, which then is no word of hers.
    answer = "1. veel\n2. nieuw\n3. Welk team van ons merkt dit het meest? wijkteam"
    post.say(answer, to=reply_to(letter), subject="Re: Geen woning", message_id="<3@molenkerke.example.org>")
    (told,) = signals(context, place)
    assert (told.form_version, told.trend, told.own) == (2, "nieuw", {"eigen-team": "wijk"})
    assert "Welk team" not in told.text
    assert OLD not in body_of(post.letter())
    post.say(OTHERS[0], message_id="<4@molenkerke.example.org>")
    assert NEW in body_of(post.letter())


async def test_a_half_filled_form_ends_on_the_version_that_was_shown(
    context: Context, place: Place, present: Present
) -> None:
    publish_changes(context, present, worded(OLD, TEAM))
    async with visit(context) as client:
        whole = await client.get(f"/{place.slug}/signaal/heel")
        step = await client.get(f"/{place.slug}/signaal")
        begun = await submit(client, step, sector="ocmw", actie="verder")
        step = await client.get(f"/{place.slug}/signaal")
        assert OLD in whole.text
        publish_changes(context, present, worded(NEW))
        answers = {"description": TOLD, "breadth": "enkele", "eigen-team": "wijk", "feedback": "nee"}
        page = await submit(client, whole, **answers)
        assert "Team" in page.text
        await submit(client, page, actie="verstuur")
        # A first page that was open, and a draft: both go on with what they showed.
        pages = [begun, await submit(client, step, sector="caw", actie="verder")]
        for page_ in pages:
            following = await submit(client, page_, organisation="", actie="overslaan")
            following = await submit(client, following, description=TOLD, actie="verder")
            following = await submit(client, following, breadth="enkele", actie="verder")
            assert OLD in following.text
        assert NEW in (await client.get(f"/{place.slug}/signaal/heel")).text
    (told,) = signals(context, place)
    assert (told.form_version, told.own) == (2, {"eigen-team": "wijk"})


def test_in_french_what_was_changed_stays_dutch(context: Context, place: Place, present: Present, post: Post) -> None:
    with context.store.tenant(place.id) as session:
        set_setting(session, place.id, "languages", "fr")
    publish_changes(context, present, worded(OLD, TEAM, order=("trend", "eigen-team")))
    post.say(FRENCH)
    letter = body_of(post.letter())
    for said in ("Beaucoup (plus de 5)", OLD):
        assert said in letter, said
