"""The Telegram room as the core sees it: it hears reduced updates and tells replies as letters."""

import json
from typing import Any

from bot.hear import hear_update
from bot.reduce import KIND, reduce_update
from bot.tell import tell_reply
from core.intake.rooms import Heard, Said
from core.words import Words


class TelegramRoom:
    """Reads updates and writes letters `{"calls": [[method, values], ...]}` for `bot.deliver`."""

    kind = KIND

    def __init__(self, words: Words) -> None:
        """Take the words to write with."""
        self._words = words

    def hear(self, body: bytes) -> Heard:
        """Understand an update, as it came or reduced."""
        return hear_update(reduce_update(json.loads(body)))

    def tell(self, said: Said) -> list[dict[str, Any]]:
        """Write a reply as letters."""
        return tell_reply(self._words, said)
