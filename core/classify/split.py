"""Split: where a text that seems to tell of several problems could be cut in two; a person decides."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.classify.model import Choice, Proposal

# Where a sentence or a paragraph begins.
_BEGINS = re.compile(r"(?<=[.!?])[ \t]+(?=[\"“'«]?[A-ZÀ-Ý])|\n\s*")
# A stretch shorter than this (characters) says too little; more than so many places are not tried.
_SHORTEST, _MOST_PLACES = 40, 15
# Each stretch has a theme of its own that is this sure, and that is hardly possible in the other. What this is worth
# with the model that ships says bench/split.py: of 100 texts of one theme one is cut, and of ten that were made of two
# two. Another model is sure in another way: measure again.
_SURE, _HARDLY = 0.6, 0.13
Propose = Callable[[Sequence[str]], Sequence[Proposal]]


@dataclass(frozen=True, slots=True)
class Split:
    """Where to cut (an offset in characters, at the begin of the second stretch), and the theme of each stretch."""

    at: int
    first: Choice
    second: Choice


def propose_split(text: str, propose: Propose) -> Split | None:
    """Propose where to split; None for nearly every text. `propose` is the model's, called once with all stretches."""
    places = [
        place for place in _places(text) if min(len(text[:place].strip()), len(text[place:].strip())) >= _SHORTEST
    ]
    places = places[:_MOST_PLACES]
    if not places:
        return None
    proposals = propose([stretch.strip() for place in places for stretch in (text[:place], text[place:])])
    best, found = 0.0, None
    for place, one, other in zip(places, proposals[::2], proposals[1::2], strict=True):
        first, second = one.themes[0], other.themes[0]
        own = min(first.confidence, second.confidence)
        crossed = max(_confidence(other, first.key), _confidence(one, second.key))
        if own >= _SURE and crossed <= _HARDLY and own - crossed > best:
            best, found = own - crossed, Split(place, first, second)
    return found


def _places(text: str) -> list[int]:
    return [begin.end() for begin in _BEGINS.finditer(text)]


def _confidence(proposal: Proposal, theme: str) -> float:
    return next(choice.confidence for choice in proposal.themes if choice.key == theme)
