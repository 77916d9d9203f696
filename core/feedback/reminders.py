"""Reminders: who fell silent in the middle of something gets one, and never at night."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from core.context import Context
from core.dialogue.engine import prompt
from core.feedback.asking_again import ask_again, due_threads
from core.intake.draft import Draft, open_draft
from core.intake.letters import Envelope, queue_letters
from core.intake.rooms import Heard, Notice, Room, Said
from core.intake.seat import contact_place
from core.log import describe_error
from core.municipal_defaults import DEFAULTS
from core.municipalities import Place, list_organisations
from core.store.tables import Contact, Conversation, Door

log = structlog.get_logger()

SILENCE = timedelta(hours=24)
_BRUSSELS = ZoneInfo("Europe/Brussels")
_MORNING, _EVENING = time(8), time(21)


def due_reminders(session: Session, now: datetime) -> list[uuid.UUID]:
    """List the conversations of the bound municipality to remind someone of: silent for a day, never reminded before.

    Only those of a contact whose address we have; whether a story was begun stands in the sealed dialogue. Empty
    between 21:00 and 8:00 in Brussels: they are due later then.
    """
    if not _by_day(now):
        return []
    due = (
        select(Conversation.id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .where(Conversation.state == "open", Conversation.dialogue.is_not(None), Contact.address.is_not(None))
        .where(Conversation.reminded_at.is_(None), Conversation.touched_at <= now - SILENCE)
        .order_by(Conversation.touched_at)
    )
    return list(session.scalars(due))


def remind(context: Context, place: Place, rooms: Mapping[str, Room]) -> int:
    """Remind everyone in a municipality who is due, of drafts and of questions by mail; returns how many that were.

    The letter and the note that it was made are one commit each: any number of nodes may do this at once, and one that
    dies half-way leaves the rest for the next.
    """
    now = context.clock()
    with context.store.tenant(place.id) as session:
        drafts = due_reminders(session, now)
        threads = due_threads(session, now) if _by_day(now) else []
    reminding = [partial(_remind_one, context, place, rooms, draft, now) for draft in drafts]
    reminding += [partial(ask_again, context, place, rooms, thread, now) for thread in threads]
    return sum(_try_to_remind(place, remind_one) for remind_one in reminding)


def _try_to_remind(place: Place, remind_one: Callable[[], bool]) -> bool:
    try:
        return remind_one()
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 # one dialogue that cannot be read keeps nobody else from her reminder
        log.warning("reminder failed", municipality=place.id, **describe_error(error))
        return False


def _remind_one(
    context: Context, place: Place, rooms: Mapping[str, Room], conversation: uuid.UUID, now: datetime
) -> bool:
    with context.store.tenant(place.id) as session:
        found = session.execute(
            select(Conversation, Contact, Door.kind)
            .join(Contact, Contact.id == Conversation.contact_id)
            .join(Door, Door.id == Contact.door_id)
            .where(Conversation.id == conversation, Conversation.state == "open")
            .where(Conversation.reminded_at.is_(None), Conversation.touched_at <= now - SILENCE)
            .with_for_update(of=Conversation, skip_locked=True)
        ).one_or_none()
        if found is None or found.kind not in rooms or found.Contact.address is None:
            return False
        row, contact, room = found.Conversation, found.Contact, rooms[found.kind]
        draft = open_draft(session, context, place, row, list_organisations(session))
        if not _has_story(draft):
            return False  # not noted: she may still write one, and fall silent then
        days = max(1, (row.touched_at + timedelta(days=_draft_days(place)) - now).days)
        said = Said(
            (Notice("notice.draft-reminder", {"days": days}), prompt(draft.form, draft.dialogue)),
            Heard(address=context.keys.open(contact.address, contact_place(contact)).decode()),
            form=draft.form,
            dialogue=draft.dialogue,
            place=place,
            conversation=str(row.id)[:8],
            link=f"{context.base_url}/{place.slug}/signaal/{draft.link}" if draft.link else "",
        )
        bodies = room.tell(said)
        row.reminded_at = now
        queue_letters(session, context, Envelope(contact.door_id, contact.lookup, place.id, "reminder"), bodies)
        return bool(bodies)


def _has_story(draft: Draft) -> bool:
    """Tell whether a story was begun: who only opened a chat is not told that she left something behind."""
    story = draft.form.story
    return story in draft.dialogue.answers or any(text.key == story for text in draft.dialogue.waiting)


def _by_day(now: datetime) -> bool:
    return _MORNING <= now.astimezone(_BRUSSELS).time() < _EVENING


def _draft_days(place: Place) -> int:
    days: int = {**DEFAULTS["retention"], **place.setting("retention")}["drafts"]
    return days
