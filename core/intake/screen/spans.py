"""What the guard finds: spans of personal data, and a text with those spans replaced."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.dialogue.placeholders import HIDDEN, PLACEHOLDERS

TYPES: Final = tuple(PLACEHOLDERS)
# A detail that points at one person only together with another has no name of its own.
_SHOWN: Final = {**PLACEHOLDERS, "DETAIL": HIDDEN}
PLACEHOLDER: Final = re.compile("|".join(re.escape(placeholder) for placeholder in PLACEHOLDERS.values()))


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` up to but not including `end` of a text, and which of TYPES they are, or DETAIL."""

    start: int
    end: int
    type: str


def mask(text: str, spans: Sequence[Span]) -> str:
    """Return the text with each span replaced by its Dutch placeholder, such as "[naam]".

    Spans may come in any order; of spans which overlap, the one that starts first counts.
    Raises KeyError for a type outside TYPES.
    """
    parts: list[str] = []
    done = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= done:
            parts += text[done : span.start], _SHOWN[span.type]
            done = span.end
    return "".join([*parts, text[done:]])
