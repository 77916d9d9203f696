"""On someone's behalf: what was told by phone, at a table or on paper becomes a signal, with its source."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.context import Context
from core.dialogue.answers import Complaint, read_answer
from core.dialogue.engine import begin
from core.dialogue.events import Dialogue
from core.dialogue.form import Answer, Form
from core.dialogue.load import load_form
from core.errors import NotPossible
from core.intake.guard import Guard, read_guard
from core.intake.look import heed
from core.intake.normalise import normalise
from core.intake.receive import Finished, receive
from core.intake.screen.spans import Span
from core.intake.send import keep_address
from core.people.roles import ALL
from core.people.sessions import Present
from core.store.tables import Conversation, Door, Intake, Reporter, Signal

DESK = "desk"
# How it was heard; the key is kept with the signal.
SOURCES = ("telefoon", "overleg", "mail", "papier", "andere")
# What may be told of it: questions of the form, the words themselves first.
TEXTS, CHOICES = ("story", "impact", "suggestion"), ("breadth", "trend", "sector")
KEEP, HIDE = "keep", "hide"
_MORE = (*CHOICES, "organisation")


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody told: `words` by the names of TEXTS, `answers` by key of the form, how it was heard, her address.

    `personal`: KEEP or HIDE what the guard found; empty as long as nobody said. `address`: empty where none is left.
    """

    words: Mapping[str, str]
    answers: Mapping[str, str]
    source: str
    address: str = ""
    personal: str = ""


@dataclass(frozen=True, slots=True)
class Lacks:
    """Not entered yet: what is wrong with fields, as message keys; or the personal data to decide about, by field."""

    wrong: Mapping[str, str]
    found: Mapping[str, tuple[Span, ...]]


def enter_signal(session: Session, context: Context, present: Present, told: Told, mark: uuid.UUID) -> Signal | Lacks:
    """Make a signal of what somebody told, once for each `mark` of a form, with a delivery at the desk for the sum.

    Without an address the signal has no reporter. With one she hears of it as of any other; an address that is known
    stays with its reporter. Who speaks for one organisation enters for that one alone; NotPossible for none.
    """
    own = _own(present)
    if own:
        told = replace(told, answers={**told.answers, "organisation": ""})
    known = session.scalar(select(Signal).where(Signal.conversation_id == mark))
    if known is not None:
        session.execute(
            update(Intake)
            .where(Intake.external_id == mark.hex, Intake.outcome == "signal")
            .values(repeats=Intake.repeats + 1)
        )
        return known
    form, guard = load_form("signaal"), read_guard(session)
    lacks = _check(form, guard, told)
    if lacks.wrong or (lacks.found and told.personal not in (KEEP, HIDE)):
        return lacks
    door_id = _find_desk(session, present)
    now = context.clock()
    delivery = Intake(
        door_id=door_id, external_id=mark.hex, lookup=None, body=None, municipality_id=present.place.id,
        state="settled", outcome="signal", settled_at=now,
    )  # fmt: skip
    thread = Conversation(id=mark, municipality_id=present.place.id, door_id=door_id, state="sent")
    session.add_all((delivery, thread))
    reporter = _meet(session, present, told)
    finished = Finished(form, _tell(form, guard, told, lacks), mark, DESK, now)
    signal = receive(session, present.place, finished, reporter, by=(present.staff_id, told.source))
    signal.source = told.source
    signal.organisation = own or signal.organisation
    thread.number = signal.number
    if reporter is not None:
        keep_address(session, context, (present.place.id, reporter.id), signal, told.address.strip())
        session.flush()
        if signal.reporter_id != reporter.id:
            session.delete(reporter)
    session.flush()
    return signal


def _own(present: Present) -> str:
    """Give the organisation that somebody may enter signals for; empty: for anyone."""
    if present.reach("signals.enter") == ALL:
        return ""
    if not present.organisation:
        raise NotPossible("organisation")
    return present.organisation


def _check(form: Form, guard: Guard, told: Told) -> Lacks:
    wrong: dict[str, str] = {}
    given: dict[str, Answer] = {form.story if key == "story" else key: value for key, value in told.words.items()}
    given |= {key: told.answers.get(key, "") for key in _MORE}
    for key, value in given.items():
        question = form.question(key)
        if question is None or not (value or key in (form.story, "breadth")):
            continue
        read = read_answer(question, value)
        if isinstance(read, Complaint):
            wrong["story" if key == form.story else key] = read.key
    if told.source not in SOURCES:
        wrong["source"] = "triage.behalf.wrong.source"
    address = form.question("address")
    if told.address.strip() and address is not None and isinstance(read_answer(address, told.address), Complaint):
        wrong["address"] = "triage.behalf.wrong.address"
    found = {key: guard.find(normalise(value)) for key, value in told.words.items() if value}
    found["organisation"] = guard.find(normalise(told.answers.get("organisation", "")))
    return Lacks(wrong, {key: spans for key, spans in found.items() if spans})


def _tell(form: Form, guard: Guard, told: Told, lacks: Lacks) -> Dialogue:
    """Make the dialogue that she would have had."""
    answers: dict[str, Answer] = {}
    for key, value in {**told.words, **{key: told.answers.get(key, "") for key in _MORE}}.items():
        question = form.question(form.story if key == "story" else key)
        if question is not None and value:
            read = read_answer(question, value)
            answers |= {} if isinstance(read, Complaint) else {question.key: read}
    answers["feedback"] = "email" if told.address.strip() else "nee"
    keeps = told.personal == KEEP
    notes = {f"kept:{form.story if key == 'story' else key}" for key in lacks.found} if keeps else set[str]()
    findings = heed(guard.hide(normalise(told.words.get("story", ""))))
    marks = {
        "thin": findings.thin, "danger": findings.danger, "elsewhere": findings.elsewhere,
        "hid": bool(lacks.found) and not keeps, "kept": bool(lacks.found) and keeps,
    }  # fmt: skip
    notes |= {name for name, holds in marks.items() if holds}
    return replace(begin(form), answers=answers, notes=frozenset(notes), status="sent")


def _find_desk(session: Session, present: Present) -> int:
    """Find the municipality's desk, made when it is first needed."""
    mine = select(Door.id).where(Door.kind == DESK, Door.municipality_id == present.place.id)
    found = session.scalar(mine)
    if found is None:
        made = insert(Door).values(kind=DESK, name=f"desk:{present.place.slug}", municipality_id=present.place.id)
        session.execute(made.on_conflict_do_nothing())
        found = session.scalar(mine)
    if found is None:
        raise NotPossible("desk")
    return found


def _meet(session: Session, present: Present, told: Told) -> Reporter | None:
    if not told.address.strip():
        return None
    reporter = Reporter(municipality_id=present.place.id, wants="email")
    reporter.sector = told.answers.get("sector") or None
    session.add(reporter)
    session.flush()
    return reporter
