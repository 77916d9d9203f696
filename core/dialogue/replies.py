"""Answers written in one text, by number or free: each becomes an event, and what answers nothing stays words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.dialogue.answers import Complaint, clean, find_option, plain, read_answer
from core.dialogue.events import Answered, Event, Skipped
from core.dialogue.form import Form, Question
from core.dialogue.phrases import find_phrase

_NUMBERED = re.compile(
    r"^\s*(vraag|antwoord|antw\.?|question|réponse|ad|nr\.?|q)?\s*(\d{1,2})(?:\s*([.):\-–]+)\s*|\s+|$)(.*)$",
    re.IGNORECASE,
)
# Several answers on one line: before each number with its dot, or before each bare number.
_DOTTED, _BARE = re.compile(r"\s+(?=\d{1,2}[.):]\s*\S)"), re.compile(r"\s+(?=\d{1,2}\s)")
_SKIPPED = frozenset({"overslaan", "sla over", "geen", "weet ik niet", "geen idee", "nvt", "n v t", "passe", "skip"})
_NAME = 6  # words: a name that is on no list has no more


@dataclass(frozen=True, slots=True)
class Replies:
    """What a reply held: events for the questions it answered, and the words that answered none."""

    events: tuple[Event, ...]
    rest: str


@dataclass(slots=True)
class _Block:
    number: int
    lines: list[str]
    whole: list[str]


def read_replies(form: Form, asked: Sequence[str], text: str) -> Replies:
    """Read a reply to the questions `asked` (keys, in the order of their numbers). Never raises; loses no words.

    Words beside an answer ("Veel, ze wachten al jaren") are in `rest` too, whole, so that they can be read in context.
    """
    questions = [question for key in asked if (question := form.question(key))]
    blocks, rest = _blocks(questions, text)
    events: dict[str, Event] = {}
    for block in blocks:
        question = questions[block.number - 1]
        event, left = _answer(question, "\n".join(block.lines).strip())
        if event and question.key not in events:
            events[question.key] = event
            rest += [left] if left else []
        else:
            rest += block.whole
    open_ = [question for question in questions if question.key not in events]
    free = "\n".join(rest).strip()
    if free and open_ and not blocks:
        found, free = _free(open_, free)
        events |= found
    elif free:
        events |= {q.key: Answered(option.key, q.key) for q in open_ if (option := find_phrase(q, free))}
    return Replies(tuple(events.values()), free)


def _blocks(questions: Sequence[Question], text: str) -> tuple[list[_Block], list[str]]:
    """Split a text into blocks that begin with the number of a question, and the lines before them."""
    blocks: list[_Block] = []
    rest: list[str] = []
    for line in (row for whole in text.split("\n") for row in _rows(questions, whole)):
        begun = _begins(questions, line)
        if begun:
            number, words = begun
            blocks.append(_Block(number, [words] if words else [], [line]))
        elif blocks and line.strip():
            blocks[-1].lines.append(line)
            blocks[-1].whole.append(line)
        else:
            rest.append(line)
    return blocks, rest


def _begins(questions: Sequence[Question], line: str) -> tuple[int, str] | None:
    """Read the number that a line begins with and the words after it; None when it is no question's number.

    A bare number ("3 gezinnen") is one only if what follows answers that question and the whole line answers none.
    """
    match = _NUMBERED.match(line)
    number = int(match[2]) if match else 0
    if match is None or not 1 <= number <= len(questions):
        return None
    words = match[4].strip()
    if match[1] or match[3]:
        return number, words
    choices = [question for question in questions if question.kind != "text"]
    meant = bool(words) and _answer(questions[number - 1], words)[0] is not None and questions[number - 1] in choices
    return (number, words) if meant and not any(_is_answer(question, line) for question in choices) else None


def _rows(questions: Sequence[Question], line: str) -> list[str]:
    """Split a line that holds several numbered answers."""
    for between in (_DOTTED, _BARE):
        parts = between.split(line.strip())
        begun = [_begins(questions, part) for part in parts]
        numbers = [start[0] for start in begun if start]
        if len(parts) > 1 and len(numbers) == len(parts) and numbers == sorted(set(numbers)):
            return parts
    return [line]


def _answer(question: Question, words: str) -> tuple[Event | None, str]:
    """Read words as the answer to a question; beside it the words that said more than the answer."""
    if plain(words) in _SKIPPED and not question.required and question.kind == "text":
        return Skipped(question.key), ""
    if _is_answer(question, words):
        return Answered(words, question.key), ""
    if question.kind == "text":
        return None, words
    # "Veel, zeker tien gezinnen": the option may stand at the beginning of a sentence, or in it.
    head = re.split(r"[,.;:(\n]", words, maxsplit=1)[0]
    listed = head.strip().isdigit() and not words.startswith(f"{head},")  # "7. ...": a list of her own
    if not listed and _is_answer(question, head):
        return Answered(head, question.key), words
    option = find_phrase(question, words)
    return (Answered(option.key, question.key), words) if option else (None, words)


def _is_answer(question: Question, words: str) -> bool:
    """Tell whether words answer a question; a name that is on no list is short."""
    if isinstance(read_answer(question, words), Complaint) or not clean(words):
        return False
    return not question.free or len(words.split()) <= _NAME or find_option(question, words) is not None


def _free(questions: Sequence[Question], text: str) -> tuple[dict[str, Event], str]:
    """Match lines without numbers with what was asked; with one question left, everything answers it."""
    if len(questions) == 1:
        event, left = _answer(questions[0], text)
        return ({questions[0].key: event} if event else {}), left
    events: dict[str, Event] = {}
    rest: list[str] = []
    for line in text.split("\n"):
        # What is on no list could be anything: without a number it is no name.
        left = [question for question in questions if question.key not in events and question.kind != "text"]
        read = ((q, *_answer(q, line)) for q in left if not q.free or find_option(q, line))
        question, event, more = next(((q, e, more) for q, e, more in read if e), (None, None, line))
        if question and event:
            events[question.key] = event
        if more or not event:
            rest.append(more)
    free = "\n".join(rest).strip()
    left = [question for question in questions if question.key not in events]
    return events | {q.key: Answered(option.key, q.key) for q in left if (option := find_phrase(q, free))}, free
