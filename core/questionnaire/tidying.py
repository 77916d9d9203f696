"""Changes as they are kept: tidy words, and nothing that says what ships anyway."""

from dataclasses import replace

from core.dialogue.changes import MAY_BE_OFF, Changes, OwnQuestion, Wording, in_order, movable
from core.dialogue.form import Form, Question
from core.intake.normalise import normalise

# Longer than anything that may be published: what is kept of words that are too long, so that they can be shortened.
_MOST = 1000


def tidy(form: Form, changes: Changes) -> Changes:
    """Give changes of the form that ships without what changes nothing."""
    worded = ((question, changes.wordings.get(question.key)) for question in form.questions)
    wordings = {question.key: said for question, wording in worded if wording and (said := _tidy(question, wording))}
    own = tuple(_tidy_own(each) for each in changes.own)
    order = in_order(form, replace(changes, own=own))
    usual = (*movable(form), *(each.key for each in own))
    off = frozenset(key for key in changes.off if key in MAY_BE_OFF and form.question(key))
    return Changes(() if order == usual else order, off, wordings, own)


def one_line(words: str) -> str:
    """Give words on one line, no longer than is kept."""
    return " ".join(normalise(words).split())[:_MOST]


def _tidy(question: Question, wording: Wording) -> Wording:
    text = None if wording.text is None else one_line(wording.text)
    hint = None if wording.hint is None else one_line(wording.hint)
    labels = {key: one_line(label) for key, label in wording.labels.items()}
    return Wording(
        None if text == question.text else text,
        None if hint == question.hint else hint,
        {option.key: labels[option.key] for option in question.options if _differs(option.key, option.label, labels)},
    )


def _differs(key: str, label: str, labels: dict[str, str]) -> bool:
    return key in labels and labels[key] != label


def _tidy_own(own: OwnQuestion) -> OwnQuestion:
    options = tuple((key, one_line(label)) for key, label in own.options)
    return replace(own, name=one_line(own.name), text=one_line(own.text), hint=one_line(own.hint), options=options)
