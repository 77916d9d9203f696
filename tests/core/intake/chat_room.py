"""A room for tests: deliveries are JSON of what was heard, replies are kept as plain text."""

import json
import secrets
from typing import Any

from core.context import Context
from core.dialogue.events import Hid
from core.intake.accept import Delivery, accept, find_door
from core.intake.converse import Settled, converse
from core.intake.plain import write_plain
from core.intake.rooms import Heard, Said

EVENTS = {"hide": Hid()}


class ChatRoom:
    """Understands `{"text": ...}` and the like; a body that says so cannot be understood."""

    kind = "telegram"

    def __init__(self, context: Context) -> None:
        self._context = context

    def hear(self, body: bytes) -> Heard:
        given: dict[str, Any] = json.loads(body)
        if given.pop("broken", False):
            raise ValueError("secret words that nobody may log")
        events = tuple(EVENTS[name] for name in given.pop("events", ()))
        return Heard(address="chat-4711", events=events, **given)

    def tell(self, said: Said) -> list[dict[str, Any]]:
        return [{"text": write_plain(self._context.words, said)}]


class Chat:
    """One chat of the shared bot: it says things, and they are taken in order."""

    def __init__(self, context: Context, name: str = "chat-4711") -> None:
        self.context = context
        self.rooms = {"telegram": ChatRoom(context)}
        self.lookup = context.keys.lookup("telegram", name)
        with context.store.door() as session:
            self.door_id = find_door(session, "telegram").id

    def deliver(self, external_id: str | None = None, placed: int = 0, **heard: Any) -> int:
        """Accept a delivery, and do no more."""
        body = json.dumps(heard).encode()
        delivery = Delivery(external_id or secrets.token_hex(8), self.lookup, body, placed)
        return accept(self.context, self.door_id, [delivery])

    def take(self) -> Settled | None:
        """Take the next delivery that waits."""
        return converse(self.context, self.rooms, "telegram", self.door_id, self.lookup)

    def say(self, **heard: Any) -> str:
        """Deliver and take; gives the reply as plain text."""
        self.deliver(**heard)
        settled = self.take()
        return write_plain(self.context.words, settled.said) if settled and settled.said else ""
