"""Whether a value answers a question: options recognised in typed text, quantities, lengths, addresses."""

import re
import unicodedata
from dataclasses import dataclass

from core.dialogue.cleaning import clean
from core.dialogue.form import Answer, Option, Question

_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}@[^@\s<>,;:\"()\[\]\\]{1,190}\.[A-Za-z]{2,24}")
_LONGEST_LINE = 500
# Python refuses to read numbers of thousands of digits; nobody means an option or a quantity with more than six.
_DIGITS = 6
# Words that may stand beside a quantity without changing it ("ongeveer 3 gezinnen"; but not "meer dan 5").
_BESIDE_A_QUANTITY = frozenset({"ongeveer", "zo", "n", "of", "tot", "a"}) | frozenset(
    {"mens", "mensen", "gezin", "gezinnen", "persoon", "personen", "situatie", "situaties", "geval", "gevallen"}
)


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why a value does not answer the question, as a message key."""

    key: str


def plain(text: str) -> str:
    """Fold case, accents and punctuation away, for comparing what people type with what we offer."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(re.findall(r"[a-z0-9]+", letters))


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
    """Find the option that someone means: its key, label or number, a quantity, or an unmistakable part."""
    wanted = plain(typed)
    same = [option for option in question.options if wanted and wanted in {plain(option.label), plain(option.key)}]
    exact = question.option(typed.strip()) or next(iter(same), None)
    return exact or _numbered(question, wanted) or _part(question, wanted)


def _numbered(question: Question, wanted: str) -> Option | None:
    """Read a number: a quantity where the options are quantities ("3 gezinnen"), a place in the list elsewhere."""
    words = wanted.split()
    numbers = [int(word) for word in words if word.isdigit() and len(word) <= _DIGITS]
    if not any(option.least for option in question.options):
        place = numbers[0] if len(words) == len(numbers) == 1 else 0
        return question.options[place - 1] if 1 <= place <= len(question.options) else None
    if not numbers or not {word for word in words if not word.isdigit()} <= _BESIDE_A_QUANTITY:
        return None
    meant = {option.key: option for number in numbers for option in question.options if option.spans(number)}
    return next(iter(meant.values())) if len(meant) == 1 else None


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
    option = find_option(question, typed)
    if option:
        return option.key
    if not typed or not question.free:
        return Complaint("complaint.not-an-option")
    return typed if len(typed) <= question.longest else Complaint("complaint.too-long")


def _read_choices(question: Question, value: Answer) -> Answer | Complaint:
    parts = re.split(r"[,;\n]|\ben\b", value) if isinstance(value, str) else value
    found = [find_option(question, part) for part in parts if part.strip()]
    # A label may itself contain a comma or "en": then the whole text is tried as one option.
    if isinstance(value, str) and None in found:
        found = [find_option(question, value)]
    chosen = {option.key: option for option in found if option}
    if not chosen or None in found:
        return Complaint("complaint.not-an-option")
    # Beside a real choice, "weet ik niet" says nothing.
    keys = tuple(key for key, option in chosen.items() if not option.alone) or tuple(chosen)[:1]
    return Complaint("complaint.too-many") if len(keys) > question.at_most else keys
