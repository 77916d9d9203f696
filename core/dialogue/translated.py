"""A form in another language: the texts and labels that a catalogue has for it; keys and rules stay as they are."""

from dataclasses import replace

from core.dialogue.form import Form, Question
from core.words import Words


def translate(form: Form, words: Words) -> Form:
    """Give the form in the language of these words (`mail.question.KEY`); what they do not have stays Dutch."""
    return replace(form, questions=tuple(_translate(question, words) for question in form.questions))


def _translate(question: Question, words: Words) -> Question:
    key = f"mail.question.{question.key}"
    # What a municipality says in its own words is in no catalogue: it stays as it wrote it.
    if question.reworded or not words.has(key):
        return question
    return replace(
        question,
        text=words.say(key),
        hint=words.say(f"{key}.hint") if words.has(f"{key}.hint") else "",
        variants=(),
        options=tuple(
            replace(option, label=words.say(name)) if words.has(name := f"{key}.option.{option.key}") else option
            for option in question.options
        ),
    )
