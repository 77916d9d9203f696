"""Answers written in one text, by number or free: each becomes an event, and what answers nothing stays words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.dialogue.answers import Complaint, clean, plain, read_answer
from core.dialogue.events import Answered, Event, Skipped
from core.dialogue.form import Form, Question

_NUMBERED = re.compile(r"^\s*(?:vraag|question|nr\.?)?\s*(\d{1,2})\s*(?:[.):\-–]+|\s)\s*(.*)$", re.IGNORECASE)
_SKIPPED = frozenset({"overslaan", "sla over", "geen", "weet ik niet", "geen idee", "nvt", "n v t", "passe", "skip"})


@dataclass(frozen=True, slots=True)
class Replies:
    """What a reply held: events for the questions it answered, and the words that answered none."""

    events: tuple[Event, ...]
    rest: str


def read_replies(form: Form, asked: Sequence[str], text: str) -> Replies:
    """Read a reply to the questions `asked` (keys, in the order of their numbers). Never raises; loses no words."""
    questions = [question for key in asked if (question := form.question(key))]
    blocks, rest = _numbered(text, len(questions))
    events: list[Event] = []
    for number, words in blocks:
        event = _as_event(questions[number - 1], words)
        if event:
            events.append(event)
        else:
            rest.append(words)
    answered = {event.key for event in events if isinstance(event, (Answered, Skipped))}
    left = [question for question in questions if question.key not in answered]
    free = "\n".join(rest).strip()
    if free and not blocks:
        found, free = _free(left, free)
        events += found
    return Replies(tuple(events), free)


def _numbered(text: str, most: int) -> tuple[list[tuple[int, str]], list[str]]:
    """Split a text into blocks that begin with the number of a question, and the lines before them."""
    blocks: list[tuple[int, list[str]]] = []
    rest: list[str] = []
    for line in text.split("\n"):
        match = _NUMBERED.match(line)
        number = int(match[1]) if match else 0
        if match and 1 <= number <= most and match[2].strip():
            blocks.append((number, [match[2]]))
        elif blocks and line.strip():
            blocks[-1][1].append(line)
        else:
            rest.append(line)
    return [(number, "\n".join(lines).strip()) for number, lines in blocks], rest


def _as_event(question: Question, words: str) -> Event | None:
    if plain(words) in _SKIPPED and not question.required and question.kind == "text":
        return Skipped(question.key)
    value = read_answer(question, words)
    if not isinstance(value, Complaint):
        return Answered(words, question.key)
    # "Veel, zeker tien gezinnen": the option may stand at the beginning of a sentence.
    head = re.split(r"[,.;:(\n]", words, maxsplit=1)[0]
    shorter = read_answer(question, head) if question.kind != "text" else value
    return None if isinstance(shorter, Complaint) else Answered(head, question.key)


def _free(questions: Sequence[Question], text: str) -> tuple[list[Event], str]:
    """Match lines without numbers with the choices that were asked; with one question left, everything answers it."""
    if len(questions) == 1:
        event = _as_event(questions[0], text)
        return ([event], "") if event else ([], text)
    left = list(questions)
    events: list[Event] = []
    rest: list[str] = []
    for line in text.split("\n"):
        event = next((e for q in left if q.kind != "text" and clean(line) and (e := _as_event(q, line))), None)
        if isinstance(event, Answered) and event.key:
            events.append(event)
            left = [question for question in left if question.key != event.key]
        else:
            rest.append(line)
    return events, "\n".join(rest).strip()
