"""Figures of the page Model as tables of texts: what became of proposals, and how one version differs from another."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from admin.dates import say_moment
from core.classify.card import Table, say_share
from core.classify.history import Ran
from core.dialogue.load import labels
from core.review.model_use import Use
from core.review.use_counts import Tallies, Tally
from core.words import Words

# The main figures of a version, as people meet them.
_FIGURES = ("shown", "shown_wrong", "macro_f1")


@dataclass(frozen=True, slots=True)
class Shown:
    """What was kept by theme or sector: a table, None where all are few; and the names of those that are too few."""

    facet: str
    table: Table | None
    few: tuple[str, ...]


def show_counts(use: Use, words: Words) -> Table:
    """Set out what processors kept, what reporters sent as proposed, and how often nothing was proposed."""
    kept = use.kept
    rows = (
        ("processors", kept.all if kept.told else Tally(0, 0), kept.signals),
        ("reporters", use.confirmed, use.confirmed.of),
        ("silent", use.silent, use.silent.of),
    )
    return Table(
        words.say("admin.model.use"),
        tuple(words.say(f"admin.model.use.{head}") for head in ("what", "share", "of")),
        tuple((words.say(f"admin.model.use.{key}"), *_tally(tally, of, key, words)) for key, tally, of in rows),
    )


def show_kept(tallies: Tallies, facet: str, words: Words) -> Shown:
    """Set out what was kept by theme or sector."""
    names = {**labels(facet), "": words.say("admin.model.no-sector")}
    title = words.say(f"admin.model.by-{facet}")
    heads = (title, words.say(f"admin.model.{facet}.kept"), words.say(f"admin.model.{facet}.proposed"))
    rows = tuple(
        (names.get(tally.key, tally.key), say_share(tally.share, tally.of, words), str(tally.of))
        for tally in tallies.shown
    )
    few = tuple(names.get(key, key) for key in tallies.hidden)
    return Shown(facet, Table(title, heads, rows) if rows else None, few)


def show_versions(ran: Sequence[Ran], words: Words) -> Table | None:
    """Set out which versions ran since when, the newest first, with the difference to the one before."""
    if not ran:
        return None
    heads = ("version", "since", "how", *(f"figure.{name}" for name in _FIGURES))
    rows = [
        (
            version.version,
            say_moment(version.at),
            words.say(f"admin.model.how.{version.how}", by=version.by or words.say("admin.model.keeper")),
            *(_figure(name, version, before) for name in _FIGURES),
        )
        for before, version in pairwise([None, *ran])
        if version
    ]
    title = words.say("admin.model.versions")
    return Table(title, tuple(words.say(f"admin.model.{head}") for head in heads), tuple(reversed(rows)))


def _tally(tally: Tally, beside: int, key: str, words: Words) -> tuple[str, str]:
    of = words.say(f"admin.model.use.{key}-of", count=beside) if tally.told else words.say("admin.model.use.few")
    return say_share(tally.share, tally.of, words), of


def _figure(name: str, version: Ran, before: Ran | None) -> str:
    """Write a share in per cent, and by how many points it is more or less than before."""
    if name not in version.figures:
        return "–"
    now = round(100 * version.figures[name])
    if before is None or name not in before.figures:
        return f"{now} %"
    change = now - round(100 * before.figures[name])
    return f"{now} % ({change:+d})" if change else f"{now} % (=)"
