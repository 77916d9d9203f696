"""What a questionnaire will look like: samples for the rooms to write, with the code that writes the real thing."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from core.dialogue.changes import Changes, OwnQuestion
from core.dialogue.engine import begin
from core.dialogue.events import Ask
from core.dialogue.form import Form
from core.intake.mailed import put
from core.intake.rooms import Heard, Notice, Said
from core.intake.supplement import open_questions
from core.municipalities import Place
from core.store.tables import Signal

_ROUNDS = 3
_NUMBER = 123
_SOMEWHERE = Heard(address="0")


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a chat, with its rows of buttons."""

    text: str
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Previews:
    """How each room writes: a message of a chat, a letter (its subject and text), the fields of the page."""

    chat: Callable[[Said], Message]
    mail: Callable[[Said], tuple[str, str]]
    web: Callable[[Form], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A questionnaire in every channel: messages with what they are about, letters, and fields."""

    chat: tuple[tuple[str, Message], ...]
    mail: tuple[tuple[str, str], ...]
    web: tuple[Any, ...]


def show(previews: Previews, form: Form, place: Place) -> Shown:
    """Write a form in every channel, as a reporter will see it."""
    return Shown(
        tuple((key, previews.chat(said)) for key, said in _asks(form, place)),
        tuple(previews.mail(said) for said in _letters(form, place)),
        tuple(previews.web(form)),
    )


def complete(changes: Changes) -> Changes:
    """Leave out own questions that cannot be shown yet: without words, or a choice without choices."""
    return replace(changes, own=tuple(own for own in changes.own if _is_complete(own)))


def _is_complete(own: OwnQuestion) -> bool:
    return bool(own.text.strip()) and (own.kind == "text" or bool(own.options))


def _asks(form: Form, place: Place) -> list[tuple[str, Said]]:
    """Say every question, also those that follow certain answers only."""
    dialogue = begin(form)
    counted = [question for question in form.questions if question.counted]
    last = next((number for number, question in enumerate(form.questions) if question.key == "breadth"), 0)
    said: list[tuple[str, Said]] = []
    for place_, question in enumerate(known for known in form.questions if not known.offered):
        number = counted.index(question) + 1 if question.counted else 0
        ask = Ask(
            question,
            question.text,
            number,
            len(counted),
            can_skip=not question.required,
            can_back=place_ > 0,
            can_send=place_ > last,
        )
        said.append((question.key, Said((ask,), _SOMEWHERE, form=form, dialogue=dialogue, place=place)))
    return said


def _letters(form: Form, place: Place) -> list[Said]:
    """Say what goes back to a first mail, and to each answer after it."""
    signal = Signal(
        municipality_id=place.id,
        number=_NUMBER,
        conversation_id=uuid.UUID(int=0),
        channel="mail",
        started_at=datetime.min.replace(tzinfo=UTC),
        text="",
    )
    facts: dict[str, object] = {
        "number": _NUMBER,
        "days": place.setting("working_days"),
        "service": place.setting("service"),
    }
    letters: list[Said] = []
    asked: list[str] = []
    for number in range(_ROUNDS):
        questions = open_questions(form, signal, asked)
        if not questions:
            break
        asked += [question.key for question in questions]
        notice = Notice("mail.supplemented" if number else "mail.thanks")
        letters.append(Said((notice, *put(questions)), _SOMEWHERE, form=form, place=place, facts=facts))
    return letters
