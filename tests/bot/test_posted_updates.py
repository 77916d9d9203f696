"""Updates posted to the webhook: edits, attachments, groups, replays, forgeries, and what is refused at the door."""

import asyncio
import json
import time
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from bot.run import check_token, webhook_secret
from bot.webhook import LARGEST, make_router
from core.context import Context
from core.municipalities import Place
from core.store.engine import Store
from core.store.tables import Intake, Signal
from tests.bot.conftest import door_of, eventually, serving
from tests.bot.standin import Person, Telegram
from tests.ports import free_port

pytestmark = pytest.mark.telegram

STORY = "Gezinnen met drie kinderen vinden geen betaalbare huurwoning, ze wachten al maanden op een antwoord."
BETTER = "Alleenstaande ouders vinden geen betaalbare huurwoning, ze wachten al twee jaar op een antwoord."


def message(person: Person, number: int, update: int, *, slot: str = "message", **fields: Any) -> dict[str, Any]:
    common = {key: value for key, value in person.common().items() if key != "botToken"}
    return {"update_id": update, slot: {"message_id": number, **common, **fields}}


def rows_of(context: Context) -> list[Intake]:
    with context.store.door() as session:
        return list(session.scalars(select(Intake).order_by(Intake.id)))


async def begun(person: Person) -> None:
    for line in ("/start", "ocmw", "overslaan", STORY):
        await person.type(line)


async def post(telegram: Telegram, update: Any, secret: str | None = None) -> int:
    return await asyncio.to_thread(telegram.post_hook, update, secret)


async def test_whole_dialogue_by_webhook(hooked: Context, place: Place, person: Person, telegram: Telegram) -> None:
    await begun(person)
    await person.tap("Enkele (2-5)")
    await person.tap("Verstuur nu")
    assert "nummer 1" in await person.tap("Verstuur")
    assert {status for _body, status in telegram.hooked} == {200}


async def test_album_marked_with_half_a_character_is_refused_once(
    hooked: Context, place: Place, person: Person, telegram: Telegram
) -> None:
    half = "\ud83d album"
    for number in (1, 2):
        pictures = message(person, number, 9000 + number, media_group_id=half, photo=[{"file_id": "F"}])
        assert await post(telegram, pictures) == 200
    assert "foto" in await person.hear()
    await person.hears_nothing()
    assert len(rows_of(hooked)) == 1


async def test_edit_changes_the_answer_and_after_sending_it_is_refused(
    hooked: Context, place: Place, person: Person, telegram: Telegram
) -> None:
    await begun(person)
    number = telegram.number_of(STORY)
    edit = message(person, number, 9001, slot="edited_message", text=BETTER, edit_date=int(time.time()) + 1)
    assert await post(telegram, edit) == 200
    await person.hear()
    await person.tap("Enkele (2-5)")
    assert BETTER in await person.tap("Verstuur nu")
    await person.tap("Verstuur")
    late = message(person, number, 9002, slot="edited_message", text=STORY, edit_date=int(time.time()) + 2)
    assert await post(telegram, late) == 200
    assert "al verstuurd" in await person.hear()
    with hooked.store.tenant(place.id) as session:
        assert [signal.text for signal in session.scalars(select(Signal))] == [BETTER]


async def test_attachments_are_refused_with_the_reason_and_their_words_are_not_kept(
    hooked: Context, place: Place, person: Person, telegram: Telegram
) -> None:
    await begun(person)
    file = {"file_id": "F", "file_unique_id": "U", "width": 1, "height": 1, "duration": 1, "file_name": "dossier.pdf"}
    kinds: dict[str, tuple[Any, str]] = {
        "photo": ([file], "herkenbaar"),
        "voice": (file, "stem"),
        "document": (file, "bestand"),
        "video_note": (file, "filmpje"),
        "location": ({"latitude": 51.0, "longitude": 3.7}, "locatie"),
        "contact": ({"phone_number": "+32471234567", "first_name": "Roos"}, "herkenbaar"),
        "forward_date": (1, "oorgestuurd"),
    }
    for place_in_list, (kind, (value, reason)) in enumerate(kinds.items()):
        fields = {kind: value, "caption": "Dit is Roos", **({"text": "Roos"} if kind == "forward_date" else {})}
        assert await post(telegram, message(person, 900 + place_in_list, 9100 + place_in_list, **fields)) == 200
        said = await person.hear()
        assert reason in said, kind
        assert "Vraag 2 van 7" in said, "the question is asked again"
    refused = [row.reason or "" for row in rows_of(hooked)[-7:]]
    assert refused[0] == "bot.refuse.photo"
    assert refused[-1] == "bot.refuse.forwarded"


async def test_album_is_refused_once(hooked: Context, place: Place, person: Person, telegram: Telegram) -> None:
    await person.type("/start")
    for number in range(3):
        photo = message(person, 50 + number, 9200 + number, photo=[{"file_id": str(number)}], media_group_id="77")
        assert await post(telegram, photo) == 200
    assert "Foto" in await person.hear()
    await person.hears_nothing()


