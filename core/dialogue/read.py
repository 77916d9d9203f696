"""Typed words that mean an event in every channel: "overslaan", "terug", "verstuur", "verbergen"."""

import re

from core.dialogue.alike import offers
from core.dialogue.answers import find_option
from core.dialogue.cleaning import plain
from core.dialogue.events import (
    Answered,
    Confirmed,
    Corrected,
    Dialogue,
    Differed,
    Event,
    Hid,
    Joined,
    Kept,
    Restarted,
    Skipped,
    Stopped,
    WentBack,
)
from core.dialogue.form import Form, Question
from core.dialogue.path import current

_ALWAYS: dict[str, Event] = {
    "terug": WentBack(),
    "vorige": WentBack(),
    "vorige vraag": WentBack(),
    "overslaan": Skipped(),
    "sla over": Skipped(),
    "sla maar over": Skipped(),
    "skip": Skipped(),
    "volgende vraag": Skipped(),
    "verstuur nu": Confirmed(),
    "stop": Stopped(),
    "stoppen": Stopped(),
    "annuleer": Stopped(),
    "annuleren": Stopped(),
    "opnieuw": Restarted(),
    "opnieuw beginnen": Restarted(),
}
# More words than this are not about a name on the review only.
_FEW = 6
# Said to a question that may be passed over and asks for words of her own.
_NOTHING = frozenset({
    "nee", "neen", "geen", "geen idee", "niets", "niks", "nvt", "n v t", "weet ik niet", "weet niet", "niet nodig",
    "dat weet ik niet", "ik weet het niet", "liever niet", "zeg ik liever niet", "dat zeg ik liever niet",
    "nee bedankt", "nee dank je", "niet meteen", "geen voorbeeld", "volgende", "pas", "ga verder",
})  # fmt: skip
_REVIEW: dict[str, Event] = {
    "verstuur": Confirmed(final=True),
    "verstuur nu": Confirmed(final=True),
    "versturen": Confirmed(final=True),
    "ja": Confirmed(final=True),
    "ok": Confirmed(final=True),
    "klopt": Confirmed(final=True),
    "ja verstuur": Confirmed(final=True),
}
_PENDING: dict[str, Event] = {
    "aanpassen": Corrected(),
    "verbergen": Hid(),
    "verberg": Hid(),
    "mag blijven staan": Kept(),
    "mag blijven": Kept(),
    "geen persoon": Kept(allow=True),
    "het is geen persoon": Kept(allow=True),
}

_DIFFERS = frozenset({
    "nee iets anders", "iets anders", "toch iets anders", "nee", "neen", "geen", "geen van deze", "nee geen van deze",
    "geen van de drie", "toch niet",
})  # fmt: skip
_JOINS = re.compile(
    r"(?:ja )?(?:(?:ik zie (?:dit |dat |het )?ook|zie ik ook)(?: \d)?|ik zie \d ook|(?:ook |nummer )?\d)"
)


def read_text(form: Form, dialogue: Dialogue, text: str) -> Event:
    """Read a typed text as an event; whatever is no known word is an answer to the question on the table."""
    words = plain(text)
    if dialogue.pending:
        return _PENDING.get(words) or _ALWAYS.get(words) or Answered(text)
    if dialogue.status == "review":
        known = _REVIEW.get(words) or _ALWAYS.get(words) or _liked(dialogue, words)
        return known or _named(form, words) or Answered(text)
    question = current(form, dialogue)
    meant = _ALWAYS.get(words)
    # "Stoppen" may be one of the options on the table: then it is an answer.
    if question and meant and any(plain(option.label) == words for option in question.options):
        return Answered(text)
    return meant or _passed_over(question, words) or Answered(text)


def _passed_over(question: Question | None, words: str) -> Event | None:
    """Read "geen idee" as passing over, where a question asks for words and none are needed."""
    open_ = question is not None and not question.required and (question.kind == "text" or question.free)
    return Skipped() if question and open_ and words in _NOTHING and find_option(question, words) is None else None


def _liked(dialogue: Dialogue, words: str) -> Event | None:
    """In the review, read which of the offered fiches it is: by its place, or "ik zie dit ook" of one alone."""
    fiches = offers(dialogue)
    if words in _DIFFERS and (fiches or dialogue.joins):
        return Differed()
    if not fiches or not _JOINS.fullmatch(words):
        return None
    digits = re.sub(r"\D", "", words)
    place = int(digits) if digits else int(len(fiches) == 1)
    return Joined(fiches[place - 1].number) if 1 <= place <= len(fiches) else None


def _named(form: Form, words: str) -> Event | None:
    """In the review, the name of a question ("gevolg", "idee aanpassen") asks that question again."""
    target = words.removesuffix(" aanpassen").removeprefix("pas ").removesuffix(" aan")
    if target in {"tekst", "aanpassen"}:
        return Corrected(form.story)
    match = next((question for question in form.questions if question.name and plain(question.name) == target), None)
    return Corrected(match.key) if match else _offered(form, words)


def _offered(form: Form, words: str) -> Event | None:
    """In the review, a few words about what the machine proposes ("het thema klopt niet") ask for it."""
    few = len(words.split()) <= _FEW
    match = (q for q in form.questions if q.offered and f" {plain(q.name)} " in f" {words} ")
    return next((Corrected(question.key) for question in match), None) if few else None
