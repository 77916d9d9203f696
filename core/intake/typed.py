"""What was typed on a page and is no answer: kept, sealed, with the draft until its next step, to be shown again.

The next answer stores the draft anew, without it; stopping or erasing takes it along with the draft.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select

from core.context import Context
from core.dialogue.form import Answer
from core.errors import NotFound
from core.intake.draft import dialogue_place
from core.intake.look import heed
from core.intake.normalise import normalise
from core.municipalities import find_municipality
from core.privacy.keys import hash_token
from core.store.engine import bind
from core.store.tables import Conversation


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed for a question, and what is wrong with that (a message key)."""

    key: str
    value: Answer
    wrong: str


def keep_typed(context: Context, slug: str, link: str, typed: Typed) -> None:
    """Keep what was typed with the draft of a link; NotFound when that has ended."""
    with context.store.door() as session:
        bind(session, find_municipality(session, slug).id)
        found = select(Conversation).where(Conversation.link_hash == hash_token(link), Conversation.state == "open")
        row = session.scalar(found.with_for_update())
        if row is None or row.dialogue is None:
            raise NotFound("draft")
        stored = context.keys.open_json(row.dialogue, dialogue_place(row))
        row.dialogue = context.keys.seal_json({**stored, "typed": asdict(typed)}, dialogue_place(row))


def read_typed(context: Context, row: Conversation) -> Typed | None:
    """Read what was typed at the last step of a draft, when that was no answer."""
    stored = context.keys.open_json(row.dialogue or b"", dialogue_place(row))
    kept: dict[str, Any] | None = stored.get("typed")
    if kept is None:
        return None
    value = kept["value"]
    return Typed(kept["key"], value if isinstance(value, str) else tuple(value), kept["wrong"])


def speaks_of_danger(values: Iterable[Answer]) -> bool:
    """Tell whether texts that were not delivered speak of danger, so that the page which gives them back says 112."""
    return any(isinstance(value, str) and heed(normalise(value)).danger for value in values)
