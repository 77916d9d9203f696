"""Receive: a finished dialogue becomes a signal, screened, numbered and journalled, in the caller's transaction."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.dialogue.events import Dialogue
from core.dialogue.form import Form
from core.dialogue.labels import confirm_labels
from core.intake.calls import mark_call
from core.intake.guard import Guard, read_guard
from core.intake.joining import mark_joined
from core.intake.look import read_language
from core.intake.normalise import normalise
from core.intake.tongue import speak
from core.municipalities import Place
from core.store.tables import Journal, Municipality, Reporter, Signal
from core.store.tables.signal import ONLY_WEIGHT

# What the journal says of a signal that came in.
RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Finished:
    """A dialogue that was sent: its form and answers, its conversation, its channel, and when it began.

    `weight`: the fixed words of a signal that only says that its reporter sees what a public fiche tells.
    """

    form: Form
    dialogue: Dialogue
    conversation_id: uuid.UUID
    channel: str
    started_at: datetime
    weight: str = ""


def receive(
    session: Session,
    place: Place,
    finished: Finished,
    reporter: Reporter | None,
    by: tuple[uuid.UUID, str] | None = None,
) -> Signal:
    """Store a signal once per conversation and return it; `by`: who entered it, and how she heard it."""
    known = session.scalar(select(Signal).where(Signal.conversation_id == finished.conversation_id))
    if known:
        return known
    signal = compose_signal(place, finished, reporter, read_guard(session))
    signal.language = read_language(signal.text)
    if reporter is not None:
        speak(place, reporter, signal.language)
    mark_call(session, signal, finished.dialogue.call)
    joined = mark_joined(session, signal, finished.dialogue)
    signal.number = next_number(session, place.id)
    session.add(signal)
    session.flush()
    session.add(
        Journal(
            municipality_id=place.id,
            signal_id=signal.id,
            what=RECEIVED,
            actor="staff" if by else "reporter",
            staff_id=by[0] if by else None,
            details=details(finished) | joined | ({"source": by[1]} if by else {}),
        )
    )
    return signal


def details(finished: Finished) -> dict[str, object]:
    """Give what the journal notes of a signal that came in.

    Where a model judged it: what was `proposed` (with the model), and what was `confirmed` by sending it so, which the
    reporter `touched` where she changed something.
    """
    noted: dict[str, object] = {"channel": finished.channel, "hidden": "hid" in finished.dialogue.notes}
    proposed = finished.dialogue.proposed
    confirmed = confirm_labels(finished.form, finished.dialogue)
    if proposed:
        labels = {"themes": list(proposed.themes), "target_groups": list(proposed.target_groups)}
        noted |= {"proposed": {**labels, "model": proposed.model}}
        touched = any(set(confirmed[key]) != set(keys) for key, keys in labels.items())
        noted |= {"confirmed": {**confirmed, "touched": True} if touched else confirmed}
    elif confirmed:
        noted |= {"confirmed": {**confirmed, "touched": True}}
    return noted | ({"call": finished.dialogue.call} if finished.dialogue.call else {})


def compose_signal(place: Place, finished: Finished, reporter: Reporter | None, guard: Guard) -> Signal:
    """Make a signal of a finished dialogue, not stored and not numbered yet.

    Texts that the reporter did not vouch for are screened again here, so that no channel can forget to.
    """
    form, dialogue = finished.form, finished.dialogue
    answers = dialogue.answers

    def screened(key: str) -> str | None:
        value = answers.get(key)
        if not isinstance(value, str):
            return None
        text = normalise(value)
        return text if f"kept:{key}" in dialogue.notes else guard.hide(text)

    def chosen(key: str) -> str | None:
        value, question = answers.get(key), form.question(key)
        listed = isinstance(value, str) and question is not None and question.option(value) is not None
        return _one(value) if listed else screened(key)

    story = "\n\n".join(text for text in (screened(form.story), screened("example")) if text)
    kinds = answers.get("kinds", ())
    rule = answers.get("rule")
    feedback = answers.get("feedback", "hier")
    labels = confirm_labels(form, dialogue)
    return Signal(
        municipality_id=place.id,
        number=0,
        conversation_id=finished.conversation_id,
        reporter_id=None if feedback == "nee" or reporter is None else reporter.id,
        channel=finished.channel,
        started_at=finished.started_at,
        text=story or finished.weight,
        themes=labels.get("themes", []),
        target_groups=labels.get("target_groups", []),
        kinds=[kind for kind in kinds if kind != "onbekend"],
        levels=[rule] if isinstance(rule, str) and rule != "onbekend" else [],
        flags=_flags(dialogue) if story or not finished.weight else [ONLY_WEIGHT],
        wants=_one(feedback) or "hier",
        form=form.key,
        form_version=form.version,
        breadth=_one(answers.get("breadth")) or "onbekend",
        trend=_one(answers.get("trend")),
        sector=_one(answers.get("sector")),
        organisation=chosen("organisation"),
        impact=screened("impact"),
        suggestion=screened("suggestion"),
        others=chosen("others"),
        own={q.key: answer for q in form.questions if q.own and (answer := chosen(q.key))},
    )


def accepted_words(session: Session) -> frozenset[str]:
    """Read the words that the bound municipality agreed are no person."""
    return read_guard(session).allowed


def _one(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _flags(dialogue: Dialogue) -> list[str]:
    flags = {"thin", "elsewhere", "danger", "hid", "kept"} & dialogue.notes
    if dialogue.answers.get("pattern") == "nee":
        flags = flags | {"individual"}
    return sorted(flags)


def next_number(session: Session, municipality_id: int) -> int:
    """Take the next number of a municipality's signals; its row stays locked to the end of the transaction."""
    taken = (
        update(Municipality)
        .where(Municipality.id == municipality_id)
        .values(next_number=Municipality.next_number + 1)
        .returning(Municipality.next_number)
    )
    return session.execute(taken).scalar_one() - 1
