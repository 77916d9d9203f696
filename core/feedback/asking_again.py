"""Asking again: a thread by mail whose questions stayed open gets one reminder, in that thread, and never another."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.context import Context
from core.dialogue.events import Ask
from core.intake.draft import link_place
from core.intake.letters import Envelope, queue_letters
from core.intake.rooms import Heard, Notice, Room, Said
from core.intake.seat import contact_place
from core.intake.supplement import answered_before, open_questions, rebuild
from core.intake.thread import ASKED_FOR, MOST_ROUNDS, REMINDER, last_asked, may_answer
from core.intake.tongue import answer_language, form_in
from core.municipalities import Place, list_organisations
from core.questionnaire.asked import read_told
from core.store.tables import Contact, Conversation, Door, Letter, Signal

# A mail is answered less at once than a chat.
SILENCE = timedelta(days=3)
_KIND = "mail"


def due_threads(session: Session, now: datetime) -> list[uuid.UUID]:
    """List the threads of the bound municipality to remind someone of.

    Only those that still ask something, fell silent, were never reminded of before, and whose first letter arrived at
    a verified address that is not paused: where nothing is sent, no reminder is either.
    """
    return list(session.scalars(_due(now).with_only_columns(Conversation.id).order_by(Conversation.touched_at)))


def ask_again(context: Context, place: Place, rooms: Mapping[str, Room], thread_id: uuid.UUID, now: datetime) -> bool:
    """Remind someone of a thread, in one commit; False when it is not due (any more), or another node does so now."""
    if _KIND not in rooms:
        return False
    with context.store.tenant(place.id) as session:
        due = _due(now).where(Conversation.id == thread_id)
        found = session.execute(due.with_for_update(of=Conversation, skip_locked=True)).one_or_none()
        if found is None:
            return False
        thread, contact, letter_id = found
        if not may_answer(session, contact.door_id, contact.lookup, now):
            return False
        thread.reminded_at = now
        said = _compose(session, context, place, thread, contact)
        if said is None:
            return False
        said = replace(said, facts={**said.facts, "after": letter_id.hex})
        bodies = rooms[_KIND].tell(said)
        queue_letters(session, context, Envelope(contact.door_id, contact.lookup, place.id, REMINDER), bodies)
        return bool(bodies)


def _compose(session: Session, context: Context, place: Place, thread: Conversation, contact: Contact) -> Said | None:
    """Say what is still asked; None when that is nothing."""
    signal = session.scalar(select(Signal).where(Signal.conversation_id == thread.id))
    if signal is None or signal.status == "ingetrokken" or thread.link is None or contact.address is None:
        return None
    language = answer_language(place, signal.language)
    asks = _asks(session, place, thread, signal, language)
    if not asks:
        return None
    token = context.keys.open(thread.link, link_place(thread)).decode()
    return Said(
        (Notice("mail.ask-again", {"number": thread.number}), *asks),
        Heard(address=context.keys.open(contact.address, contact_place(contact)).decode()),
        place=place,
        link=f"{context.base_url}/{place.slug}/signaal/{token}",
        facts={
            "number": thread.number,
            "token": token,
            "thread": thread.id.hex,
            "contact": contact.id.hex,
            "mailbox": thread.mailbox,
            "language": language,
        },
    )


def _due(now: datetime) -> Select[Conversation, Contact, uuid.UUID]:
    # The first letter of a thread was queued in the transaction that opened it, so at the same moment.
    first = (Letter.door_id == Conversation.door_id) & (Letter.lookup == Contact.lookup)
    return (
        select(Conversation, Contact, Letter.id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Door, Door.id == Contact.door_id)
        .join(Letter, first & (Letter.queued_at == Conversation.opened_at) & (Letter.state == "sent"))
        .where(Conversation.state == "sent", Conversation.asks, Conversation.reminded_at.is_(None))
        .where(Conversation.rounds < MOST_ROUNDS, Conversation.link.is_not(None), Door.kind == _KIND)
        .where(Conversation.touched_at <= now - SILENCE, Conversation.opened_at > now - ASKED_FOR)
        .where(Contact.address.is_not(None), Contact.paused.is_(None))
    )


def _asks(session: Session, place: Place, thread: Conversation, signal: Signal, language: str) -> tuple[Ask, ...]:
    """Give what the last letter asked and nobody answered, under the numbers that it had there."""
    form = read_told(session, place, signal, list_organisations(session))
    asked = last_asked(thread)
    done = answered_before(session, signal) | set(rebuild(form, signal).answers)
    # What became pointless by other answers is not asked again either.
    still = {question.key for question in open_questions(form, signal, tuple(done), most=len(form.questions))}
    said = form_in(form, language)
    return tuple(
        Ask(question, question.text, number, len(asked), can_skip=True)
        for number, key in enumerate(asked, 1)
        if key in still and (question := said.question(key))
    )
