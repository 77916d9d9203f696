"""One turn of a dialogue in a municipality: what was heard goes through the engine, and what came of it is stored."""

import uuid
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.context import Context
from core.dialogue.engine import begin, prompt, step
from core.dialogue.events import (
    Answered,
    Ask,
    Corrected,
    Dialogue,
    Done,
    Event,
    Farewell,
    Hid,
    Prompt,
    Restarted,
    Step,
)
from core.dialogue.form import Answer, Form
from core.dialogue.load import load_form
from core.dialogue.path import current
from core.dialogue.read import read_text
from core.dialogue.stored import dump_dialogue, load_dialogue
from core.intake.commands import run_command
from core.intake.look import look
from core.intake.normalise import normalise
from core.intake.receive import accepted_words, receive
from core.intake.rooms import Heard, Notice, Said
from core.intake.seat import Met, contact_place
from core.municipalities import list_organisations
from core.privacy import keys
from core.privacy.keys import hash_token, new_token
from core.store.tables import Allowed, Contact, Conversation, Door, Signal


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a delivery: `kind` as in the sum of everything received; `erased`: forget the chat as well."""

    kind: str
    reason: str = ""
    said: Said | None = None
    erased: bool = False


@dataclass(slots=True)
class Draft:
    """An open conversation, unsealed: its row, its form, its dialogue, and which message answered which question."""

    row: Conversation
    form: Form
    dialogue: Dialogue
    marks: dict[str, str]
    fresh: bool = False
    link: str = ""


def take_turn(session: Session, context: Context, kind: str, met: Met, heard: Heard, *, quiet: bool) -> Outcome:
    """Take one delivery; `quiet` when older words of this chat come next, so that those get the answer."""
    form = load_form("signaal", list_organisations(session))
    draft = _open_draft(session, context, met, form)
    if heard.command or heard.pick:
        return _command(session, context, met, heard, form, draft, quiet=quiet)
    if heard.refusal:
        items: tuple[Prompt | Notice, ...] = (Notice(heard.refusal),)
        items += (prompt(form, draft.dialogue),) if draft else ()
        return Outcome("aside", heard.refusal, _said(context, met, heard, form, draft, items))
    if heard.edited and not _edits(heard, draft):
        late = Notice("notice.edit-too-late" if draft is None else "notice.edit-unknown")
        return Outcome("answer", said=_said(context, met, heard, form, draft, (late,)))
    if heard.conversation and (draft is None or not str(draft.row.id).startswith(heard.conversation)):
        items = (Notice("notice.old-button"),) + ((prompt(form, draft.dialogue),) if draft else ())
        return Outcome("answer", said=_said(context, met, heard, form, draft, items))
    if draft is None and heard.link:
        closed = session.scalar(select(Conversation).where(Conversation.link_hash == hash_token(heard.link)))
        if closed:
            item = Done() if closed.state == "sent" else Farewell()
            return Outcome("answer", said=_said(context, met, heard, form, None, (item,)))
    if draft is None:
        draft = _begin_draft(session, context, met, form, heard.link)
    return _step_through(session, context, kind, met, heard, draft)


def _edits(heard: Heard, draft: Draft | None) -> bool:
    return draft is not None and heard.message in draft.marks


def _step_through(session: Session, context: Context, kind: str, met: Met, heard: Heard, draft: Draft) -> Outcome:
    allowed = accepted_words(session)
    prompts: tuple[Prompt, ...] = ()
    complaints: dict[str, str] = {}
    delete = ""
    for event in _events(heard, draft):
        waiting = draft.dialogue.pending
        taken, about = _one_step(draft.form, draft.dialogue, event, allowed)
        if waiting and isinstance(event, (Hid, Corrected)):
            delete = _marked(draft.marks, waiting.key)
        draft.dialogue, prompts = taken.dialogue, taken.prompts
        _mark(draft, heard, event, about)
        last = taken.prompts[-1] if taken.prompts else None
        if isinstance(last, Ask) and last.complaint:
            complaints[last.question.key] = last.complaint
        for words in taken.allowed:
            proposed = insert(Allowed).values(municipality_id=met.place.id, words=normalise(words), accepted=False)
            session.execute(proposed.on_conflict_do_nothing())
    draft.row.turn += 1
    draft.row.touched_at = context.clock()
    if not prompts:
        prompts = (prompt(draft.form, draft.dialogue),)
    facts: dict[str, object] = {}
    outcome = "answer"
    if draft.dialogue.status == "sent":
        facts = _send(session, context, kind, met, draft)
        outcome = "signal"
    said = _said(context, met, heard, draft.form, draft, prompts)
    said = replace(said, facts=facts, complaints=complaints, delete=delete)
    if any(isinstance(item, (Done, Farewell)) for item in prompts):
        close_conversation(draft.row, "sent" if draft.dialogue.status == "sent" else "stopped")
    else:
        _store(context, draft)
    return Outcome(outcome, said=said)


def _events(heard: Heard, draft: Draft) -> tuple[Event, ...]:
    if heard.events:
        return heard.events
    text = normalise(heard.text or "")
    if heard.edited:
        return (Answered(text, draft.marks[heard.message]),)
    if draft.fresh and current(draft.form, draft.dialogue) != draft.form.question(draft.form.story):
        # Words that come before any question are the story itself; what is still to be asked of the reporter follows.
        return (Answered(text, draft.form.story),)
    return (read_text(draft.form, draft.dialogue, text),)


def _one_step(form: Form, dialogue: Dialogue, event: Event, allowed: frozenset[str]) -> tuple[Step, str]:
    """Step, and tell which question the event was about."""
    if not isinstance(event, Answered) or not isinstance(event.value, str):
        return step(form, dialogue, event), ""
    text = normalise(event.value)
    event = Answered(text, event.key)
    here = current(form, dialogue)
    about = event.key or (dialogue.pending.key if dialogue.pending else here.key if here else "")
    return step(form, dialogue, event, look(text, allowed)), about


def _mark(draft: Draft, heard: Heard, event: Event, about: str) -> None:
    """Remember which message answered which question, for edits; only texts can be edited."""
    if heard.message and about and isinstance(event, Answered):
        draft.marks = {message: key for message, key in draft.marks.items() if message != heard.message}
        draft.marks[heard.message] = about


def _marked(marks: dict[str, str], key: str) -> str:
    return next((message for message, about in reversed(marks.items()) if about == key), "")


def _send(session: Session, context: Context, kind: str, met: Met, draft: Draft) -> dict[str, object]:
    answers = draft.dialogue.answers
    met.reporter.sector = _text(answers.get("sector")) or met.reporter.sector
    met.reporter.organisation = _text(answers.get("organisation")) or met.reporter.organisation
    wants = _text(answers.get("feedback")) or "hier"
    met.reporter.wants = wants
    signal = receive(
        session,
        met.place,
        draft.form,
        draft.dialogue,
        conversation_id=draft.row.id,
        reporter=met.reporter,
        channel=kind,
        started_at=draft.row.opened_at,
    )
    draft.row.number = signal.number
    if wants == "email":
        _keep_address(session, context, met, _text(answers.get("address")) or "")
    if wants == "nee":
        _let_go(session, met, signal)
    return {
        "number": signal.number,
        "days": met.place.setting("working_days"),
        "service": met.place.setting("service"),
        "wants": wants,
    }


def _keep_address(session: Session, context: Context, met: Met, address: str) -> None:
    door_id = session.scalar(select(Door.id).where(Door.name == "mail"))
    lookup = context.keys.lookup("mail", address.casefold())
    known = session.scalar(select(Contact).where(Contact.door_id == door_id, Contact.lookup == lookup))
    if known is None and door_id is not None:
        known = Contact(door_id=door_id, lookup=lookup, municipality_id=met.place.id)
        session.add(known)
    if known is not None:
        known.reporter_id = met.reporter.id
        known.address = context.keys.seal(address.encode(), contact_place(known))


def _let_go(session: Session, met: Met, signal: Signal) -> None:
    """Drop the address of someone who wants no answer, unless earlier signals of hers still wait for one."""
    others = select(Signal.id).where(Signal.reporter_id == met.reporter.id, Signal.id != signal.id).limit(1)
    if session.scalar(others) is None:
        session.delete(met.contact)
        session.flush()
        session.delete(met.reporter)


def _command(
    session: Session, context: Context, met: Met, heard: Heard, form: Form, draft: Draft | None, *, quiet: bool
) -> Outcome:
    name = heard.command or "start"
    if name in {"opnieuw", "start", "stop", "nieuw"} and not (name == "nieuw" and draft and _told(draft)):
        return _command_on_dialogue(session, context, met, heard, form, draft, name=name, quiet=quiet)
    reply = run_command(session, context, met, name, heard.argument)
    items: tuple[Prompt | Notice, ...] = reply.notices
    if draft and not reply.erased and (reply.resumes or name == "doorgaan"):
        items += (prompt(form, draft.dialogue),)
    said = _said(context, met, heard, form, None if reply.erased else draft, items)
    return Outcome("command", said=said, erased=reply.erased)


def _command_on_dialogue(
    session: Session,
    context: Context,
    met: Met,
    heard: Heard,
    form: Form,
    draft: Draft | None,
    *,
    name: str,
    quiet: bool,
) -> Outcome:
    if name == "stop":
        items: tuple[Prompt | Notice, ...] = (Farewell(),) if draft else (Notice("notice.nothing-open"),)
        said = _said(context, met, heard, form, None, items)
        if draft:
            close_conversation(draft.row, "stopped")
        return Outcome("command", said=said)
    greeting: tuple[Prompt | Notice, ...] = ()
    if draft is None:
        draft = _begin_draft(session, context, met, form)
        greeting = (Notice("notice.intro", {"place": met.place.name}),) if name == "start" else ()
    elif name == "opnieuw":
        draft.dialogue = step(form, draft.dialogue, Restarted()).dialogue
        draft.marks = {}
    elif _told(draft):
        greeting = (Notice("notice.welcome-back"),)
    draft.row.touched_at = context.clock()
    _store(context, draft)
    items = (*greeting, prompt(form, draft.dialogue))
    said = _said(context, met, heard, form, draft, greeting if quiet else items)
    return Outcome("command", said=None if quiet and not greeting else said)


def _told(draft: Draft) -> bool:
    return draft.form.story in draft.dialogue.answers or draft.dialogue.pending is not None


def _open_draft(session: Session, context: Context, met: Met, form: Form) -> Draft | None:
    row = session.scalar(
        select(Conversation)
        .where(Conversation.contact_id == met.contact.id, Conversation.state == "open")
        .with_for_update()
    )
    if row is None or row.dialogue is None:
        return None
    return open_draft(context, row, form)


def open_draft(context: Context, row: Conversation, form: Form) -> Draft:
    """Unseal an open conversation."""
    stored = context.keys.open_json(row.dialogue or b"", _dialogue_place(row))
    link = context.keys.open(row.link, _link_place(row)).decode() if row.link else ""
    return Draft(row, form, load_dialogue(stored["dialogue"].encode()), stored["marks"], link=link)


def _begin_draft(session: Session, context: Context, met: Met, form: Form, link: str = "") -> Draft:
    known: dict[str, Answer] = {}
    if met.reporter.sector:
        known["sector"] = met.reporter.sector
    if met.reporter.organisation:
        known["organisation"] = met.reporter.organisation
    id_ = uuid.uuid4()
    token = link or new_token()
    row = Conversation(
        id=id_,
        municipality_id=met.place.id,
        door_id=met.contact.door_id,
        contact_id=met.contact.id,
        link_hash=hash_token(token),
    )
    row.link = context.keys.seal(token.encode(), _link_place(row))
    session.add(row)
    session.flush()
    return Draft(row, form, begin(form, known), {}, fresh=True, link=token)


def _store(context: Context, draft: Draft) -> None:
    value: dict[str, Any] = {"dialogue": dump_dialogue(draft.dialogue).decode(), "marks": draft.marks}
    draft.row.dialogue = context.keys.seal_json(value, _dialogue_place(draft.row))


def close_conversation(row: Conversation, state: str) -> None:
    """Erase what a conversation held; the row stays, so that the sums keep adding up.

    The page of a sent signal still finds its number and its reporter's signals: its hash stays until she is forgotten.
    """
    row.state, row.dialogue, row.link = state, None, None
    if state != "sent":
        row.link_hash = None


def _dialogue_place(row: Conversation) -> keys.Place:
    return keys.Place(row.municipality_id, str(row.id), "conversation.dialogue")


def _link_place(row: Conversation) -> keys.Place:
    return keys.Place(row.municipality_id, str(row.id), "conversation.link")


def _said(
    context: Context, met: Met, heard: Heard, form: Form, draft: Draft | None, items: tuple[Prompt | Notice, ...]
) -> Said:
    link = f"{context.base_url}/{met.place.slug}/signaal/{draft.link}" if draft and draft.link else ""
    return Said(
        items,
        heard,
        form=form,
        dialogue=draft.dialogue if draft else None,
        place=met.place,
        conversation=str(draft.row.id)[:8] if draft else "",
        link=link,
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
