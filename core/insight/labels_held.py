"""Labels as they count: those that a person chose, and where nobody did, what the machine proposes."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.dialogue.load import labels


def held_or_shown(
    facet: str, held: Sequence[str], content: Mapping[str, Any] | None, *, labelled: bool
) -> tuple[str, ...]:
    """Give the keys of a facet that count for a signal, the first first.

    `held`: its own; `content`: of its proposal, None where proposals do not count; `labelled`: a processor said which
    hold, also when that is none.
    """
    known = labels(facet)
    keys = held if held or labelled else [entry["key"] for entry in (content or {}).get(facet, [])]
    return tuple(key for key in keys if key in known)
