"""A question as a page shows it: which kind of field, with which options, what was filled in and what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.dialogue.form import Answer, Form, Question
from core.words import Words

_SHORT, _TALL = 3, 6
_LONG_STORY = 600


@dataclass(frozen=True, slots=True)
class Asked:
    """One question for a template. `look`: text, line, email, one or several; options are (value, label)."""

    name: str
    look: str
    label: str
    hint: str
    wrong: str
    value: str
    chosen: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    further: tuple[tuple[str, str], ...]
    other: str | None
    rows: int
    optional: bool


def ask(words: Words, question: Question, label: str, value: Answer | None, complaint: str | None) -> Asked:
    """Describe a question with what was filled in (None: nothing yet, so its default) and what is wrong with that."""
    value = (question.default or "") if value is None else value
    chosen = (value,) if isinstance(value, str) else value
    typed = question.free and isinstance(value, str) and bool(value) and question.option(value) is None
    look = _look(question)
    listed = question.options if look in {"one", "several"} else ()
    own_hint, own_title = f"web.hint-{question.key}", f"web.title-{question.key}"
    as_shipped = not question.reworded
    hint = words.say(own_hint) if as_shipped and words.has(own_hint) else question.hint
    if as_shipped and words.has(own_title):  # a question that explains: too long for the title of a page
        label, hint = words.say(own_title), f"{label} {hint}".strip()
    if question.offered:  # not to know is a button there: beside boxes that are ticked already it would say nothing
        listed = tuple(option for option in listed if not option.alone)
    first = tuple(option for option in listed if option.common)
    if question.offered:  # what holds can be taken off without looking for it; the others are a tap away
        first = tuple(option for option in listed if option.key in chosen) or first
    return Asked(
        name=question.key,
        look=look,
        label=label,
        hint=hint,
        wrong=explain(words, question, complaint) if complaint else "",
        value=value if isinstance(value, str) else "",
        chosen=() if typed else chosen,
        options=tuple((option.key, option.label) for option in first or question.options),
        further=tuple((option.key, option.label) for option in listed if option not in first),
        other=(str(value) if typed else "") if question.free and look == "one" else None,
        rows=_TALL if question.longest > _LONG_STORY else _SHORT,
        optional=not question.required,
    )


def explain(words: Words, question: Question, complaint: str) -> str:
    """Say what is wrong with an answer."""
    limits = {"shortest": question.shortest, "longest": question.longest, "at_most": question.at_most}
    own = f"web.{complaint}"
    return words.say(own if words.has(own) else complaint, **limits)


def ask_all(
    words: Words, form: Form, questions: tuple[Question, ...], values: Mapping[str, Answer], wrong: Mapping[str, str]
) -> list[Asked]:
    """Describe the questions of a whole form."""
    return [
        ask(words, question, question.worded({}), values.get(question.key), wrong.get(question.key))
        for question in questions
        if form.question(question.key)
    ]


def _look(question: Question) -> str:
    if question.kind == "text":
        return "text"
    if question.kind == "email":
        return "email"
    if question.kind == "choices":
        return "several"
    # A list of names that may be typed as well: one line with suggestions.
    return "line" if question.free and (question.profile or not question.options) else "one"
