"""The fields of the form as its page will show them, for who edits what is asked."""

from core.dialogue.form import Form
from core.words import Words
from web.answers import whole_questions
from web.asking import Asked, ask_all


def show_fields(words: Words, form: Form) -> list[Asked]:
    """Describe the fields of a form of which nothing is filled in."""
    return ask_all(words, form, whole_questions(form), {}, {})
