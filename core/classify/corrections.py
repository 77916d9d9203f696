"""Corrections: what the processors of one municipality said of its signals, to learn from and to judge by."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from core.classify.examples import MOST_THEMES, Example, name_text
from core.classify.labels import FACETS, Labels
from core.classify.language import language
from core.store.tables import Journal, Signal
from core.store.tables.signal import ONLY_WEIGHT

WEIGHT = 2  # a correction weighs as much as so many written examples
ENOUGH = 20  # so many must be kept apart before a model is judged on them
_WITHDRAWN, _REJECT = "ingetrokken", "reject"
# Languages that get a proposal; of others nothing is learned either.
_READ = frozenset({"nl", "unknown"})
# Of ten texts one is kept apart; of all that is learned, one person says at most this share.
_APART, _MOST_OF_ONE = 10, 0.2


@dataclass(frozen=True, slots=True)
class Correction:
    """A signal's words as they are now, with what was last said of them, and by whom (None: who is gone)."""

    example: Example
    by: uuid.UUID | None

    @property
    def apart(self) -> bool:
        """Whether no training may see it: by its text alone, so that a model is never judged on what it learned."""
        return int(self.example.id[:4], 16) % _APART == 0


@dataclass(frozen=True, slots=True)
class Corrections:
    """Corrections to learn from, those that are kept apart, and how many more there were of one person alone."""

    learned: tuple[Example, ...]
    apart: tuple[Example, ...]
    too_many: int = 0


def read_corrections(session: Session, labels: Labels) -> list[Correction]:
    """Read the corrections of the bound municipality, the last one of each signal, the newest first.

    Each text once. Signals that were emptied or withdrawn, that have no words of their own, or whose labelling was
    undone, give none; nor does what was rejected without a word on what it is instead.
    """
    last = (
        select(
            Journal.id, Journal.staff_id, Journal.details, *(getattr(Signal, facet) for facet in FACETS), Signal.text
        )
        .join(Signal, Signal.id == Journal.signal_id)
        .where(Journal.what == "labelled", Journal.actor == "staff", Signal.labelled_at.is_not(None))
        .where(Signal.text != "", Signal.status != _WITHDRAWN, func.array_position(Signal.flags, ONLY_WEIGHT).is_(None))
        .ext(distinct_on(Journal.signal_id))
        .order_by(Journal.signal_id, Journal.id.desc())
    )
    found: dict[str, Correction] = {}
    for row in sorted(session.execute(last), key=lambda row: -row.id):
        example = _understand(row.text, row.details, {facet: getattr(row, facet) for facet in FACETS}, labels)
        if example is not None:
            found.setdefault(example.id, Correction(example, row.staff_id))
    return list(found.values())


def share_out(corrections: Sequence[Correction], examples: Sequence[Example]) -> Corrections:
    """Share corrections out, the newest first, into those to learn beside examples and those to judge by.

    No person says more than a fifth of all that is learned, each by its weight. A text that is an example already is
    left out.
    """
    known = {example.id for example in examples}
    new = [correction for correction in corrections if correction.example.id not in known]
    taught = [correction for correction in new if not correction.apart]
    # A fifth of the written examples is at most a fifth of them and all corrections.
    most = int(_MOST_OF_ONE * sum(not example.frozen for example in examples) / WEIGHT)
    said: Counter[uuid.UUID | None] = Counter()
    learned: list[Example] = []
    for correction in taught:
        said[correction.by] += 1
        if said[correction.by] <= most:
            learned.append(correction.example)
    apart = tuple(correction.example for correction in new if correction.apart)
    return Corrections(tuple(learned), apart, len(taught) - len(learned))


def enough(apart: Sequence[Example]) -> bool:
    """Say whether there are enough corrections kept apart, with a theme, to judge a model by."""
    return _count_judging(apart) >= ENOUGH


def too_few(apart: Sequence[Example]) -> str:
    """Say that a model could not be judged on corrections."""
    return f"{_count_judging(apart)} corrections are kept apart, {ENOUGH} needed: it could not be judged on them"


def _count_judging(apart: Sequence[Example]) -> int:
    return sum(bool(example.theme) and example.structural for example in apart)


def _understand(
    text: str, details: Mapping[str, Any], holding: Mapping[str, Sequence[str]], labels: Labels
) -> Example | None:
    """Make an example of a labelling; None where it says nothing that could be learned."""
    facets = details.get("facets", {})
    given = {facet: facets.get(facet, {}).get("new", holding[facet]) for facet in FACETS}
    keys = {facet: tuple(key for key in given[facet] if key in labels.facets[facet]) for facet in FACETS}
    keys["themes"] = keys["themes"][:MOST_THEMES]
    structural = details.get("structural") is not False
    unclear = structural and (not keys["themes"] or details.get("via") == _REJECT)
    if unclear or language(text) not in _READ:
        return None
    return Example(name_text(text), text, keys, structural)
