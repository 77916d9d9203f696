"""People in Telegram chats: updates posted to the webhook as Telegram does, in order and again until they are taken."""

import itertools
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.flows.crowd import Crowd, spell
from tests.flows.retrying import send
from tests.flows.sink import Sink
from tests.flows.web_load import STORY

# What one person types, from first word to sending; each text only fits its own question, so order shows.
TYPED = (
    "/start {slug}",
    "OCMW",
    "overslaan",
    "{story}",
    "Enkele (2-5)",
    "Al langer",
    "overslaan",
    "Zij stoppen met de opleiding.",
    "Meer plaatsen met een soepel uur.",
    "Ja, hier",
    "Verstuur",
)
_SECRET = "X-Telegram-Bot-Api-Secret-Token"


def update(number: int, chat: int, message: int, text: str) -> dict[str, Any]:
    """One text message as Telegram posts it, with the names that must never be kept."""
    who = {"id": chat, "first_name": "Voornaam", "last_name": "Achternaam", "username": "gebruiker"}
    body: dict[str, Any] = {
        "message_id": message,
        "date": int(time.time()),
        "chat": {**who, "type": "private"},
        "from": {**who, "is_bot": False},
        "text": text,
    }
    if text.startswith("/"):
        body["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
    return {"update_id": number, "message": body}


@dataclass(slots=True)
class TelegramLoad(Crowd):
    """Chats and what was taken of them: `finished` holds the story key of each chat that said everything."""

    people: int = 6
    sink: Sink = field(default_factory=Sink)
    slug: str = "lommerbeek"
    first: int = 700_000_001
    finished: dict[int, str] = field(default_factory=dict[int, str])
    accepted: set[int] = field(default_factory=set[int])
    _turn: "itertools.count[int]" = field(default_factory=lambda: itertools.count(0))

    def act(self, person: int, *bases: str) -> None:  # noqa: ARG002 # one is as good as another
        """Say everything in a new chat, each message when the one before was taken; nodes take turns."""
        self.hold(*bases)

    def hold(self, *bases: str) -> int:
        """Say everything in a new chat; its id."""
        chat = self.first + next(self._turn)
        key = f"chat{spell(chat)}"
        for place, typed in enumerate(TYPED):
            text = typed.format(slug=self.slug, story=f"{STORY} {key}")
            turn = place % len(bases)
            self.post(update(chat * 100 + place, chat, place + 1, text), *bases[turn:], *bases[:turn])
        with self.lock:
            self.finished[chat] = key
        return chat

    def post(self, posted: dict[str, Any], *bases: str) -> None:
        """Post one update until a node takes it, to the path and with the secret that the bot registered."""
        url, secret = self.sink.hook()
        headers = {"Content-Type": "application/json", _SECRET: secret}
        first, *others = [f"{base}{urlsplit(url).path}" for base in bases]
        reply = send(self.tally, first, json.dumps(posted).encode(), headers, *others)
        assert reply.status == 200, f"{reply.status} {reply.body[:300]}"
        with self.lock:
            self.accepted.add(posted["update_id"])


def same_but_for_numbers(text: str) -> str:
    """A reply without what differs between chats: its link, its number, its story's key, and what is proposed for that.

    The key is part of the story, so that the model may be sure of one chat's theme and not of another's.
    """
    text = re.sub(r"\n(?:Thema: .*|Voor wie: .*|Een medewerker kiest het thema\.)", "", text)
    without_links = re.sub(r"https?://\S+", "LINK", text)
    return re.sub(r"\d+", "#", re.sub(r"\bchat[a-j]+\b", "KEY", without_links))


def out_of_line(got: list[str], expected: list[str]) -> list[str]:
    """What of `got` does not follow the expected replies in order, each at most once; gaps are allowed."""
    rest = iter([same_but_for_numbers(text) for text in expected])
    return [text for text in map(same_but_for_numbers, got) if not any(text == known for known in rest)]
