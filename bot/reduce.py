"""Reduce an update to what the dialogue needs, before anything is stored: no names, no captions, no files."""

import json
from collections.abc import Mapping
from typing import Any, cast

from bot.taps import ANSWER, ASKS, USEFUL
from core.context import Context
from core.intake.accept import Delivery

KIND = "telegram"
# What Telegram is asked for; `my_chat_member` tells that the bot was put in a group.
WANTED = ("message", "edited_message", "callback_query", "my_chat_member")
# Kinds of messages that are refused with a reason, by Telegram's field; the first that fits counts.
MEDIA = (
    "photo", "video", "animation", "video_note", "voice", "audio", "document", "sticker", "dice", "venue", "location",
    "contact", "poll", "story", "game", "checklist", "paid_media",
)  # fmt: skip
FORWARDED = ("forward_origin", "forward_from", "forward_from_chat", "forward_sender_name", "forward_date")
# Where it is kept which question a message replies to.
ANSWERED = "answered"
_LONGEST_ID = 2**53
_SECONDS = 2**32
# Place of a delivery in its chat: the second in the high bits, the message number in the low ones.
_NUMBER_BITS = 31


def reduce_update(update: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is kept of an update, in Telegram's own shape: an allow-list, so a new field is never kept.

    What was reduced before stays as it is.
    """
    kept: dict[str, Any] = {"update_id": _whole(update.get("update_id"))}
    for slot in ("message", "edited_message"):
        if slot in update:
            return kept | {slot: _reduce_message(_object(update[slot]))}
    if "callback_query" in update:
        return kept | {"callback_query": _reduce_tap(_object(update["callback_query"]))}
    chat = next((about["chat"] for about in map(_object, update.values()) if "chat" in about), None)
    return kept | ({"other": {"chat": _reduce_chat(_object(chat))}} if chat else {})


def read_delivery(context: Context, update: Mapping[str, Any]) -> Delivery:
    """Make the delivery of an update.

    Its number holds a keyed hash of the content beside the update's own number, which starts anew now and then. The
    pictures of one album share a number, so that they are refused once.
    """
    kept = reduce_update(update)
    body = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
    message = message_of(kept)
    album = _album(update)
    content = context.keys.lookup("telegram update", album or body.decode()).hex()[:16]
    number = f"album-{content}" if album else f"{kept['update_id']:010d}-{content}"
    lookup = context.keys.lookup(KIND, str(message.get("chat", {}).get("id", "")))
    return Delivery(number, lookup, body, _place_in_chat(message))


def message_of(kept: Mapping[str, Any]) -> Mapping[str, Any]:
    """Find the message that a reduced update is or is about; empty when there is none."""
    around: Mapping[str, Any] = kept.get("callback_query", kept)
    slot = next((slot for slot in ("message", "edited_message", "other") if slot in around), "")
    return around[slot] if slot else {}


def _reduce_message(message: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "message_id": _whole(message.get("message_id")),
        "date": _whole(message.get("date")),
        "chat": _reduce_chat(_object(message.get("chat"))),
    }
    if "edit_date" in message:
        kept["edit_date"] = _whole(message["edit_date"])
    if kept["chat"].get("type") != "private":
        return kept
    refused = next((kind for kind in MEDIA if kind in message), "")
    if any(field in message for field in FORWARDED):
        kept[FORWARDED[0]] = True
    elif refused:
        kept[refused] = True
    elif isinstance(message.get("text"), str):
        kept["text"] = _sound(message["text"])
        kept |= _reduce_answered(message)
    return kept


def _reduce_answered(message: Mapping[str, Any]) -> dict[str, Any]:
    """Keep of the message that is replied to only the button of ours that says which it is: a question, or a digest."""
    again = message.get(ANSWERED)
    if isinstance(again, str) and again.startswith((ASKS, USEFUL)):  # it was reduced before
        return {ANSWERED: again}
    replied = _object(message.get("reply_to_message"))
    rows = _object(replied.get("reply_markup")).get("inline_keyboard")
    buttons = [_object(button) for row in _list(rows) for button in _list(row)]
    data = (_sound(str(button.get("callback_data", "")))[:64] for button in buttons)
    found = next((carried for carried in data if carried.startswith((ASKS, USEFUL))), "")
    return {ANSWERED: found} if found else {}


def _reduce_tap(tap: Mapping[str, Any]) -> dict[str, Any]:
    data = _sound(str(tap.get("data", "")))[:64]
    message = _object(tap.get("message"))
    chat = _reduce_chat(_object(message.get("chat")))
    shown: dict[str, Any] = {
        "message_id": _whole(message.get("message_id")),
        "date": _whole(message.get("date")),
        "chat": chat,
    }
    # Only a question's own words are shown again, with the choice; a review or a warning quotes the reporter.
    if data.startswith(f"{ANSWER}:") and isinstance(message.get("text"), str):
        shown["text"] = _sound(message["text"])
    # In a private chat the chat is the person: a tap by anyone else in it was forged.
    sender = _whole(_object(tap.get("from")).get("id"))
    forged = chat["type"] == "private" and sender != chat["id"]
    kept = {"id": _sound(str(tap.get("id", "")))[:64], "from": {"id": sender}, "data": "" if forged else data}
    return kept | {"message": shown}


def _reduce_chat(chat: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": _whole(chat.get("id")), "type": _sound(str(chat.get("type", "")))[:16]}


def _album(update: Mapping[str, Any]) -> str:
    album = _object(update.get("message")).get("media_group_id")
    return _sound(str(album))[:64] if album else ""


def _place_in_chat(message: Mapping[str, Any]) -> int:
    """Order by second, then by message: a tap goes with the message it was on, an edit with the moment it was made."""
    date = min(max(message.get("edit_date") or message.get("date") or 0, 0), _SECONDS - 1)
    number = min(max(message.get("message_id") or 0, 0), 2**_NUMBER_BITS - 1)
    return (date << _NUMBER_BITS) + number


def _object(value: Any) -> Mapping[str, Any]:
    """Read a JSON object; anything else is an empty one."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    """Read a JSON array; anything else is an empty one."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def _whole(value: Any) -> int:
    """Read a whole number that JSON can hold exactly; anything else is 0."""
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LONGEST_ID else 0


def _sound(text: str) -> str:
    """Replace half characters, which no encoding can store, and drop NUL."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "")
