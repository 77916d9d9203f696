"""Answers inside a sentence: an option named in so many words, or a quantity of people; only without any doubt."""

import re

from core.dialogue.cleaning import plain
from core.dialogue.form import Option, Question
from core.dialogue.numbers import NUMBERS

# "Een" is an article more often than a number, so it counts for none inside a sentence.
_QUANTITY = re.compile(
    rf"\b(meer dan |minder dan |niet )?(\d{{1,6}}|{'|'.join(NUMBERS)})(?: [a-z]+)? "
    r"(?:gezinnen|gezin|mensen|personen|families|huishoudens|clienten|situaties|gevallen|huurders|bewoners"
    r"|patienten|leerlingen|studenten|jongeren|ouderen|senioren|bejaarden|moeders|vrouwen|dossiers|koppels)\b"
)
_TWO = 2


def find_phrase(question: Question, text: str) -> Option | None:
    """Find the one option that a sentence names; None when it names none or more than one."""
    said = plain(text)
    named = {option.key: option for option in question.options if _named(option, said)}
    if any(option.least for option in question.options):
        named |= {option.key: option for count in _counts(said) for option in question.options if option.spans(count)}
    return next(iter(named.values())) if len(named) == 1 else None


def _named(option: Option, said: str) -> bool:
    """Tell whether a label of two words or more stands in the sentence, with or without what is between brackets."""
    if option.alone or option.key == "onbekend":
        return False
    labels = {plain(option.label), plain(re.sub(r"\(.*?\)", " ", option.label))}
    return any(label.count(" ") + 1 >= _TWO and f" {label} " in f" {said} " for label in labels)


def _counts(said: str) -> list[int]:
    counts: list[int] = []
    for compared, number, *_rest in _QUANTITY.findall(said):
        count = int(number) if number.isdigit() else NUMBERS[number]
        if compared in {"", "meer dan "}:
            counts.append(count + (1 if compared else 0))
    return counts
