"""Lessons: what is learned from, how it is split, and in which form both models get it."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.classify.examples import Example
from core.classify.labels import Labels
from core.classify.ngrams import fold
from core.classify.tellings import Family
from core.classify.training import tune

_DEV = 12
_WORD = re.compile(r"\w\w+")
_OFTEN = 2


@dataclass(frozen=True, slots=True)
class Lessons:
    """Written examples, and what processors of a municipality corrected; for words terms and the phrases of problems.

    `families`: problems told several times, which likeness is calibrated on.
    """

    examples: Sequence[Example]
    terms: Sequence[tuple[str, str]] = ()
    families: Sequence[Family] = ()
    problems: Sequence[tuple[str, str]] = ()
    corrections: Sequence[Example] = ()


@dataclass(frozen=True, slots=True)
class Learned:
    """What both models learn: texts, the same in the form that n-grams get, and targets of shape (texts, labels)."""

    texts: list[str]
    words: list[str]
    targets: NDArray[np.float32]


def split(examples: Sequence[Example]) -> tuple[list[Example], list[Example], list[Example]]:
    """Split examples into those to learn from, to calibrate on, and to judge by; each by its text alone."""
    judged = [example for example in examples if example.frozen]
    rest = [example for example in examples if not example.frozen]
    held = {example.id for example in rest if int(example.id[-4:], 16) % 100 < _DEV}
    return [e for e in rest if e.id not in held], [e for e in rest if e.id in held], judged


def gather(lessons: Lessons, labels: Labels) -> Learned:
    """Gather what is learned; a correction stands there twice, as it weighs twice an example.

    For the n-grams its second time is without the words that stand nowhere else, and those without their order: a word
    or pair of one signal alone would otherwise be kept in the list of a model that outlives the signal.
    """
    learned = split(lessons.examples)[0]
    corrected = [example.text for example in lessons.corrections]
    texts = [*(example.text for example in learned), *(term for _theme, term in lessons.terms), *corrected]
    common = Counter(word for text in texts for word in set(_WORD.findall(fold(text)))) if corrected else Counter()
    again = [
        " ".join(sorted(word for word in _WORD.findall(fold(text)) if common[word] >= _OFTEN)) for text in corrected
    ]
    once = tune.build_targets(lessons.corrections, labels)
    targets = [tune.build_targets(learned, labels), tune.build_term_targets(lessons.terms, labels), once, once]
    return Learned([*texts, *corrected], [*texts, *again], np.concatenate(targets))


def hash_lessons(lessons: Lessons) -> str:
    """Hash what is learned from, in whatever order it stands."""
    lines = sorted(
        [f"{example.id} {example.keys} {example.structural}" for example in (*lessons.examples, *lessons.corrections)]
        + [f"{name} {term}" for name, term in (*lessons.terms, *lessons.problems)]
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
