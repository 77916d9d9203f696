"""A page of a conversation that has ended; what the letters about a signal ask may still be answered there."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.dialogue.events import Answered, Done, Farewell
from core.dialogue.form import Form
from core.intake.guard import Guard, read_guard
from core.intake.look import look
from core.intake.normalise import normalise
from core.intake.rooms import Heard
from core.intake.seat import Met
from core.intake.supplement import answered_before, apply_events, open_questions, supplements, takes_more
from core.privacy.keys import hash_token
from core.questionnaire.asked import read_told
from core.store.tables import Conversation, Signal


@dataclass(frozen=True, slots=True)
class Ended:
    """How a conversation ended; `facts` tell of what was added now: number, answered, hidden, danger."""

    closing: Done | Farewell
    facts: dict[str, object] = field(default_factory=dict[str, object])


def go_on(session: Session, met: Met, heard: Heard, now: datetime) -> Ended | None:
    """Take what was posted on the page of a conversation that has ended; None when there is no such page."""
    page = select(Conversation).where(Conversation.link_hash == hash_token(heard.link))
    thread = session.scalar(page.with_for_update())
    if thread is None:
        return None
    closing = Done() if thread.state == "sent" else Farewell()
    signal = session.scalar(select(Signal).where(Signal.conversation_id == thread.id).with_for_update())
    if signal is None or not takes_more(thread, signal):
        return Ended(closing)
    form = read_told(session, met.place, signal, met.organisations)
    keys = {question.key for question in supplements(form)}
    answers = [event for event in heard.events if isinstance(event, Answered) and event.key in keys]
    if not answers:
        return Ended(closing)
    texts = [normalise(event.value) for event in answers if isinstance(event.value, str)]
    danger = any(look(text).danger for text in texts)
    guard = read_guard(session)
    hidden = _count_personal(guard, form, answers)
    answered = apply_events(session, form, signal, answers, guard)
    if danger:
        signal.flags = sorted({*signal.flags, "danger"})
    met.reporter.sector = signal.sector or met.reporter.sector
    met.reporter.organisation = signal.organisation or met.reporter.organisation
    # No letter asks again what was answered here.
    thread.asked = [*thread.asked, *(f"web:{key}" for key in answered)]
    thread.asks = thread.asks and bool(open_questions(form, signal, tuple(answered_before(session, signal))))
    thread.touched_at = now
    return Ended(closing, {"number": signal.number, "answered": len(answered), "hidden": hidden, "danger": danger})


def _count_personal(guard: Guard, form: Form, answers: list[Answered]) -> int:
    """Count the pieces that will be hidden; what stands in our own lists is nobody's."""
    typed = [
        event.value
        for event in answers
        if isinstance(event.value, str) and not _is_listed(form, event.key or "", event.value)
    ]
    return sum(len(guard.find(normalise(text))) for text in typed)


def _is_listed(form: Form, key: str, value: str) -> bool:
    question = form.question(key)
    return question is not None and question.option(value) is not None
