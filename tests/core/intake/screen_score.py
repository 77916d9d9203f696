"""Scores the personal-data guard on sentences with marked spans."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from core.intake.screen.find import find_personal
from core.intake.screen.spans import Span


class Marked(NamedTuple):
    """A span somebody marked by hand."""

    start: int
    end: int
    type: str


def marked_lines(lines: Iterable[str]) -> list[tuple[str, list[Marked]]]:
    """Return the text and the marked spans of each line: {"id", "text", "spans": [{"start", "end", "type"}]}."""
    rows = [json.loads(line) for line in lines if line.strip()]
    return [(row["text"], [Marked(span["start"], span["end"], span["type"]) for span in row["spans"]]) for row in rows]


def score(
    lines: Iterable[str], find: Callable[[str], Sequence[Span]] = find_personal
) -> dict[str, dict[str, float] | float]:
    """Return recall by type, for all but names and for all, precision, and the share of clean sentences flagged.

    A marked span counts as found when found spans of any type cover at least half of its characters. A found span
    counts as right when it overlaps a marked one. A sentence without marked spans is clean.
    All are shares from 0 to 1; an empty one is 1 for recall and precision, and 0 for the flagged share.
    """
    marked: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    found = right = clean = flagged = 0
    for text, gold in marked_lines(lines):
        spans = find(text)
        covered = {place for span in spans for place in range(span.start, span.end)}
        for span in gold:
            marked[span.type] += 1
            hit[span.type] += 2 * len(covered.intersection(range(span.start, span.end))) >= span.end - span.start
        found += len(spans)
        right += sum(any(span.start < other.end and other.start < span.end for other in gold) for span in spans)
        clean += not gold
        flagged += not gold and bool(spans)
    return {
        "recall": {kind: hit[kind] / count for kind, count in sorted(marked.items())},
        "recall_but_names": (hit.total() - hit["NAME"]) / max(1, marked.total() - marked["NAME"]),
        "recall_all": hit.total() / marked.total() if marked else 1.0,
        "precision": right / found if found else 1.0,
        "clean_flagged": flagged / clean if clean else 0.0,
    }
