"""Terms: words and short phrases that point to a theme, beside the examples; they teach words, not what a signal is."""

from importlib.resources import files
from importlib.resources.abc import Traversable

from core.classify.examples import Unreadable
from core.classify.labels import Labels


def read_terms(labels: Labels, folder: Traversable | None = None) -> tuple[tuple[str, str], ...]:
    """Read pairs of a theme's key and a term; a term of two themes points to neither and is left out."""
    found: dict[str, str | None] = {}
    for file in sorted((folder or files("core.classify") / "terms").iterdir(), key=lambda file: file.name):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            theme, _colon, terms = line.partition(": ")
            if line.strip() and theme not in labels.facets["themes"]:
                raise Unreadable(f"{file.name}:{number}: unknown key {theme!r}")
            for term in filter(None, (part.strip() for part in terms.split(";"))):
                found[term.casefold()] = theme if found.get(term.casefold(), theme) == theme else None
    return tuple((theme, term) for term, theme in found.items() if theme)