async def test_group_is_left_and_nothing_of_it_is_kept(
    hooked: Context, place: Place, person: Person, telegram: Telegram
) -> None:
    group = {"id": -100200, "type": "supergroup", "title": "Team Wilhelmina"}
    added = {"update_id": 9301, "my_chat_member": {"chat": group, "from": {"id": 7001}, "date": 1}}
    assert await post(telegram, added) == 200
    left = await telegram.until("leaveChat")
    assert int(left.values["chat_id"]) == -100200
    assert await post(telegram, message(person, 5, 9302, chat=group, text="Hallo allemaal")) == 200
    await telegram.until("leaveChat", times=2)
    assert not [call for call in telegram.calls if call.method == "sendMessage"]
    assert [(row.outcome, row.reason, row.body) for row in rows_of(hooked)] == [("aside", "group", None)] * 2


async def test_replayed_update_counts_once_and_gets_one_answer(
    hooked: Context, place: Place, person: Person, telegram: Telegram
) -> None:
    await begun(person)
    for label in ("Enkele (2-5)", "Verstuur nu", "Verstuur"):
        await person.tap(label)
    for body, _status in list(telegram.hooked):
        assert await post(telegram, body) == 200
    await person.hears_nothing()
    rows = rows_of(hooked)
    assert [row.repeats for row in rows] == [1] * len(rows)
    with hooked.store.tenant(place.id) as session:
        assert session.scalar(select(func.count()).select_from(Signal)) == 1


async def test_button_of_another_chat_has_no_effect(
    hooked: Context, place: Place, person: Person, telegram: Telegram
) -> None:
    await begun(person)
    for label in ("Enkele (2-5)", "Verstuur nu"):
        await person.tap(label)
    send = telegram.sent_to(person.chat)[-1]
    other = Person(telegram, 7002)
    for line in ("/start", "ocmw", "overslaan"):
        await other.type(line)
    await asyncio.to_thread(other.tap_data, send.buttons["Verstuur"], send.message)
    assert "vorig signaal" in await other.hear()
    # And someone else's tap in her chat, which no private chat knows.
    forged = {"id": "1", "from": {"id": 7002}, "data": send.buttons["Verstuur"], "message": {
        "message_id": send.message, "date": 1, "chat": {"id": person.chat, "type": "private"}}}  # fmt: skip
    assert await post(telegram, {"update_id": 9401, "callback_query": forged}) == 200
    await person.hears_nothing()
    with hooked.store.tenant(place.id) as session:
        assert session.scalar(select(func.count()).select_from(Signal)) == 0


async def test_door_refuses_strangers_and_what_is_too_large_or_no_update(
    hooked: Context, place: Place, person: Person, telegram: Telegram
) -> None:
    update = message(person, 5, 9501, text=STORY)
    assert await post(telegram, update, "") == 403
    assert await post(telegram, update, "wrong") == 403
    assert await post(telegram, update, "é") == 403
    assert await post(telegram, b'{"update_id": 1, "x": "' + b"a" * LARGEST + b'"}') == 413
    for malformed in (b"", b"[]", b"{", b'{"update_id": "1"}', b"[" * 50_000, b'"' + b"\xff"):
        assert await post(telegram, malformed) == 400
    elsewhere = telegram.hook
    telegram.hook = elsewhere.rsplit("/", 1)[0] + "/999"
    assert await post(telegram, update) == 404
    telegram.hook = elsewhere
    assert rows_of(hooked) == []


async def test_strange_updates_are_set_aside_and_half_characters_do_no_harm(
    hooked: Context, place: Place, person: Person, telegram: Telegram
) -> None:
    strange: list[Any] = [
        {"update_id": 1},
        {"update_id": 2, "message": None},
        {"update_id": 3, "message": {"chat": 5, "text": "x"}},
        {"update_id": 4, "callback_query": {"data": "a:b:c:d"}},
        {"update_id": 5, "poll": {"id": "1"}},
        message(person, 1, 6, slot="edited_message", location={"latitude": 1}),
        message(person, 2, 7, new_chat_members=[{"id": 1}]),
    ]
    for update in strange:
        assert await post(telegram, update) == 200
    await eventually(lambda: all(row.state == "settled" for row in rows_of(hooked)))
    assert {row.outcome for row in rows_of(hooked)} == {"aside"}
    await person.type("/start")
    body = json.dumps(message(person, 3, 8, text="half \ud800 teken \x00 in een verhaal over wonen")).encode()
    assert await post(telegram, body) == 200
    await person.hear()


async def test_away_database_means_not_accepted(connected: Context, telegram: Telegram, person: Person) -> None:
    away = Store("postgresql+psycopg://nobody@127.0.0.1:1/none", size=1)
    context = replace(connected, store=away)
    port, app = free_port(), FastAPI()
    app.include_router(make_router(context, door_of(connected), "secret"))
    telegram.hook = f"http://127.0.0.1:{port}/telegram/{door_of(connected)}"
    async with serving(app, port):
        assert await post(telegram, message(person, 5, 9601, text=STORY), "secret") == 503
    away.close()


async def test_doctor_learns_the_name_of_the_bot(connected: Context) -> None:
    assert await asyncio.to_thread(check_token, connected.settings) == "TestNameBot"
    assert len(webhook_secret(connected.settings)) == 64
