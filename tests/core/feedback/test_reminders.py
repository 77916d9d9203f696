"""A silent draft is remembered once, by day, through the room it was begun in."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core.context import Context
from core.dialogue.events import Ask
from core.feedback.reminders import due_reminders, remind
from core.intake.accept import Delivery, accept, find_door
from core.intake.converse import converse
from core.intake.letters import claim_letters
from core.intake.rooms import Heard, Notice, Said
from core.municipalities import Place
from core.store.tables import Conversation, Letter
from tests.contract.filling import as_owner

# A Friday; Brussels is at UTC+1.
NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)


class Post:
    """A room for tests: a line is a text, or a command; a reply is one letter that names its items."""

    def hear(self, body: bytes) -> Heard:
        line = body.decode()
        said = {"command": line[1:]} if line.startswith("/") else {"text": line}
        return Heard(address="4711", **said)  # pyright: ignore[reportArgumentType] # one of two strings

    def tell(self, said: Said) -> list[dict[str, Any]]:
        items = [item.key if isinstance(item, Notice) else type(item).__name__ for item in said.items]
        days = [item.values.get("days") for item in said.items if isinstance(item, Notice)]
        return [{"to": said.heard.address, "items": items, "days": days, "link": said.link, "of": said.conversation}]


ROOMS = {"telegram": Post()}


def at(context: Context, moment: datetime) -> Context:
    return replace(context, clock=lambda: moment)


STORY = "Gezinnen met drie kinderen vinden geen betaalbare huurwoning, ze wachten al maanden op een antwoord."


@pytest.fixture
def draft(context: Context, place: Place) -> Context:
    """A draft with a story, that was touched last at noon, its replies sent."""
    return chat(context, "/start", "Onderwijs en CLB", "overslaan", STORY)


def chat(context: Context, *lines: str) -> Context:
    """Write lines from one chat, the last at noon; the replies are sent."""
    with context.store.door() as session:
        door_id = find_door(session, "telegram").id
    lookup = context.keys.lookup("telegram", "4711")
    for number, line in enumerate(lines):
        accept(context, door_id, [Delivery(str(number), lookup, line.encode(), number)])
        assert converse(context, ROOMS, "telegram", door_id, lookup)
    with as_owner(context.store.url) as session:
        session.execute(update(Conversation).values(touched_at=NOON))
        session.execute(update(Letter).values(state="sent", body=None))
    return context


def letters(context: Context) -> int:
    with as_owner(context.store.url) as session:
        return session.scalar(select(func.count()).select_from(Letter).where(Letter.kind == "reminder")) or 0


def test_after_a_day_of_silence_there_is_one_reminder_with_the_open_question(draft: Context, place: Place) -> None:
    assert remind(at(draft, NOON + timedelta(hours=23, minutes=59)), place, ROOMS) == 0
    later = at(draft, NOON + timedelta(hours=24, minutes=1))
    assert remind(later, place, ROOMS) == 1
    for days in (0, 1, 2, 5):
        assert remind(at(draft, NOON + timedelta(days=days, hours=25)), place, ROOMS) == 0
    assert letters(draft) == 1
    with draft.store.door() as session:
        door_id = find_door(session, "telegram").id
    (letter,) = claim_letters(draft, door_id)
    assert letter.body["to"] == "4711"
    assert letter.body["items"] == ["notice.draft-reminder", Ask.__name__]
    assert letter.body["days"] == [5]
    assert f"/{place.slug}/signaal/" in letter.body["link"]
    assert len(letter.body["of"]) == 8


@pytest.mark.parametrize(
    ("hour", "minute", "due"),
    [(20, 59, 1), (21, 0, 0), (23, 30, 0), (3, 0, 0), (7, 59, 0), (8, 0, 1), (13, 0, 1)],
)
@pytest.mark.parametrize("utc_offset", [1, 2])
def test_never_between_nine_in_the_evening_and_eight_in_the_morning(
    draft: Context, place: Place, hour: int, minute: int, due: int, utc_offset: int
) -> None:
    day = datetime(2026, 11, 23, tzinfo=UTC) if utc_offset == 1 else datetime(2027, 7, 5, tzinfo=UTC)
    moment = day + timedelta(hours=hour - utc_offset, minutes=minute)
    with draft.store.tenant(place.id) as session:
        assert len(due_reminders(session, moment)) == due
    assert remind(at(draft, moment), place, ROOMS) == due


@pytest.mark.parametrize("lines", [("/start",), ("/start", "Onderwijs en CLB", "overslaan")])
def test_who_wrote_no_story_gets_no_reminder(context: Context, place: Place, lines: tuple[str, ...]) -> None:
    later = at(chat(context, *lines), NOON + timedelta(hours=25))
    assert remind(later, place, ROOMS) == 0
    assert letters(context) == 0


def test_a_story_in_which_someone_may_be_named_counts_too(context: Context, place: Place) -> None:
    lines = ("/start", "Onderwijs en CLB", "overslaan", f"{STORY} Bel mevrouw Janssens op 0471 23 45 67.")
    assert remind(at(chat(context, *lines), NOON + timedelta(hours=25)), place, ROOMS) == 1


def test_several_nodes_at_once_send_one(draft: Context, place: Place) -> None:
    later = at(draft, NOON + timedelta(hours=25))
    start = threading.Barrier(6)
    sent: list[int] = []

    def node() -> None:
        start.wait(60)
        sent.append(remind(later, place, ROOMS))

    nodes = [threading.Thread(target=node) for _ in range(6)]
    for one in nodes:
        one.start()
    for one in nodes:
        one.join(60)
    assert sum(sent) == 1
    assert letters(draft) == 1


def test_a_room_that_fails_leaves_the_reminder_for_later(draft: Context, place: Place) -> None:
    class Broken(Post):
        def tell(self, said: Said) -> list[dict[str, Any]]:
            raise ValueError(type(said).__name__)

    later = at(draft, NOON + timedelta(hours=25))
    assert remind(later, place, {"telegram": Broken()}) == 0
    assert remind(later, place, {}) == 0
    assert remind(later, place, ROOMS) == 1


def test_nobody_is_reminded_of_what_is_sent_stopped_or_without_address(draft: Context, place: Place) -> None:
    later = at(draft, NOON + timedelta(hours=25))
    for state in ("sent", "stopped", "erased"):
        with as_owner(draft.store.url) as session:
            session.execute(update(Conversation).values(state=state))
        assert remind(later, place, ROOMS) == 0
    with as_owner(draft.store.url) as session:
        session.execute(update(Conversation).values(state="open", contact_id=None))
    assert remind(later, place, ROOMS) == 0


def test_another_municipality_reminds_nobody_here(draft: Context, place: Place, other_place: Place) -> None:
    assert remind(at(draft, NOON + timedelta(hours=25)), other_place, ROOMS) == 0
