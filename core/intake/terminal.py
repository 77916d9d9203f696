"""The terminal as a room: lines typed in, plain text out, through the same accept and converse as every channel."""

import json
import secrets
from collections.abc import Callable
from typing import Any

from core.context import Context
from core.intake.accept import Delivery, accept, find_door
from core.intake.converse import converse
from core.intake.plain import write_plain
from core.intake.rooms import Heard, Said
from core.words import Words


class TerminalRoom:
    """Reads a typed line and writes plain text; nothing of it is delivered later."""

    kind = "terminal"

    def __init__(self, words: Words) -> None:
        """Take the words to write with."""
        self._words = words

    def hear(self, body: bytes) -> Heard:
        """Read `{"slug", "line"}`; a line that begins with a slash is a command."""
        typed: dict[str, str] = json.loads(body)
        line = typed["line"]
        if line.startswith("/"):
            name, _, argument = line[1:].partition(" ")
            return Heard(slug=typed["slug"], command=name.casefold(), argument=argument.strip())
        return Heard(slug=typed["slug"], text=line)

    def tell(self, said: Said) -> list[dict[str, Any]]:  # noqa: ARG002 # the room's contract
        """Write nothing for later: the terminal prints at once."""
        return []


def chat(context: Context, slug: str, read: Callable[[], str], write: Callable[[str], None]) -> str | None:
    """Hold one dialogue; `read` gives a line (EOFError: no more). Returns the number of the signal, if one was sent."""
    room = TerminalRoom(context.words)
    with context.store.door() as session:
        door_id = find_door(session, "terminal").id
    lookup = context.keys.lookup("terminal", secrets.token_hex(16))
    line = "/start"
    while True:
        body = json.dumps({"slug": slug, "line": line}).encode()
        accept(context, door_id, [Delivery(secrets.token_hex(16), lookup, body)])
        settled = converse(context, {"terminal": room}, "terminal", door_id, lookup)
        if settled and settled.said:
            write(write_plain(context.words, settled.said))
        else:
            write(context.words.say("error.unexpected"))
        if settled and settled.outcome == "signal" and settled.said:
            return str(settled.said.facts["number"])
        if line == "/stop":
            return None
        try:
            line = read()
        except EOFError:
            line = "/stop"
