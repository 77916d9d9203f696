"""Converse: the second half of intake: one delivery of a chat understood, stepped, stored and settled in one commit."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from core.context import Context
from core.intake.accept import intake_place, lock_chat
from core.intake.answering import answer_on_page
from core.intake.chat_answers import take_message
from core.intake.letters import Envelope, queue_letters
from core.intake.outcome import Outcome
from core.intake.post import settle_mail
from core.intake.rooms import Heard, Notice, Room, Said
from core.intake.seat import choose_place, meet, places_to_pick
from core.intake.settled import Chat, Settled, close, seat_row
from core.intake.trying import settle_chat_trial
from core.intake.waiting import RATE, WHERE, Waiting, held, next_waiting
from core.log import describe_error
from core.store.engine import Writing, is_away
from core.store.tables import Contact, Door, Intake

log = structlog.get_logger()

# What a transaction that fails leaves behind: the municipality that it found, and what it heard.
_FOUND, _HEARD = "municipality", "heard"


def converse(context: Context, rooms: Mapping[str, Room], kind: str, door_id: int, lookup: bytes) -> Settled | None:
    """Take the next delivery of a chat; None when there is none or when another worker holds the chat.

    A deterministic failure shunts the delivery, so that one bad message never blocks a chat; a failing database raises
    and leaves it waiting.
    """
    chat = Chat(rooms[kind], kind, door_id, lookup)
    row_id: int | None = None
    found: dict[str, Any] = {}
    try:
        with context.store.door() as session:
            if not lock_chat(session, door_id, lookup):
                return None
            waiting = next_waiting(session, door_id, lookup)
            if waiting is None:
                return None
            row_id, found = waiting.row.id, session.info
            return _settle(session, context, chat, waiting)
    except Exception as error:  # whatever is wrong with it, the delivery is kept and shown
        if row_id is None or (isinstance(error, (OperationalError, InterfaceError)) and is_away(error)):
            raise
        log.warning("shunted", intake=row_id, **describe_error(error))
        _shunt(context, row_id, type(error).__name__, found.get(_FOUND), _regret(chat, found.get(_HEARD)))
        return Settled(row_id, "aside")


def _settle(session: Writing, context: Context, chat: Chat, waiting: Waiting) -> Settled:
    row = waiting.row
    heard = chat.room.hear(context.keys.open(row.body or b"", intake_place(row.door_id, row.external_id)))
    session.info[_HEARD] = heard
    if heard.mail is not None:
        return settle_mail(session, context, chat, row, heard)
    if heard.aside:
        bodies = chat.room.tell(Said((), heard))
        queue_letters(session, context, Envelope(chat.door_id, chat.lookup, None), bodies)
        return close(session, context, row, Outcome("aside", reason=heard.aside))
    tried = settle_chat_trial(session, context, chat, row, heard)
    if tried or waiting.eager:
        return tried or _hold(session, context, chat, row, RATE, Said((Notice("notice.slow-down"),), heard))
    place, heard = choose_place(session, context, waiting.place, heard)
    if place is None:
        return _ask_where(session, context, chat, row, heard)
    session.info[_FOUND] = place.id
    if waiting.older:  # earlier words of this chat that waited for a municipality are taken next
        session.execute(update(Intake).where(held(row, WHERE)).values(held=False, reason=None))
    seat_row(session, row, place.id)
    if heard.question:
        return close(session, context, row, answer_on_page(session, context, place, heard))
    met = meet(session, context, chat.door_id, chat.lookup, place, heard)
    outcome = take_message(session, context, chat.kind, met, heard, quiet=waiting.older)
    if outcome.said:
        bodies = chat.room.tell(outcome.said)
        lookup = None if outcome.erased else chat.lookup
        queue_letters(session, context, Envelope(chat.door_id, lookup, place.id), bodies)
    return close(session, context, row, outcome)


def _hold(session: Session, context: Context, chat: Chat, row: Intake, reason: str, said: Said) -> Settled:
    """Keep a delivery waiting; say why, unless an earlier one of this chat waits for the same."""
    first = session.scalar(
        select(Intake.id)
        .where(Intake.door_id == chat.door_id, Intake.lookup == chat.lookup, Intake.state == "waiting")
        .where(Intake.held, Intake.reason == reason)
        .limit(1)
    )
    row.held, row.reason = True, reason
    if first is None or reason == WHERE:
        queue_letters(session, context, Envelope(chat.door_id, chat.lookup, None), chat.room.tell(said))
    return Settled(row.id, "waiting", said)


def _ask_where(session: Session, context: Context, chat: Chat, row: Intake, heard: Heard) -> Settled:
    said = Said((Notice("notice.where"),), heard, picks=places_to_pick(session))
    if heard.text is not None or heard.events:
        return _hold(session, context, chat, row, WHERE, said)
    if heard.command == "start":
        said = replace(said, items=(Notice("notice.where-first"),))
    if heard.refusal:
        said = Said((Notice(heard.refusal), Notice("notice.where")), heard, picks=said.picks)
    queue_letters(session, context, Envelope(chat.door_id, chat.lookup, None), chat.room.tell(said))
    kind = "aside" if heard.refusal else "command"
    return close(session, context, row, Outcome(kind, reason=heard.refusal, said=said))


def _regret(chat: Chat, heard: Heard | None) -> list[dict[str, Any]]:
    """Say that something went wrong and that nothing is lost; a mail gets no answer, because it may be a machine's."""
    if heard is None or heard.mail is not None:
        return []
    try:
        return chat.room.tell(Said((Notice("error.unexpected"),), heard))
    except Exception as error:  # noqa: BLE001 # the room may be what went wrong
        log.warning("nothing said", door=chat.door_id, **describe_error(error))
        return []


def _shunt(
    context: Context, row_id: int, reason: str, municipality_id: int | None, regrets: list[dict[str, Any]]
) -> None:
    """Set a delivery aside where its municipality sees it: as was found, else the door's, else where the chat sits."""
    own = select(Door.municipality_id).where(Door.id == Intake.door_id).scalar_subquery()
    sits = (
        select(Contact.municipality_id)
        .where(Contact.door_id == Intake.door_id, Contact.lookup == Intake.lookup)
        .order_by(Contact.used_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    place = func.coalesce(municipality_id, Intake.municipality_id, own, sits)
    aside = {"state": "shunted", "outcome": "aside", "reason": reason, "municipality_id": place}
    waits = (Intake.id == row_id, Intake.state == "waiting")
    with context.store.door() as session:
        shunted = update(Intake).where(*waits).values(tries=Intake.tries + 1, **aside)
        row = session.execute(shunted.returning(Intake.door_id, Intake.lookup, Intake.municipality_id)).one_or_none()
        if row is not None:
            queue_letters(session, context, Envelope(row.door_id, row.lookup, row.municipality_id), regrets)
