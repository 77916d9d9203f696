"""Which questions apply, given the answers so far: the path through a form."""

from dataclasses import replace

from core.dialogue.events import Dialogue
from core.dialogue.form import Form, Question


def path(form: Form, dialogue: Dialogue) -> tuple[Question, ...]:
    """List the questions that apply, in order, with at most one follow-up (`extra`).

    That is the one that was answered or skipped already, so that a later change asks no second one; or else the first.
    """
    every = _walk(form, dialogue)
    extras = [question for question in every if question.extra]
    chosen = next((question for question in extras if passed(dialogue, question)), next(iter(extras), None))
    return _walk(form, dialogue, without=frozenset(question.key for question in extras if question is not chosen))


def current(form: Form, dialogue: Dialogue) -> Question | None:
    """Find the question on the table; none when the dialogue is complete or in review."""
    if dialogue.status != "open":
        return None
    questions = path(form, dialogue)
    revisited = next((question for question in questions if question.key == dialogue.at), None)
    asked = (question for question in questions if not question.offered and not passed(dialogue, question))
    return revisited or next(asked, None)


def passed(dialogue: Dialogue, question: Question) -> bool:
    """Tell whether a question was answered or skipped."""
    return question.key in dialogue.answers or question.key in dialogue.skipped


def missing(form: Form, dialogue: Dialogue) -> Question | None:
    """Find the first mandatory question on the path that has no answer."""
    questions = path(form, dialogue)
    return next((known for known in questions if known.required and known.key not in dialogue.answers), None)


def sufficient(form: Form, dialogue: Dialogue) -> bool:
    """Tell whether every mandatory question on the path has an answer."""
    return missing(form, dialogue) is None


def before(form: Form, dialogue: Dialogue) -> Question | None:
    """Find the question to go back to: the last passed one before the question on the table.

    From what is offered in the review there is none: back is the review itself.
    """
    questions = path(form, dialogue)
    here = current(form, dialogue)
    if here and here.offered:
        return None
    earlier = questions[: questions.index(here)] if here else questions
    known = (question for question in reversed(earlier) if passed(dialogue, question) and not question.offered)
    return next(known, None)


def prune(form: Form, dialogue: Dialogue) -> Dialogue:
    """Drop answers that fell off the path; repeated, because one that falls may take others with it."""
    while True:
        keys = {question.key for question in path(form, dialogue)}
        pruned = replace(
            dialogue,
            answers={key: value for key, value in dialogue.answers.items() if key in keys},
            skipped=dialogue.skipped & keys,
            at=dialogue.at if dialogue.at in keys else None,
            waiting=tuple(text for text in dialogue.waiting if text.key in keys),
        )
        if pruned == dialogue:
            return pruned
        dialogue = pruned


def _walk(form: Form, dialogue: Dialogue, without: frozenset[str] = frozenset()) -> tuple[Question, ...]:
    asked: dict[str, Question] = {}
    for question in form.questions:
        condition = question.only_if
        applies = condition is None or (condition.question in asked and condition.holds(dialogue.answers))
        noted = question.noted is None or question.noted in dialogue.notes
        offered = not question.offered or dialogue.proposed is not None or question.key in dialogue.answers
        if applies and noted and offered and question.key not in without:
            asked[question.key] = question
    return tuple(asked.values())
