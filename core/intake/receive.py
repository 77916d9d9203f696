"""Receive: a finished dialogue becomes a signal, screened, numbered and journalled, in the caller's transaction."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.dialogue.events import Dialogue
from core.dialogue.form import Form
from core.intake.normalise import normalise
from core.intake.screen.find import find_personal
from core.intake.screen.spans import mask
from core.municipalities import Place
from core.store.tables import Allowed, Journal, Municipality, Reporter, Signal


@dataclass(frozen=True, slots=True)
class Finished:
    """A dialogue that was sent: its form and answers, its conversation, its channel, and when it began."""

    form: Form
    dialogue: Dialogue
    conversation_id: uuid.UUID
    channel: str
    started_at: datetime


def receive(session: Session, place: Place, finished: Finished, reporter: Reporter | None) -> Signal:
    """Store a signal once per conversation and return it.

    Texts that the reporter did not vouch for are screened again here, so that no channel can forget to.
    """
    form, dialogue = finished.form, finished.dialogue
    known = session.scalar(select(Signal).where(Signal.conversation_id == finished.conversation_id))
    if known:
        return known
    allowed = accepted_words(session)
    answers = dialogue.answers

    def screened(key: str) -> str | None:
        value = answers.get(key)
        if not isinstance(value, str):
            return None
        text = normalise(value)
        return text if f"kept:{key}" in dialogue.notes else mask(text, find_personal(text, allowed))

    def chosen(key: str) -> str | None:
        value, question = answers.get(key), form.question(key)
        listed = isinstance(value, str) and question is not None and question.option(value) is not None
        return _one(value) if listed else screened(key)

    story = "\n\n".join(text for text in (screened(form.story), screened("example")) if text)
    kinds = answers.get("kinds", ())
    rule = answers.get("rule")
    feedback = answers.get("feedback", "hier")
    signal = Signal(
        municipality_id=place.id,
        number=_next_number(session, place.id),
        conversation_id=finished.conversation_id,
        reporter_id=None if feedback == "nee" or reporter is None else reporter.id,
        channel=finished.channel,
        started_at=finished.started_at,
        text=story,
        kinds=[kind for kind in kinds if kind != "onbekend"],
        levels=[rule] if isinstance(rule, str) and rule != "onbekend" else [],
        flags=_flags(dialogue),
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
    )
    session.add(signal)
    session.flush()
    details = {"channel": finished.channel, "hidden": "hid" in dialogue.notes}
    session.add(
        Journal(municipality_id=place.id, signal_id=signal.id, what="received", actor="reporter", details=details)
    )
    return signal


def accepted_words(session: Session) -> frozenset[str]:
    """Read the words that the bound municipality agreed are no person."""
    return frozenset(word.casefold() for word in session.scalars(select(Allowed.words).where(Allowed.accepted)))


def _one(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _flags(dialogue: Dialogue) -> list[str]:
    flags = {"thin", "elsewhere", "danger", "hid", "kept"} & dialogue.notes
    if dialogue.answers.get("pattern") == "nee":
        flags = flags | {"individual"}
    return sorted(flags)


def _next_number(session: Session, municipality_id: int) -> int:
    taken = (
        update(Municipality)
        .where(Municipality.id == municipality_id)
        .values(next_number=Municipality.next_number + 1)
        .returning(Municipality.next_number)
    )
    return session.execute(taken).scalar_one() - 1
