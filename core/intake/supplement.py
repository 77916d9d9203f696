"""A signal that is already there, supplemented: its dialogue rebuilt, answers applied, words added; all screened."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.dialogue.answers import Complaint, read_answer
from core.dialogue.engine import begin
from core.dialogue.events import Answered, Dialogue, Event
from core.dialogue.form import Answer, Form, Question
from core.dialogue.path import path
from core.intake.guard import Guard
from core.intake.joining import without_weight
from core.intake.normalise import normalise
from core.store.tables import Conversation, Journal, Signal

_ANSWERED = "supplemented"
_PLAIN = ("trend", "impact", "suggestion", "others", "sector", "organisation")
# By mail these are known already: the answer comes by mail, to the address that wrote.
_KNOWN_BY_MAIL = frozenset({"feedback", "address"})


def takes_more(thread: Conversation, signal: Signal) -> bool:
    """Tell whether a signal that was sent may still be supplemented: it came by mail, and its sender is known."""
    known = thread.state == "sent" and thread.contact_id is not None
    return known and signal.channel == "mail" and signal.status != "ingetrokken"


def supplements(form: Form) -> tuple[Question, ...]:
    """List the questions that can be answered when the signal is there already; nothing more is mandatory then."""
    return tuple(
        replace(question, required=False)
        for question in form.questions
        if question.key != form.story
        and not question.offered
        and question.key not in _KNOWN_BY_MAIL
        and not any(option.stops for option in question.options)
    )


def answered_before(session: Session, signal: Signal) -> frozenset[str]:
    """List the keys that were answered since the signal was sent; "I do not know" is an answer too."""
    entries = select(Journal.details).where(Journal.signal_id == signal.id, Journal.what == _ANSWERED)
    return frozenset(key for details in session.scalars(entries) for key in details["answers"])


def rebuild(form: Form, signal: Signal) -> Dialogue:
    """Rebuild the dialogue of a signal from what is stored of it."""
    answers: dict[str, Answer] = {form.story: signal.text}
    answers |= {key: value for key in _PLAIN if (value := getattr(signal, key))}
    if signal.breadth != "onbekend":
        answers["breadth"] = signal.breadth
    if signal.kinds:
        answers["kinds"] = tuple(signal.kinds)
    answers |= signal.own
    fresh = begin(form)
    return Dialogue(form=fresh.form, version=fresh.version, answers=answers, notes=frozenset(signal.flags))


def open_questions(form: Form, signal: Signal, asked: Sequence[str], most: int = 3) -> tuple[Question, ...]:
    """Choose what is still to be asked, mandatory questions first; what was asked once is not asked again."""
    dialogue = rebuild(form, signal)
    left = [
        question
        for question in path(form, dialogue)
        if question.key not in dialogue.answers and question.key not in asked and question.key not in _KNOWN_BY_MAIL
    ]
    return tuple(sorted(left, key=lambda question: (not question.required, question.profile)))[:most]


def apply_events(
    session: Session, form: Form, signal: Signal, events: Sequence[Event], guard: Guard
) -> tuple[str, ...]:
    """Write answers into a signal and journal them; returns the keys that were answered."""
    keys: list[str] = []
    told: dict[str, list[str]] = {}
    for event in events:
        question = form.question(event.key) if isinstance(event, Answered) and event.key else None
        if question is None or not isinstance(event, Answered):
            continue
        # What stands in our own list is nobody's name.
        listed = isinstance(event.value, str) and question.option(event.value) is not None
        value = read_answer(question, event.value if listed else _screened(event.value, guard))
        if not isinstance(value, Complaint):
            _write(signal, question, value)
            keys.append(question.key)
            told |= _labels(question, value)
    if keys:
        _journal(session, signal, _ANSWERED, {"answers": keys, **({"told": told} if told else {})})
    return tuple(keys)


def add_words(session: Session, signal: Signal, text: str, guard: Guard) -> None:
    """Add words to a signal's text: an answer to no question in particular is lost neither."""
    words = _screened(text, guard)
    if words and isinstance(words, str):
        signal.text = f"{signal.text}\n\n{words}"
        signal.flags = without_weight(signal.flags)
        _journal(session, signal, "added", {"characters": len(words)})


def _screened(value: Answer, guard: Guard) -> Answer:
    return guard.hide(normalise(value)) if isinstance(value, str) else value


def _labels(question: Question, value: Answer) -> dict[str, list[str]]:
    """Give the labels that an answer sets, by facet."""
    if question.key == "kinds":
        return {"kinds": [kind for kind in value if kind != "onbekend"]}
    return {"levels": [str(value)]} if question.key == "rule" and value != "onbekend" else {}


def _write(signal: Signal, question: Question, value: Answer) -> None:
    labels = _labels(question, value)
    if question.own:
        earlier = signal.own.get(question.key) if question.kind == "text" else None
        signal.own = {**signal.own, question.key: f"{earlier}\n\n{value}" if earlier else value}
    elif labels:
        # What a processor said holds; the journal keeps what the reporter says after that.
        for facet, keys in labels.items() if signal.labelled_at is None else ():
            setattr(signal, facet, keys)
    elif question.key == "pattern" and value == "nee":
        signal.flags = sorted({*signal.flags, "individual"})
    elif question.key == "breadth" or question.key in _PLAIN:
        earlier = getattr(signal, question.key) if question.kind == "text" else None
        setattr(signal, question.key, f"{earlier}\n\n{value}" if earlier else value)
    elif question.kind == "text":
        signal.text = f"{signal.text}\n\n{value}"
        signal.flags = without_weight(signal.flags)


def _journal(session: Session, signal: Signal, what: str, details: dict[str, object]) -> None:
    session.add(
        Journal(
            municipality_id=signal.municipality_id, signal_id=signal.id, what=what, actor="reporter", details=details
        )
    )
