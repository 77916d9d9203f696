"""In which language a mail is answered, and questions and their answers in it."""

from dataclasses import replace

from core.dialogue.form import Form, Question
from core.dialogue.translated import translate
from core.municipal_defaults import DEFAULTS
from core.municipalities import Place
from core.store.tables import Reporter
from core.words import DUTCH, Words, load_words


def answer_language(place: Place, language: str) -> str:
    """Say in which language is answered: the writer's, where the municipality switched it on; else Dutch."""
    return language if language in place.setting("languages") else DUTCH


def speak(place: Place, reporter: Reporter, language: str) -> None:
    """Note in which language a reporter is written to from now on: that of her last signal, where it is switched on.

    What she chose herself stays.
    """
    others: list[str] = place.setting("languages")
    if others and language in (DUTCH, *others) and not reporter.language_chosen:  # without a choice nothing is read
        reporter.language = language


def form_in(form: Form, language: str) -> Form:
    """Give the form in a language."""
    return form if language == DUTCH else translate(form, load_words(language))


def questions_in(form: Form, questions: tuple[Question, ...], language: str) -> tuple[Question, ...]:
    """Put questions in a language, in the same order."""
    if language == DUTCH:
        return questions
    translated = form_in(form, language)
    said = ((question, translated.question(question.key) or question) for question in questions)
    return tuple(replace(question, text=new.text, hint=new.hint, options=new.options) for question, new in said)


def service_in(service: str, words: Words) -> str:
    """Name who reads signals, as the municipality calls them, or in these words where it did not say."""
    return words.say("mail.service") if service == DEFAULTS["service"] else service
