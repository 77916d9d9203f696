"""Answers inside a sentence: an option named in so many words, or a quantity of people; only without any doubt."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from core.dialogue.answers import plain
from core.dialogue.form import Option, Question

# "Een" is an article more often than a number.
_NUMBERS: Mapping[str, int] = MappingProxyType({
    "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9, "tien": 10, "elf": 11,
    "twaalf": 12, "dertien": 13, "veertien": 14, "vijftien": 15, "twintig": 20, "dertig": 30, "veertig": 40,
    "vijftig": 50, "honderd": 100, "tientallen": 20, "twintigtal": 20, "tiental": 10, "vijftiental": 15,
    "twaalftal": 12, "honderden": 200,
})  # fmt: skip
_QUANTITY = re.compile(
    rf"\b(meer dan |minder dan |niet )?(\d{{1,6}}|{'|'.join(_NUMBERS)})(?: [a-z]+)? "
    r"(?:gezinnen|gezin|mensen|personen|families|huishoudens|clienten|situaties|gevallen|huurders|bewoners)\b"
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
        count = int(number) if number.isdigit() else _NUMBERS[number]
        if compared in {"", "meer dan "}:
            counts.append(count + (1 if compared else 0))
    return counts
