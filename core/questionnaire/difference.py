"""What differs between two versions of a questionnaire, question by question."""

from dataclasses import dataclass

from core.dialogue.form import Form, Question


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `what`: added, removed, off, on, text, hint, label, choice, no-choice, name or order.

    `name`: of the question; `old` and `new`: the words, where there are any.
    """

    what: str
    name: str
    old: str = ""
    new: str = ""


def compare(old: Form, new: Form) -> tuple[Difference, ...]:
    """List what a new version changes, in the order in which it asks."""
    found: list[Difference] = []
    for question in new.questions:
        before = old.question(question.key)
        if before is None:
            found.append(Difference("added" if question.own else "on", question.name, new=question.text))
        else:
            found += _compare(before, question)
    gone = [question for question in old.questions if new.question(question.key) is None]
    found += [Difference("removed" if q.own else "off", q.name, old=q.text) for q in gone]
    kept = [question.key for question in old.questions if new.question(question.key)]
    order = [question.key for question in new.questions if old.question(question.key)]
    if kept != order:
        names = " · ".join(question.name for question in new.questions if question.counted)
        found.append(Difference("order", "", new=names))
    return tuple(found)


def _compare(old: Question, new: Question) -> list[Difference]:
    said = (("name", old.name, new.name), ("text", old.text, new.text), ("hint", old.hint, new.hint))
    found = [Difference(what, new.name, before, now) for what, before, now in said if before != now]
    for option in new.options:
        before = old.option(option.key)
        if before is None:
            found.append(Difference("choice", new.name, new=option.label))
        elif before.label != option.label:
            found.append(Difference("label", new.name, before.label, option.label))
    gone = [option for option in old.options if new.option(option.key) is None]
    return found + [Difference("no-choice", new.name, old=option.label) for option in gone]
