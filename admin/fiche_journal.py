"""The journal of a fiche in words: what somebody did, what she typed with it, and which fields she changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.review.fiche_reading import Happened
from core.review.fiches import EDITED, MOVED
from core.words import Words

# Details that somebody typed; they are shown as she typed them, after the guard.
_QUOTED = ("reason", "told", "note")


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as it is shown; `quotes`: what was typed with it, `fields`: which words changed."""

    at: datetime
    text: str
    quotes: tuple[str, ...]
    fields: tuple[str, ...]


def tell_journal(words: Words, journal: tuple[Happened, ...]) -> tuple[Told, ...]:
    """Say entries in words.

    What happened is named `part.act` and said by the text `part.journal.act`, that takes `who` and the details; the
    first acts there were have no part, and their texts begin with `admin.fiche.journal`.
    """
    return tuple(_tell(words, entry) for entry in journal)


def _tell(words: Words, entry: Happened) -> Told:
    part, dot, act = entry.what.rpartition(".")
    values: dict[str, Any] = {**entry.details, "who": entry.by or words.say("admin.journal.someone")}
    if entry.what == MOVED:
        values["to"] = words.say(f"admin.fiche.status.{entry.details['to']}")
    return Told(
        entry.at,
        words.say(f"{part}.journal.{act}" if dot else f"admin.fiche.journal.{act}", **values),
        tuple(str(said) for name in _QUOTED if (said := entry.details.get(name))),
        tuple(words.say(f"admin.fiche.field.{field}") for field in entry.details.get("fields", ()))
        if entry.what == EDITED
        else (),
    )
