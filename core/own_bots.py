"""Own bots: the Telegram bot that a municipality set itself, a door of its own, with its token sealed."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.errors import NotFound, Refused
from core.municipalities import set_setting
from core.people.audit import note
from core.people.sessions import Present
from core.privacy.keys import Keys, Place
from core.store.tables import Door

PERMISSION = "bot.set"
GOOD, REFUSED = "good", "refused"
# Where pages that anyone may see read its name.
SETTING = "bot"
_KIND = "telegram"
# As @BotFather writes it: the number of the bot, a colon, and what nobody may know.
_TOKEN = re.compile(r"(?P<bot>\d{1,20}):[A-Za-z0-9_-]{20,100}", re.ASCII)
_USERNAME = re.compile(r"\w{1,64}", re.ASCII)


class TakenBot(Refused):
    """Another municipality has this bot."""


@dataclass(frozen=True, slots=True)
class Bot:
    """An own bot as pages show it: `username` without @; `state`: empty (not started yet), good or refused."""

    id: int
    username: str
    state: str
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Watched:
    """An own bot as who runs them all finds it, without its token; another `changed_at`: read it again."""

    id: int
    municipality_id: int
    changed_at: datetime


def read_token(typed: str) -> str:
    """Read a token as it was typed; Refused when it is none."""
    typed = typed.strip()
    if not _TOKEN.fullmatch(typed):
        raise Refused("token")
    return typed


def set_bot(session: Session, keys: Keys, by: Present, username: str, token: str) -> int:
    """Set the bot of the municipality that is bound, instead of the one it had; gives its door.

    `username`: what Telegram says it is called. Raises TakenBot, Refused for what can be no bot, NotAllowed.
    """
    by.must(PERMISSION)
    bot = _TOKEN.fullmatch(read_token(token))
    if bot is None or not _USERNAME.fullmatch(username):
        raise Refused("bot")
    name = f"telegram-{bot['bot']}"
    session.execute(update(Door).where(*_OWN, Door.name != name).values(active=False, secret=None))
    values = {"active": True, "settings": {"username": username}, "state": "", "seen_at": None}
    made = insert(Door).values(kind=_KIND, name=name, municipality_id=by.place.id, **values)
    door = session.scalar(made.on_conflict_do_nothing().returning(Door.id))
    if door is None:
        changed = update(Door).where(*_OWN, Door.name == name).values(**values, changed_at=func.clock_timestamp())
        door = session.scalar(changed.returning(Door.id))
    if door is None:
        raise TakenBot("bot")
    sealed = keys.seal_json({"token": token.strip()}, _place(by.place.id, door))
    session.execute(update(Door).where(*_OWN, Door.id == door).values(secret=sealed))
    set_setting(session, by.place.id, SETTING, username)
    note(session, by.place.id, by.staff_id, "bot.set", door)
    return door


def remove_bot(session: Session, by: Present) -> None:
    """Remove the bot with its token: reporters write to the shared one again. What came in by it stays; repeatable."""
    by.must(PERMISSION)
    gone = update(Door).where(*_OWN, Door.active).values(active=False, secret=None, changed_at=func.clock_timestamp())
    set_setting(session, by.place.id, SETTING, "")
    for door in session.scalars(gone.returning(Door.id)).all():
        note(session, by.place.id, by.staff_id, "bot.removed", door)


def find_bot(session: Session) -> Bot | None:
    """Find the bot of the municipality that is bound; None when it has none of its own."""
    row = session.execute(
        select(Door.id, Door.settings, Door.state, Door.seen_at).where(*_OWN, Door.active).order_by(Door.id.desc())
    ).first()
    return Bot(row.id, str(row.settings.get("username", "")), row.state, row.seen_at) if row else None


def open_bot(session: Session, keys: Keys, municipality_id: int, door: int) -> str:
    """Read the token of a bot. Raises NotFound, or KeyMismatch for a shut one."""
    sealed = session.scalar(select(Door.secret).where(*_OWN, Door.id == door, Door.active))
    if sealed is None:
        raise NotFound("bot")
    return str(keys.open_json(sealed, _place(municipality_id, door))["token"])


def list_watched(session: Session) -> list[Watched]:
    """List the own bots of all municipalities that are on. For the door's role."""
    rows = session.execute(select(Door.id, Door.municipality_id, Door.changed_at).where(*_OWN, Door.active))
    return [Watched(*row) for row in rows]


def count_bots(session: Session) -> tuple[int, int]:
    """Count the own bots that are on, and those of them that Telegram refuses. As the owner."""
    counted = select(func.count(), func.count().filter(Door.state == REFUSED)).where(*_OWN, Door.active)
    total, refused = session.execute(counted).one()
    return total, refused


_OWN = (Door.kind == _KIND, Door.municipality_id.is_not(None))


def _place(municipality_id: int, door: int) -> Place:
    return Place(municipality_id, str(door), "door.secret")
