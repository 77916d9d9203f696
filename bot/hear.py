"""Hear: a reduced update understood as text, command, tap, edit, or something that is refused or set aside."""

import re
from collections.abc import Mapping
from typing import Any

from bot.reduce import ANSWERED, FORWARDED, MEDIA, message_of
from bot.taps import ANSWER, ASKS, COMMAND, PICK, SEND_NOW, TICK, USEFUL, VIEWS, event_of, read_tap
from core.intake.rooms import Heard

GROUP, UNSUPPORTED = "group", "unsupported"
_COMMAND = re.compile(r"/([A-Za-z0-9_-]{1,32})(?:@\w{1,64})?(?:\s+(.*))?", re.DOTALL)
# Some kinds are refused in the words of another.
_SAID_AS = {
    "animation": "video", "video_note": "video", "audio": "voice", "dice": "sticker", "venue": "location",
    "story": "forwarded", "game": "sticker", "checklist": "document", "paid_media": "photo",
}  # fmt: skip


def hear_update(kept: Mapping[str, Any]) -> Heard:
    """Understand a reduced update. `room` holds what `tell` needs of a tapped button."""
    message = message_of(kept)
    chat: Mapping[str, Any] = message.get("chat", {})
    address = str(chat.get("id") or "")
    if not address:
        return Heard(aside=UNSUPPORTED)
    if chat.get("type") != "private":
        return Heard(address=address, aside=GROUP)
    if "callback_query" in kept:
        return _hear_tap(address, kept["callback_query"], message)
    if "message" in kept:
        return _hear_message(address, message)
    # A live location or another attachment that changes says nothing new.
    if "edited_message" in kept and "text" in message:
        return Heard(address=address, text=message["text"], message=str(message["message_id"]), edited=True)
    return Heard(address=address, aside=UNSUPPORTED)


def _hear_message(address: str, message: Mapping[str, Any]) -> Heard:
    number = str(message["message_id"])
    refused = "forwarded" if FORWARDED[0] in message else next((kind for kind in MEDIA if kind in message), "")
    if refused:
        return Heard(address=address, refusal=f"bot.refuse.{_SAID_AS.get(refused, refused)}", message=number)
    text = message.get("text", "")
    command = _COMMAND.fullmatch(text.strip())
    if command:
        argument = (command[2] or "").strip()
        return Heard(address=address, command=command[1].casefold(), argument=argument, message=number)
    if not text:
        return Heard(address=address, aside=UNSUPPORTED)
    replied: str = message.get(ANSWERED, "")
    digest = replied.rpartition(" ")[2] if replied.startswith(USEFUL) else ""
    answers = "" if digest else replied.removeprefix(ASKS)
    return Heard(address=address, text=text, message=number, answers=answers, digest=digest)


def _hear_tap(address: str, query: Mapping[str, Any], message: Mapping[str, Any]) -> Heard:
    tap = read_tap(query["data"])
    room = {"id": query["id"], "message": message["message_id"], "shown": message.get("text", ""), "tap": tap}
    if tap.verb == COMMAND:
        name, _, argument = tap.rest.partition(" ")
        return Heard(address=address, command=name, argument=argument, room=room)
    if tap.verb == PICK:
        return Heard(address=address, pick=tap.rest, room=room)
    if tap.verb in VIEWS:
        # The question stays as it is: it is said again, and `tell` changes its buttons.
        ticked = (tap.question, tap.marks) if tap.verb == TICK else None
        return Heard(address=address, command="doorgaan", conversation=tap.conversation, ticked=ticked, room=room)
    event = event_of(tap)
    # "Verstuur nu" takes what is ticked along.
    chosen = (tap.question, tap.marks) if tap.verb == ANSWER or (tap.verb == SEND_NOW and tap.marks) else None
    if not tap.conversation or not (event or chosen):
        return Heard(address=address, aside=UNSUPPORTED, room=room)
    events, of = ((event,) if event else ()), tap.conversation
    return Heard(address=address, events=events, chosen=chosen, conversation=of, over=tap.over, room=room)
