"""What a municipality changed in a form: order, wording, labels, questions left out, questions of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal

from core.dialogue.form import Form, Option, Question

# Questions that are always asked as they come, in this place: the story, how many, and whom a signal is not for.
_LEADING = frozenset({"elsewhere", "example", "breadth", "pattern", "individual", "others"})
# What may be left out: nothing that a signal, a promise or another question cannot do without.
MAY_BE_OFF = (
    "sector", "organisation", "example", "pattern", "others", "trend", "kinds", "rule", "impact", "suggestion",
)  # fmt: skip
_LAST = frozenset({"feedback", "address"})
OwnKind = Literal["text", "choice"]


@dataclass(frozen=True, slots=True)
class Wording:
    """Other words for a question: its text, its hint, the labels of its options by key. None: as it ships."""

    text: str | None = None
    hint: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict[str, str])

    def __bool__(self) -> bool:
        """Tell whether anything is said otherwise."""
        return self.text is not None or self.hint is not None or bool(self.labels)


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question of the municipality's own, never mandatory: `name` is what it is called in short."""

    key: str
    kind: OwnKind
    name: str
    text: str
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """All that is otherwise than as the form ships. `order`: the keys of what can be moved, in order."""

    order: tuple[str, ...] = ()
    off: frozenset[str] = frozenset()
    wordings: Mapping[str, Wording] = field(default_factory=dict[str, Wording])
    own: tuple[OwnQuestion, ...] = ()


NOTHING = Changes(wordings=MappingProxyType({}))


def movable(form: Form) -> tuple[str, ...]:
    """List the questions of a form that may stand in another order: those between how many and the reply."""
    return tuple(
        question.key
        for question in form.questions
        if question.counted and question.key not in _LEADING | _LAST | {form.story}
    )


def in_order(form: Form, changes: Changes) -> tuple[str, ...]:
    """Give the movable questions and the own ones in their order; what the order does not name comes behind."""
    known = (*movable(form), *(own.key for own in changes.own))
    placed = tuple(dict.fromkeys(key for key in changes.order if key in known))
    return (*placed, *(key for key in known if key not in placed))


def apply_changes(form: Form, changes: Changes, version: int) -> Form:
    """Make the municipality's form of the one that ships; what it names and the form does not have is passed over."""
    own = {each.key: _ask(each) for each in changes.own}
    known = {question.key: _reword(question, changes.wordings.get(question.key)) for question in form.questions}
    order = in_order(form, changes)
    moved: list[Question] = []
    for key in order:
        moved.append(own.get(key) or known[key])
        # What only follows an answer goes along with its question.
        moved += [q for q in known.values() if q.only_if and q.only_if.question == key and not q.counted]
    taken = {question.key for question in moved}
    rest = [question for question in known.values() if question.key not in taken]
    cut = next((place for place, q in enumerate(rest) if q.key in _LAST or q.offered), len(rest))
    return replace(form, version=version, questions=_without((*rest[:cut], *moved, *rest[cut:]), changes.off))


def _without(questions: tuple[Question, ...], off: frozenset[str]) -> tuple[Question, ...]:
    """Leave out what is off, and what depends on it."""
    left: dict[str, Question] = {}
    for question in questions:
        gone = question.key in off and question.key in MAY_BE_OFF
        if not gone and (question.only_if is None or question.only_if.question in left):
            left[question.key] = question
    return tuple(left.values())


def _reword(question: Question, wording: Wording | None) -> Question:
    if not wording:
        return question
    return replace(
        question,
        text=question.text if wording.text is None else wording.text,
        hint=question.hint if wording.hint is None else wording.hint,
        options=tuple(replace(o, label=wording.labels.get(o.key, o.label)) for o in question.options),
        reworded=True,
    )


def _ask(own: OwnQuestion) -> Question:
    return Question(
        key=own.key,
        kind=own.kind,
        text=own.text,
        hint=own.hint,
        name=own.name,
        options=tuple(Option(key, label) for key, label in own.options),
        own=True,
    )


def read_changes(body: Mapping[str, Any]) -> Changes:
    """Read changes from data (what `write_changes` gave)."""
    return Changes(
        order=tuple(body.get("order", ())),
        off=frozenset(body.get("off", ())),
        wordings={
            key: Wording(given.get("text"), given.get("hint"), dict(given.get("labels", {})))
            for key, given in body.get("wordings", {}).items()
        },
        own=tuple(
            OwnQuestion(
                given["key"],
                given["kind"],
                given["name"],
                given["text"],
                given.get("hint", ""),
                tuple((key, label) for key, label in given.get("options", ())),
            )
            for given in body.get("own", ())
        ),
    )


def write_changes(changes: Changes) -> dict[str, Any]:
    """Write changes as data that JSON can hold."""
    return {
        "order": list(changes.order),
        "off": sorted(changes.off),
        "wordings": {
            key: {"text": worded.text, "hint": worded.hint, "labels": dict(worded.labels)}
            for key, worded in changes.wordings.items()
            if worded
        },
        "own": [
            {
                "key": own.key,
                "kind": own.kind,
                "name": own.name,
                "text": own.text,
                "hint": own.hint,
                "options": [list(option) for option in own.options],
            }
            for own in changes.own
        ],
    }
