"""Posted fields as events: what was filled in, passed over, chosen about personal data, or asked for."""

from core.dialogue.answers import Complaint, read_answer
from core.dialogue.events import Answered, Confirmed, Corrected, Differed, Event, Hid, Joined, Kept, Skipped
from core.dialogue.form import Answer, Form, Question
from core.errors import Refused
from core.html.fields import Fields

# More boxes than this were not ticked by a person.
_MOST_CHOICES = 30
# The choices about a text that may be about a person, and the last one of all.
CHOICES: dict[str, Event] = {
    "aanpassen": Corrected(),
    "verbergen": Hid(),
    "blijven": Kept(),
    "geen-persoon": Kept(allow=True),
}
SEND = "verstuur"
# The field of a review that says which public fiche it belongs to, and its value for "none".
FICHE, ANOTHER = "fiche", "anders"
ELSE = "-anders"
_BREADTH = "breadth"
# The field that holds the version of the form that a page shows.
VERSION = "versie"
_MOST_DIGITS = 6
_MOST_NUMBER = 9


def read_value(question: Question, fields: Fields) -> Answer:
    """Read what was filled in for a question: its field is named after it, a typed choice has `-anders` behind it."""
    if question.kind == "choices":
        return fields.many(question.key)[:_MOST_CHOICES]
    typed = fields.one(question.key + ELSE).strip() if question.free else ""
    return typed or fields.one(question.key)


def read_typed_words(form: Form, fields: Fields) -> list[tuple[Question, str]]:
    """List what was typed in own words, whatever page it was typed on."""
    typed = [(question, read_value(question, fields)) for question in form.questions if _is_typed(question)]
    return [
        (question, value)
        for question, value in typed
        if isinstance(value, str) and value.strip() and question.option(value) is None
    ]


def _is_typed(question: Question) -> bool:
    return question.kind in {"text", "email"} or question.free


def read_version(fields: Fields) -> int | None:
    """Read which version of the form a page showed; None for one that does not say."""
    typed = fields.one(VERSION)
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS else None


def is_empty(value: Answer) -> bool:
    """Tell whether nothing was filled in."""
    return not (value.strip() if isinstance(value, str) else value)


def complain(question: Question, value: Answer) -> str | None:
    """Say (as a message key) what is wrong with a value; nothing is wrong with passing over what may be passed over."""
    if is_empty(value):
        return "complaint.required" if question.required else None
    read = read_answer(question, value)
    return read.key if isinstance(read, Complaint) else None


def step_events(question: Question, value: Answer, action: str) -> tuple[Event, ...]:
    """Say what happened on the page of one question. `action` is the button: verder, overslaan or nu."""
    if action == "overslaan":
        return _pass_over(question)
    answered = (Answered(value, question.key),)
    if action == "nu":
        return (Confirmed(),) if is_empty(value) else (*answered, Confirmed())
    return _pass_over(question) if is_empty(value) and not question.required else answered


def choice_events(action: str) -> tuple[Event, ...]:
    """Say what was chosen about the text that waits or about its fiche, or that the signal is to be sent."""
    if action == ANOTHER:
        return (Differed(),)
    if action == SEND:
        return (Confirmed(final=True),)
    if action not in CHOICES:
        raise Refused("no such button")
    return (CHOICES[action],)


def read_joining(fields: Fields) -> tuple[Event, ...]:
    """Read which public fiche was chosen on a review: its number, that it is another problem, or nothing."""
    chosen = fields.one(FICHE)
    if chosen == ANOTHER:
        return (Differed(),)
    digits = chosen.isascii() and chosen.isdigit() and len(chosen) <= _MOST_NUMBER
    return (Joined(int(chosen)),) if digits else ()


def whole_questions(form: Form) -> tuple[Question, ...]:
    """List the questions of the form on one page; follow-ups come after, because they depend on the answers.

    Who adds to a public fiche is asked no more than what she sees and how many, and who she is.
    """
    story = form.question(form.story)
    if story and not story.required:
        return tuple(known for known in form.questions if known.profile or known.key in {form.story, _BREADTH})
    return tuple(known for known in form.questions if known.profile or known.counted or known.kind == "email")


def read_whole(form: Form, fields: Fields) -> tuple[dict[str, Answer], dict[str, str]]:
    """Read a whole form: the values by key, and what is wrong (message keys) by key."""
    values = {question.key: read_value(question, fields) for question in whole_questions(form)}
    asked = [known for known in whole_questions(form) if known.only_if is None or known.only_if.holds(values)]
    complaints = {question.key: complain(question, values[question.key]) for question in asked}
    return values, {key: wrong for key, wrong in complaints.items() if wrong}


def whole_events(form: Form, values: dict[str, Answer]) -> tuple[Event, ...]:
    """Say what happened in a whole form, in one go: choices and what was passed over first, then the texts.

    A text in which something may be about a person waits for a choice, and would hold up what comes after it.
    """
    asked = [known for known in whole_questions(form) if known.only_if is None or known.only_if.holds(values)]
    early: list[Event] = []
    late: list[Event] = []
    for question in asked:
        value = values[question.key]
        if is_empty(value):
            early += _pass_over(question)
        else:
            (late if question.kind == "text" or question.free else early).append(Answered(value, question.key))
    return (*early, *late)


def _pass_over(question: Question) -> tuple[Event, ...]:
    # Also a question that was answered before: going back to it first makes it the one on the table.
    return (Corrected(question.key), Skipped(question.key))
