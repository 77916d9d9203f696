"""Terms: words and short phrases that point to a theme, or to one problem of it; they teach words, not signals.

One line is `theme: term; term`, or `theme/problem: phrase; phrase`. The files `likeness-*` hold further phrases by
problem, for likeness alone: with them among the terms, themes were found a little less well.
"""

from importlib.resources import files
from importlib.resources.abc import Traversable

from core.classify.examples import Unreadable
from core.classify.labels import Labels

_LIKENESS = "likeness-"


def read_terms(labels: Labels, folder: Traversable | None = None) -> tuple[tuple[str, str], ...]:
    """Read pairs of a theme's key and a term; a term of two themes points to neither and is left out."""
    found: dict[str, str | None] = {}
    for file in sorted((folder or files("core.classify") / "terms").iterdir(), key=lambda file: file.name):
        if file.name.startswith(_LIKENESS):
            continue
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            name, _colon, terms = line.partition(": ")
            theme = name.partition("/")[0]
            if line.strip() and theme not in labels.facets["themes"]:
                raise Unreadable(f"{file.name}:{number}: unknown key {theme!r}")
            for term in filter(None, (part.strip() for part in terms.split(";"))):
                found[term.casefold()] = theme if found.get(term.casefold(), theme) == theme else None
    return tuple((theme, term) for term, theme in found.items() if theme)


def read_problems(folder: Traversable | None = None) -> tuple[tuple[str, str], ...]:
    """Read pairs of a problem (`theme/problem`) and a phrase that tells it."""
    found: list[tuple[str, str]] = []
    for file in sorted((folder or files("core.classify") / "terms").iterdir(), key=lambda file: file.name):
        for line in file.read_text("utf-8").splitlines():
            name, _colon, phrases = line.partition(": ")
            if "/" in name:
                found += [(name, phrase) for part in phrases.split(";") if (phrase := part.strip())]
    return tuple(found)
