"""Labels: what the model chooses from, in one fixed order: themes, target groups, kinds, levels, structural or not."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.dialogue.load import taxonomy

# Facets of the taxonomy that the model proposes; a level that is not clear is no proposal.
FACETS = ("themes", "target_groups", "kinds", "levels")
STRUCTURAL = "structural"
_UNCLEAR = "onbekend"


@dataclass(frozen=True, slots=True)
class Labels:
    """The columns of every score: `facets` maps a facet to its keys; the last column is `structural`."""

    facets: Mapping[str, tuple[str, ...]]

    @property
    def width(self) -> int:
        """How many columns there are."""
        return sum(len(keys) for keys in self.facets.values()) + 1

    def columns(self, facet: str) -> slice:
        """Say which columns a facet has."""
        begin = 0
        for name, keys in self.facets.items():
            if name == facet:
                return slice(begin, begin + len(keys))
            begin += len(keys)
        if facet == STRUCTURAL:
            return slice(begin, begin + 1)
        raise KeyError(facet)


def read_labels() -> Labels:
    """Read the labels of the default taxonomy."""
    entries = taxonomy()
    return Labels({facet: tuple(e["key"] for e in entries[facet] if e["key"] != _UNCLEAR) for facet in FACETS})
