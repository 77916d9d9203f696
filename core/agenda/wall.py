"""The wall: what is shown of a fiche to a room full of people; never who reported, and numbers only as bands."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.agenda.quotes import read_quotes
from core.agenda.table import OnTable
from core.insight.groups import list_groups
from core.people.sessions import Present

# The first number of each band; a small number tells too much of who may have reported.
_BANDS = (1, 5, 10, 20, 50, 100)
_MOST_QUOTES, _MOST_GROUPS, _MOST_WORDS = 4, 3, 5


@dataclass(frozen=True, slots=True)
class Band:
    """Between which numbers something lies; `last` is 0 where there is no end."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Around:
    """Signals in no fiche yet that are of a theme of this one: their telling words, and how many."""

    words: tuple[str, ...]
    theme: str
    signals: Band


@dataclass(frozen=True, slots=True)
class Wall:
    """What is shown of a fiche."""

    fiche: OnTable
    signals: Band | None
    quotes: tuple[str, ...]
    around: tuple[Around, ...]


def read_wall(session: Session, present: Present, fiche: OnTable, *, proposals: bool) -> Wall:
    """Read what is shown of a fiche on the table; `proposals`: whether the computer proposes groups here."""
    present.must("agenda.read")
    quotes = read_quotes(session, present, fiche.id)[:_MOST_QUOTES]
    count = fiche.evidence.signals
    around = _around(session, present, fiche) if proposals and present.may("signals.read") else ()
    return Wall(fiche, find_band(count) if count else None, quotes, around)


def find_band(count: int) -> Band:
    """Find the band in which a number of at least one lies."""
    place = max(place for place, first in enumerate(_BANDS) if first <= count)
    return Band(_BANDS[place], _BANDS[place + 1] - 1 if place + 1 < len(_BANDS) else 0)


def _around(session: Session, present: Present, fiche: OnTable) -> tuple[Around, ...]:
    groups = (group for group in list_groups(session, present) if group.theme in fiche.themes and group.words)
    shown = [Around(group.words[:_MOST_WORDS], group.theme, find_band(len(group.signals))) for group in groups]
    return tuple(shown[:_MOST_GROUPS])
