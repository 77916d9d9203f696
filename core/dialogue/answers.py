"""Whether a value answers a question: options recognised in typed text, quantities, lengths, addresses."""

import re
from dataclasses import dataclass

from core.dialogue.cleaning import clean, plain
from core.dialogue.form import Answer, Option, Question
from core.dialogue.spoken import DIGITS, mistyped, spoken

_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}@[^@\s<>,;:\"()\[\]\\]{1,190}\.[A-Za-z]{2,24}")
_LONGEST_LINE = 500
# Words that fit more than one option: the question is asked again, and they are not taken for anything else.
UNCLEAR = "complaint.unclear"


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why a value does not answer the question, as a message key."""

    key: str


def read_answer(question: Question, value: Answer) -> Answer | Complaint:
    """Read a value as the answer to a question, or say (as a message key) why it is none."""
    match question.kind:
        case "text":
            return _read_text(question, value)
        case "email":
            return _read_email(value)
        case "choice":
            return _read_choice(question, value)
        case "choices":
            return _read_choices(question, value)


def find_option(question: Question, typed: str) -> Option | None:
    """Find the option that someone means: its key, label, number, what stands for it, or an unmistakable part."""
    meant = _meant(question, typed)
    return meant[0] if len(meant) == 1 else None


def _meant(question: Question, typed: str) -> tuple[Option, ...]:
    """List the options that the words may mean: one where they are clear, more where they fit several."""
    wanted = plain(typed)
    same = [option for option in question.options if wanted and wanted in {plain(option.label), plain(option.key)}]
    exact = question.option(typed.strip()) or next(iter(same), None) or _placed(question, wanted)
    if exact:
        return (exact,)
    said = spoken(question, wanted)
    part = None if said else _part(question, wanted)
    return (part,) if part else said or mistyped(question, wanted)


def _placed(question: Question, wanted: str) -> Option | None:
    """Read a number as a place in the list, unless the options are quantities."""
    quantities = any(option.least for option in question.options)
    place = int(wanted) if wanted.isdigit() and len(wanted) <= DIGITS and not quantities else 0
    return question.options[place - 1] if 1 <= place <= len(question.options) else None


def _part(question: Question, wanted: str) -> Option | None:
    named = [(plain(option.label), option) for option in question.options if wanted]
    meant = [option for label, option in named if label.startswith(f"{wanted} ") or label.endswith(f" {wanted}")]
    usual = [option for option in meant if option.key == question.default]
    return meant[0] if len(meant) == 1 else next(iter(usual), None)


def _read_text(question: Question, value: Answer) -> Answer | Complaint:
    text = clean(value if isinstance(value, str) else " ".join(value))
    if not text:
        return Complaint("complaint.empty")
    if len(text) < question.shortest:
        return Complaint("complaint.too-short")
    return Complaint("complaint.too-long") if len(text) > question.longest else text


def _read_email(value: Answer) -> Answer | Complaint:
    typed = clean(value if isinstance(value, str) else " ".join(value))
    words = [word.strip("<>()[],;:.'\"") for word in typed[:_LONGEST_LINE].split()]
    found = [word for word in words if _ADDRESS.fullmatch(word)]
    return found[0] if len(found) == 1 else Complaint("complaint.not-an-address")


def _read_choice(question: Question, value: Answer) -> Answer | Complaint:
    typed = clean(value if isinstance(value, str) else "".join(value[:1]))
    meant = _meant(question, typed)
    if len(meant) == 1:
        return meant[0].key
    if meant and not question.free:
        return Complaint(UNCLEAR)
    if not typed or not question.free:
        return Complaint("complaint.not-an-option")
    return typed if len(typed) <= question.longest else Complaint("complaint.too-long")


def _read_choices(question: Question, value: Answer) -> Answer | Complaint:
    parts = re.split(r"[,;\n]|\ben\b", value) if isinstance(value, str) else value
    found = [_meant(question, part) for part in parts if part.strip()]
    # A label may itself contain a comma or "en": then the whole text is tried.
    if isinstance(value, str) and () in found:
        found = [_meant(question, value)]
    chosen = {option.key: option for meant in found for option in meant}
    if not chosen or () in found:
        return Complaint("complaint.not-an-option")
    # Beside a real choice, "weet ik niet" says nothing.
    keys = tuple(key for key, option in chosen.items() if not option.alone) or tuple(chosen)[:1]
    return Complaint("complaint.too-many") if len(keys) > question.at_most else keys
