"""What a municipality's questionnaire must keep to: lengths, numbers, choices that differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from core.dialogue.changes import Changes, OwnQuestion
from core.dialogue.cleaning import plain
from core.dialogue.form import Form, Option, Question

# In characters. A label stands on a button of a telephone.
LONGEST: Final = {"text": 300, "hint": 300, "label": 60, "name": 40}
MOST_OWN, FEWEST_CHOICES, MOST_CHOICES = 3, 2, 8
# More questions than this ask more than two minutes.
MOST_COUNTED = 7


@dataclass(frozen=True, slots=True)
class Wrong:
    """What cannot be: of which question, its part (text, hint, label, name, choices) and option, and why.

    `what`: empty, long, double, few or many.
    """

    question: str
    part: str
    what: str
    option: str = ""


def words_fixed(question: Question) -> bool:
    """Tell whether the labels of a question are not its own: those of a list that is kept elsewhere."""
    return question.profile or question.offered


def find_wrong(form: Form, changes: Changes) -> tuple[Wrong, ...]:
    """List what cannot be in changes of the form that ships, in the order of the page."""
    wrong: list[Wrong] = []
    for key, wording in changes.wordings.items():
        question = form.question(key)
        if question is None:
            continue
        wrong += _measure(key, "text", wording.text)
        wrong += _measure(key, "hint", wording.hint)
        options = [Option(o.key, wording.labels.get(o.key, o.label)) for o in question.options]
        wrong += _labels(key, [(o.key, o.label) for o in options]) if wording.labels else ()
    for own in changes.own:
        wrong += _own(own)
    return (*wrong, *((Wrong("", "own", "many"),) if len(changes.own) > MOST_OWN else ()))


def count_asked(form: Form) -> int:
    """Count the questions that a reporter passes."""
    return sum(1 for question in form.questions if question.counted)


def _own(own: OwnQuestion) -> Iterator[Wrong]:
    yield from _measure(own.key, "name", own.name)
    yield from _measure(own.key, "text", own.text)
    yield from _measure(own.key, "hint", own.hint)
    if own.kind == "choice":
        few, many = len(own.options) < FEWEST_CHOICES, len(own.options) > MOST_CHOICES
        if few or many:
            yield Wrong(own.key, "choices", "few" if few else "many")
        yield from (Wrong(own.key, "choices", wrong.what) for wrong in _labels(own.key, own.options))


def _labels(key: str, options: tuple[tuple[str, str], ...] | list[tuple[str, str]]) -> Iterator[Wrong]:
    seen: set[str] = set()
    for option, label in options:
        said = plain(label) or label.strip()
        if not said:
            yield Wrong(key, "label", "empty", option)
        elif len(label) > LONGEST["label"]:
            yield Wrong(key, "label", "long", option)
        elif said in seen:
            yield Wrong(key, "label", "double", option)
        seen.add(said)


def _measure(key: str, part: str, words: str | None) -> Iterator[Wrong]:
    if words is None:
        return
    if not words.strip() and part != "hint":
        yield Wrong(key, part, "empty")
    elif len(words) > LONGEST[part]:
        yield Wrong(key, part, "long")
