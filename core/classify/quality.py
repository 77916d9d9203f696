"""Quality: how much a signal tells, whether it is too thin, and whether its reporter seems to have told it before.

For processors only, and never a reason to refuse: a thin signal is a question to be asked, a repeat is weight.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from core.intake.look import is_thin

# The points of depth, in the order in which a form asks for them.
LONG, BREADTH, TREND, IMPACT, KIND, CONCRETE = POINTS = ("long", "breadth", "trend", "impact", "kind", "concrete")
_LONG_FROM = 150  # characters
_UNKNOWN = "onbekend"
# A figure, or words by which people bring an example.
_CONCRETE = re.compile(
    r"\d|%|\b(?:twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|vijftien|zestien|zeventien|achttien"
    r"|negentien|(?:\w*(?:twin|der|veer|vijf|zes|zeven|tach|negen)tig)|honderd\w*|duizend\w*|\w+tal(?:len)?|helft|driekwart"
    r"|procent|dozijn\w*|(?:één|een) op de|bijvoorbeeld|bv|bvb|vb|zoals|onlangs|laatst|gisteren|vandaag|vanmorgen"
    r"|(?:vorige|deze|afgelopen) (?:week|weken|maand|maanden|winter|zomer|herfst|lente|zaterdag|zondag|\w+dag)"
    r"|zo (?:was|is|had|heeft|kwam|kreeg|moest) er)\b|[\"“«][^\"”»\n]{8,}[\"”»]",
    re.IGNORECASE,
)
# Vectors this near and words this much shared: the same again, slightly changed. One of both is not enough: another
# problem of the same theme may be as near, and another problem may be told in the same turns of phrase.
_NEAR, _SHARED = 0.90, 0.60
AGAIN_WITHIN = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Depth:
    """Which of POINTS a signal has; `score` is how many, 0 to 6."""

    points: tuple[str, ...]

    @property
    def score(self) -> int:
        """How many points it has."""
        return len(self.points)

    @property
    def missing(self) -> tuple[str, ...]:
        """The points that it has not."""
        return tuple(point for point in POINTS if point not in self.points)


def measure_depth(text: str, *, breadth: str, trend: str | None, impact: str | None, kinds: Sequence[str]) -> Depth:
    """Measure how much a signal tells: its words and its answers, keys as they are stored."""
    has: Mapping[str, bool] = {
        LONG: len(text.strip()) >= _LONG_FROM,
        BREADTH: breadth not in {"", _UNKNOWN},
        TREND: (trend or _UNKNOWN) != _UNKNOWN,
        IMPACT: bool(impact and impact.strip()),
        KIND: any(kind != _UNKNOWN for kind in kinds),
        CONCRETE: _CONCRETE.search(f"{text}\n{impact or ''}") is not None,
    }
    return Depth(tuple(point for point in POINTS if has[point]))


def is_repeat(cosine: float, words: float, *, same_reporter: bool, apart: timedelta) -> bool:
    """Tell whether a reporter seems to have told the same before.

    `cosine` of both vectors and `words` (`core.classify.likeness.share_words`) 0 to 1; `apart`: the time between both.
    """
    return same_reporter and abs(apart) <= AGAIN_WITHIN and cosine >= _NEAR and words >= _SHARED


__all__ = ["AGAIN_WITHIN", "POINTS", "Depth", "is_repeat", "is_thin", "measure_depth"]
