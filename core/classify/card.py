"""The card: what the model is for, what it learned from and what it is worth, in plain Dutch, from its manifest.

One card for the page, for the command line and for an algorithm register: `read_card` makes it, `write_card` and the
page's template only set it out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.dates import format_date

from core.dialogue.load import labels as label_facet
from core.words import Words

# Of fewer than so many nothing is said in shares.
FEW = 5
_ALL = 10  # shares are said out of ten
_WORST = 3  # themes that are named as the worst ones
# Parts in the order of the card, and of how many points their list consists.
_PARTS = ("purpose", "never", "people", "how", "data", "figures", "themes", "sureness", "limits", "language")
_POINTS = {"never": 4, "people": 5, "limits": 6}
_SHARES = {
    "first": "first",
    "among": "among",
    "within_three": "within-three",
    "shown": "shown",
    "shown_wrong": "shown-wrong",
    "macro_f1": "macro-f1",
    "calibration_error": "calibration",
    "structural": "structural",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts; the first cell of a row names it. `about`: what it shows, for who cannot see it."""

    about: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the card: paragraphs, then a list, then a table, each where there is one."""

    key: str
    title: str
    texts: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    table: Table | None = None

    @property
    def words(self) -> str:
        """Give the part without its table as one text."""
        return "\n".join((*self.texts, *(f"- {point}" for point in self.points)))


@dataclass(frozen=True, slots=True)
class Card:
    """The card of a model, made on a day (ISO)."""

    title: str
    version: str
    made: str
    about: str
    parts: tuple[Part, ...]

    def part(self, key: str) -> Part:
        """Give a part by its key."""
        return next(part for part in self.parts if part.key == key)


def read_card(manifest: Mapping[str, Any], words: Words) -> Card:
    """Make the card of a model. Raises KeyError for a manifest that lacks its version, counts or figures."""
    special: Mapping[str, Callable[[Mapping[str, Any], Words], Part]] = {
        "data": _data,
        "figures": _figures,
        "themes": _themes,
        "sureness": _sureness,
        "limits": _limits,
    }
    version, made = str(manifest["version"]), datetime.fromisoformat(manifest["made"]).date()
    return Card(
        title=words.say("model.title"),
        version=version,
        made=made.isoformat(),
        about=words.say("model.version", version=version, made=say_day(made)),
        parts=tuple(special[key](manifest, words) if key in special else _plain(key, words) for key in _PARTS),
    )


def write_card(manifest: Mapping[str, Any], words: Words) -> str:
    """Write the card of a model as Markdown."""
    card = read_card(manifest, words)
    lines = [f"# {card.title}", card.about]
    for part in card.parts:
        lines += [f"## {part.title}", *part.texts]
        if part.points:
            lines.append("\n".join(f"- {point}" for point in part.points))
        if part.table:
            rows = (part.table.heads, ("---",) * len(part.table.heads), *part.table.rows)
            lines.append("\n".join(f"| {' | '.join(row)} |" for row in rows))
    return "\n\n".join(lines) + "\n"


def say_share(right: float, of: int, words: Words) -> str:
    """Say a share (0 to 1) of a count as people do: so many out of ten; of too few nothing is said."""
    if of < FEW:
        return words.say("model.too-few")
    tenth = round(right * _ALL)
    if tenth in {0, _ALL}:
        return words.say("model.tenth-all" if tenth else "model.tenth-none")
    return words.say("model.tenth", tenth=tenth)


def say_day(day: date) -> str:
    """Say a day: "4 maart 2026"."""
    return format_date(day, "d MMMM y", locale="nl_BE")


def _plain(key: str, words: Words) -> Part:
    points = tuple(words.say(f"model.{key}-{number}") for number in range(1, _POINTS.get(key, 0) + 1))
    return Part(key, words.say(f"model.{key}-title"), (words.say(f"model.{key}"),), points)


def _data(manifest: Mapping[str, Any], words: Words) -> Part:
    learned = manifest["examples"]
    counts = {name: learned.get(name, 0) for name in ("learned", "held", "judged", "terms")}
    base = manifest.get("base")
    about = words.say("model.data-base", **base) if base else words.say("model.data-encoder")
    texts = [words.say("model.data", **counts), about]
    if learned.get("corrections"):
        texts.insert(1, words.say("model.data-corrections", corrections=learned["corrections"]))
    return Part("data", words.say("model.data-title"), tuple(texts))


def _figures(manifest: Mapping[str, Any], words: Words) -> Part:
    figures = manifest["figures"]
    table = Table(
        words.say("model.figures-title"),
        (words.say("model.figure"), words.say("model.share")),
        tuple((words.say(f"model.{key}"), _number(figures[name])) for name, key in _SHARES.items()),
    )
    said = (
        words.say("model.figures", texts=figures["texts"], others=figures["others"]),
        words.say("model.figures-said", shown=_tenths(figures["shown"]), right=_tenths(1 - figures["shown_wrong"])),
        words.say("model.readers"),
    )
    return Part("figures", words.say("model.figures-title"), said, (), table)


def _themes(manifest: Mapping[str, Any], words: Words) -> Part:
    names = label_facet("themes")
    heads = tuple(words.say(f"model.{key}") for key in ("theme", "count", "precision", "recall"))
    rows = tuple(
        (str(names.get(theme["key"], theme["key"])), str(theme["count"]), *_theme(theme, words))
        for theme in manifest["figures"]["themes"]
    )
    title = words.say("model.themes-title")
    return Part("themes", title, (words.say("model.themes"),), (), Table(title, heads, rows))


def _theme(theme: Mapping[str, Any], words: Words) -> tuple[str, str]:
    if "shown" not in theme:  # a model from before this was counted
        return words.say("model.unknown"), words.say("model.unknown")
    shown, right = theme["shown"], theme["right"]
    return say_share(right / max(1, shown), shown, words), say_share(
        right / max(1, theme["count"]), theme["count"], words
    )


def _sureness(manifest: Mapping[str, Any], words: Words) -> Part:
    title = words.say("model.sureness-title")
    bins = manifest["figures"].get("sureness", ())
    if not bins:
        return Part("sureness", title, (words.say("model.unknown"),))
    heads = tuple(words.say(f"model.sureness-{key}") for key in ("says", "count", "right"))
    rows = tuple(
        (
            words.say("model.sureness-from", least=round(100 * each["least"]), most=round(100 * each["least"]) + 10),
            str(each["count"]),
            words.say("model.too-few") if each["count"] < FEW else f"{round(100 * each['right'])} %",
        )
        for each in bins
    )
    return Part("sureness", title, (words.say("model.sureness"),), (), Table(title, heads, rows))


def _limits(manifest: Mapping[str, Any], words: Words) -> Part:
    """Say what it is bad at, with the themes that it knows worst."""
    plain, names = _plain("limits", words), label_facet("themes")
    known = sorted((theme for theme in manifest["figures"]["themes"] if theme["count"]), key=lambda theme: theme["f1"])
    worst = "; ".join(str(names.get(theme["key"], theme["key"])) for theme in known[:_WORST])
    points = (*plain.points, words.say("model.limits-worst", themes=worst)) if worst else plain.points
    return Part(plain.key, plain.title, plain.texts, points)


def _tenths(share: float) -> int:
    return round(share * _ALL)


def _number(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")
