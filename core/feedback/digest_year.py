"""Once a year: what all signals led to, by theme; only what was released or approved for everyone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.dialogue.load import labels
from core.feedback.digest_facts import Reader
from core.feedback.digest_model import YEAR, Digest, Item
from core.intake.rooms import Notice

# One screen: so many themes, and of each so many fiches.
MOST_THEMES, MOST_FICHES = 5, 2
_OWN_ONLY = "eigen"


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a public fiche in a year: its public title, its themes and its outcome (empty: it is acted upon)."""

    title: str
    themes: tuple[str, ...]
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Year:
    """A year: by theme how many signals, as it was released and shown, and what came of public fiches."""

    number: int
    signals: Mapping[str, int]
    came: Sequence[Came] = ()


def compose_year(reader: Reader, year: Year) -> Digest | None:
    """Compose what a reporter hears of a year; None where nothing may be told, or she hears of her own alone."""
    if not reader.signals or reader.scope == _OWN_ONLY:
        return None
    names = labels("themes")
    items: list[Item] = []
    for key, name in sorted(names.items(), key=lambda theme: (-year.signals.get(theme[0], 0), theme[1])):
        lines = _lines(key, year)
        if lines:
            items.append(Item(name, (), lines))
    if not items:
        return None
    return Digest(YEAR, place=tuple(items[:MOST_THEMES]), more=max(0, len(items) - MOST_THEMES))


def _lines(theme: str, year: Year) -> tuple[Notice, ...]:
    told = year.signals.get(theme, 0)
    signals = (Notice("digest.year.signals", {"count": told}),) if told else ()
    came = [one for one in year.came if theme in one.themes]
    # What was finished first.
    came.sort(key=lambda one: not one.outcome)
    fiches = (Notice(f"digest.year.{one.outcome or 'in-actie'}", {"title": one.title}) for one in came[:MOST_FICHES])
    return (*signals, *fiches)
