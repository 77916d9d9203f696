"""Joining: "I see this too": the public fiche that a link leads to, and what a signal says of where it belongs.

A reporter proposes; the signal is in the fiche once a person bundles it.
"""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.classify.labels import FACETS
from core.context import Context
from core.dialogue.events import Alike, Dialogue
from core.intake.rooms import Notice
from core.municipalities import Place
from core.opening import open_text
from core.store.tables import Fiche, PublicText, Signal
from core.store.tables.fiche import CLOSED
from core.store.tables.fiche_content import APPROVED
from core.store.tables.signal import ONLY_WEIGHT

_MOST_THEMES = 3
_OPENING = 300
# Behind the name of a municipality in a link to the bot: `lommerbeek-f12`.
_CODE = re.compile(r"(.+)-f([1-9]\d{0,8})", re.IGNORECASE)
_FOLLOWED = 5


@dataclass(frozen=True, slots=True)
class Joinable:
    """A public fiche that somebody comes to add to; `over`: it was closed. Without a fiche: it is not public."""

    fiche: Alike | None
    over: bool = False

    @property
    def number(self) -> int:
        """Its number while it may be added to, else 0."""
        return self.fiche.number if self.fiche and not self.over else 0


def cut_code(argument: str) -> tuple[str, int]:
    """Read the argument of a link to the bot as a municipality's name and the number of a fiche; 0 for none."""
    found = _CODE.fullmatch(argument)
    return (found[1], int(found[2])) if found else (argument, 0)


def find_joinable(session: Session, place: Place, number: int) -> Joinable:
    """Find the public fiche with this number in the municipality that is bound; one that was merged leads on."""
    fiche = session.scalar(select(Fiche).where(Fiche.municipality_id == place.id, Fiche.number == number))
    followed = 0
    while fiche is not None and fiche.merged_into_id is not None and followed < _FOLLOWED:
        fiche, followed = session.get(Fiche, fiche.merged_into_id), followed + 1
    public = session.get(PublicText, fiche.id) if fiche is not None else None
    if fiche is None or public is None or public.state != APPROVED:
        return Joinable(None)
    said = Alike(fiche.number, public.title, open_text(public.text, _OPENING))
    return Joinable(said, over=fiche.status == CLOSED or fiche.merged_into_id is not None)


def read_joinable(context: Context, place: Place, typed: str) -> Joinable | None:
    """Read the fiche of a page's address; None where it names none."""
    if not (typed.isascii() and typed.isdigit() and len(typed) <= len(str(10**9)) - 1 and int(typed)):
        return None
    with context.store.tenant(place.id) as session:
        return find_joinable(session, place, int(typed))


def greet_joining(found: Joinable | None) -> tuple[Notice, ...]:
    """Say first which fiche it is about, or kindly that it can no longer be added to."""
    if found is None:
        return ()
    if found.fiche is None:
        return (Notice("join.gone"),)
    values: dict[str, object] = {"title": found.fiche.title, "text": found.fiche.opening}
    return (Notice("join.over" if found.over else "join.begin", values),)


def mark_joined(session: Session, signal: Signal, dialogue: Dialogue) -> dict[str, Any]:
    """Note on a signal the fiche that its reporter says it belongs to; gives what the journal notes of that.

    One that says little else is given the labels of the fiche, until a person says which hold: as hints, so that they
    count nowhere as what the reporter said.
    """
    joins = dialogue.joins
    if joins is None:
        return {}
    fiche = session.scalar(
        select(Fiche).where(Fiche.municipality_id == signal.municipality_id, Fiche.number == joins.number)
    )
    if fiche is None:  # merged, undone and removed since: her words stay
        return {"joins": joins.number}
    signal.joins_id = fiche.id
    if not dialogue.brief or signal.themes or "themes" in dialogue.answers:
        return {"joins": joins.number}
    given = {facet: list(getattr(fiche, facet)) for facet in FACETS if not getattr(signal, facet)}
    given["themes"] = given.get("themes", [])[:_MOST_THEMES]
    for facet, keys in given.items():
        setattr(signal, facet, keys or getattr(signal, facet))
    return {"joins": joins.number, "inherited": {facet: keys for facet, keys in given.items() if keys}}


def find_joined(session: Session, place: Place, signal: Signal) -> Joinable | None:
    """Find the fiche that a signal's reporter said it belongs to, as anyone may know it; None: she said of none."""
    number = session.scalar(select(Fiche.number).where(Fiche.id == signal.joins_id)) if signal.joins_id else None
    return find_joinable(session, place, number) if number else None


def is_standing(session: Session, place: Place, joins: Alike) -> bool:
    """Tell whether the fiche that a signal joins is still public and open."""
    return find_joinable(session, place, joins.number).number > 0


def without_weight(flags: list[str]) -> list[str]:
    """Give the flags of a signal to which words of its own were added."""
    return [flag for flag in flags if flag != ONLY_WEIGHT]
