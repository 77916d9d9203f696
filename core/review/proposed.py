"""What the machine proposes for a signal, as the panel shows it: labels in words, confidence, reasons and hints."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.classify.labels import FACETS, read_labels
from core.dialogue.load import labels
from core.review.content_words import has_content
from core.store.tables import Proposal
from core.store.tables.model import MADE, SKIPPED, WAITING

# How far a proposal is: beside the states of its row, switched off by the municipality or the installation.
OFF = "off"
_MOST_THEMES = 3
# Pattern or one case: at most this likely, the machine says that it does not know.
_SURE = 0.7
# So many words with a meaning of their own make a reason.
_REASONS = 2


@dataclass(frozen=True, slots=True)
class Guess:
    """A label that is proposed: its key, its words, the confidence (0 to 1), and the words that speak for it."""

    key: str
    label: str
    confidence: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Pattern (`label`) or one case: how sure (0.5 to 1), and which words of the text speak for it."""

    label: bool
    confidence: float
    words: tuple[str, ...]

    @property
    def sure(self) -> bool:
        """Tell whether it is sure enough to be said."""
        return self.confidence > _SURE

    @property
    def reasons(self) -> tuple[str, ...]:
        """The words, where enough of them mean something by themselves."""
        return self.words if sum(has_content(word) for word in self.words) >= _REASONS else ()


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal, or why there is none: `state` off, waiting, skipped or made.

    `facets`: what is sure enough to show. `best`: keys of themes, the likeliest first; only to order choices by.
    `parts`: the themes of the problems, in words, when the text seems to tell of several.
    """

    state: str
    model: str = ""
    facets: Mapping[str, tuple[Guess, ...]] = field(default_factory=dict[str, tuple[Guess, ...]])
    best: tuple[str, ...] = ()
    structural: Verdict | None = None
    parts: tuple[str, ...] = ()
    language: str = "nl"

    def keys(self, facet: str) -> tuple[str, ...]:
        """Give the keys that are shown of a facet."""
        return tuple(guess.key for guess in self.facets.get(facet, ()))

    def by_key(self, facet: str) -> Mapping[str, Guess]:
        """Give what is shown of a facet, by key."""
        return {guess.key: guess for guess in self.facets.get(facet, ())}


def read_proposed(row: Proposal | None, *, on: bool) -> Proposed:
    """Read what is stored. A proposal that is being made anew is shown until the new one is there."""
    if not on:
        return Proposed(OFF)
    if row is None or not row.content:
        return Proposed(SKIPPED if row is not None and row.state == SKIPPED else WAITING)
    content = row.content
    words: Mapping[str, list[str]] = content.get("words", {})
    verdict = content.get("structural")
    return Proposed(
        MADE,
        model=row.model or "",
        facets={facet: _guesses(facet, content.get(facet, []), words) for facet in FACETS},
        best=tuple(entry["key"] for entry in content.get("best", [])),
        structural=Verdict(verdict["label"], verdict["confidence"], tuple(verdict.get("words", ())))
        if verdict
        else None,
        parts=_parts(content.get("quality") or {}),
        language=content.get("language", "nl"),
    )


def shown_themes(content: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Give the keys of the themes that a stored proposal shows."""
    return tuple(guess.key for guess in _guesses("themes", (content or {}).get("themes", []), {}))


def _guesses(facet: str, entries: list[dict[str, Any]], words: Mapping[str, list[str]]) -> tuple[Guess, ...]:
    """Read the entries of a facet; what the taxonomy does not know (any more) is proposed to nobody."""
    names, known = labels(facet), read_labels().facets[facet]
    guesses = tuple(
        Guess(entry["key"], names[entry["key"]], entry["confidence"], tuple(words.get(entry["key"], ())))
        for entry in entries
        if entry["key"] in known
    )
    return guesses[:_MOST_THEMES] if facet == "themes" else guesses


def _parts(quality: Mapping[str, Any]) -> tuple[str, ...]:
    names = labels("themes")
    return tuple(dict.fromkeys(names[part["theme"]] for part in quality.get("parts", ()) if part.get("theme") in names))
