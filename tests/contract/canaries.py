"""Words that may turn up nowhere, and a room and a dialogue that bring them in."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from core.context import Context
from core.intake.accept import Delivery, accept, find_door
from core.intake.converse import converse
from core.intake.rooms import Heard, Notice, Said
from core.privacy.keys import Keys
from core.privacy.sealed_columns import SEALED
from core.store.tables import Base

# An invented person; nothing of her occurs anywhere else in the program or its tests.
NAME = "Wilhelmina Kanarievogel"
PHONE = "0478 91 82 73"
EMAIL = "kanarievogel@voliere.example.org"
WORDS = "zangvogelverzekering"
CHAT = "778899001122"
TOKEN = "kanarie-token-4711xyz"
CANARIES = (NAME, "Kanarievogel", PHONE, PHONE.replace(" ", ""), EMAIL, WORDS, CHAT, TOKEN)
STORY = (
    f"Mevrouw {NAME} wacht al maanden op een {WORDS}, omdat nergens iemand opneemt."
    f" Bel haar op {PHONE} of mail {EMAIL}."
)


class Cage:
    """A room like Telegram's: a line is a text or a command, from one chat."""

    def hear(self, body: bytes) -> Heard:
        """Read a line; the line BREEK breaks the room, with the canaries in the error."""
        heard: dict[str, str] = json.loads(body)
        line = heard["line"]
        if line == "BREEK":
            raise ValueError(f"cannot read {heard}: {STORY}")
        link = heard.get("link", "")
        if line.startswith("/"):
            name, _, argument = line[1:].partition(" ")
            return Heard(address=heard["chat"], command=name, argument=argument, message=heard["message"], link=link)
        return Heard(address=heard["chat"], text=line, message=heard["message"], link=link)

    def tell(self, said: Said) -> list[dict[str, Any]]:
        """Write a letter with the chat and the reply in it."""
        return [{"to": said.heard.address, "items": [i.key if isinstance(i, Notice) else repr(i) for i in said.items]}]


class Chat:
    """One chat, with lines typed into it."""

    def __init__(self, context: Context, chat: str = CHAT, link: str = "") -> None:
        """Take the number of the chat; `link`: the token of the page on which its conversation goes on."""
        self._context, self._chat, self._count, self.link = context, chat, 0, link
        with context.store.door() as session:
            self.door = find_door(session, "telegram").id
        self._lookup = context.keys.lookup("telegram", chat)

    def type(self, *lines: str) -> list[str]:
        """Type lines; gives what became of each delivery."""
        return [self._one(line) for line in lines]

    def keep(self, line: str) -> None:
        """Deliver a line that nobody takes yet."""
        self._count += 1
        heard = {"line": line, "chat": self._chat, "message": str(self._count), "link": self.link}
        body = json.dumps(heard).encode()
        accept(
            self._context, self.door, [Delivery(f"{self._lookup.hex()}:{self._count}", self._lookup, body, self._count)]
        )

    def take(self) -> str | None:
        """Take the next delivery; None when there is none."""
        settled = converse(self._context, {"telegram": Cage()}, "telegram", self.door, self._lookup)
        return settled.outcome if settled else None

    def _one(self, line: str) -> str:
        self.keep(line)
        outcome = self.take()
        assert outcome is not None
        return outcome


def found_in(texts: Iterable[str]) -> set[str]:
    """Tell which canaries occur."""
    lowered = "\n".join(texts).casefold()
    return {canary for canary in CANARIES if canary.casefold() in lowered}


def stored(session: Session, keys: Keys) -> dict[str, list[str]]:
    """Read everything that stands in the database, by column: as it is, and unsealed where it is sealed."""
    values: dict[str, list[str]] = {}
    tables = session.execute(
        text(
            "select table_name, column_name, data_type from information_schema.columns"
            " where table_schema = 'public' order by 1, 2"
        )
    ).all()
    for table, column, kind in tables:
        # Bytes in their own characters, so that words would be seen in them too.
        shown = f"encode({column}, 'escape')" if kind == "bytea" else f"{column}::text"
        rows = session.scalars(text(f"select {shown} from {table}"))
        values[f"{table}.{column}"] = [row for row in rows if row is not None]
    for sealed in SEALED:
        for row in session.scalars(select(sealed.table)):
            values.setdefault(f"{sealed.name} unsealed", []).extend(_unseal(keys, row, sealed.column))
    return values


def _unseal(keys: Keys, row: Base, column: str) -> list[str]:
    sealed = next(one for one in SEALED if isinstance(row, one.table) and one.column == column)
    value: bytes | None = getattr(row, column)
    return [] if value is None else [keys.open(value, sealed.place(row)).decode("utf-8", "replace")]
