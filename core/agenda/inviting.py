"""Inviting: who gets a letter about a meeting, how those letters fare, and who comes; of reporters only counts."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.agenda.changes import due_at
from core.agenda.guests import COLLEAGUE
from core.agenda.items import lock_item
from core.agenda.letters import address_place
from core.context import Context
from core.errors import NotFound, NotPossible
from core.feedback.planning import CANNOT, FAILED, NO, PLANNED, QUEUED, SENT, WITHDRAWN
from core.people.audit import note
from core.people.sessions import Present
from core.people.staff import read_email
from core.store.tables import (
    AgendaFiche,
    AgendaGuest,
    AgendaInvitation,
    AgendaItem,
    Fiche,
    FicheSignal,
    Letter,
    Signal,
    Staff,
)
from core.store.tables.agenda_invitation import COMES, STAYS

# How a letter fares, as an invitation: what it says is fresher than what the job noted last.
_OF_LETTER = {"queued": QUEUED, "sending": QUEUED, "sent": SENT, "failed": FAILED, "dropped": FAILED}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many reporters are invited, how their letters fare, and what they answered."""

    asked: int = 0
    planned: int = 0
    queued: int = 0
    sent: int = 0
    failed: int = 0
    cannot: int = 0
    comes: int = 0
    stays: int = 0


@dataclass(frozen=True, slots=True)
class GuestAsked:
    """A guest on the list: the `state` of her invitation (empty: none), why so, and what she answered."""

    id: int
    kind: str
    name: str
    state: str
    why: str
    answer: str


@dataclass(frozen=True, slots=True)
class Inviting:
    """What is known of the invitations to an item; `open`: more can be invited."""

    reporters: Tally
    guests: tuple[GuestAsked, ...]
    open: bool


def invite_reporters(session: Session, present: Present, number: int, fiches: Sequence[int], now: datetime) -> int:
    """Invite the reporters of fiches on the table who want to hear more, each once; gives how many are new.

    Who could not be reached before is tried again. Raises NotFound, NotPossible for what is over or called off.
    """
    present.must("agenda.edit")
    item = _lock_coming(session, number, now)
    whom = (
        select(Signal.reporter_id)
        .distinct()
        .join(FicheSignal, FicheSignal.signal_id == Signal.id)
        .join(AgendaFiche, AgendaFiche.fiche_id == FicheSignal.fiche_id)
        .join(Fiche, Fiche.id == AgendaFiche.fiche_id)
        .where(AgendaFiche.item_id == item.id, Fiche.number.in_(fiches), FicheSignal.released_at.is_(None))
        .where(Signal.reporter_id.is_not(None), Signal.status != "ingetrokken", Signal.wants != NO)
    )
    found = list(session.scalars(whom.order_by(Signal.reporter_id)))
    again = select(AgendaInvitation).where(
        AgendaInvitation.item_id == item.id, AgendaInvitation.reporter_id.in_(found), AgendaInvitation.state == CANNOT
    )
    for row in session.scalars(again):
        row.state, row.why, row.due_at = PLANNED, None, due_at(session, present.place)
    added = [_add(session, present, item, reporter_id=reporter) for reporter in found if reporter]
    item.invites_reporters = True
    session.flush()
    if any(added):
        note(session, present.place.id, present.staff_id, "agenda.reporters-invited", number)
    return sum(added)


def invite_guest(
    session: Session, context: Context, present: Present, number: int, guest_id: int, address: str
) -> bool:
    """Invite a guest on the list by mail: a colleague at her own address, anyone else at the one that is given.

    Until a letter was made, and after one that did not arrive, another address takes the place of the first. False
    when she was written to already. Raises Refused for what is no address, NotFound, NotPossible.
    """
    present.must("agenda.edit")
    item = _lock_coming(session, number, context.clock())
    guest = session.scalar(select(AgendaGuest).where(AgendaGuest.id == guest_id, AgendaGuest.item_id == item.id))
    if guest is None:
        raise NotFound("guest")
    if guest.kind == COLLEAGUE:
        address = session.scalar(select(Staff.email).where(Staff.id == guest.staff_id)) or ""
    known = read_email(address)
    _add(session, present, item, guest_id=guest.id)
    row = session.scalars(
        select(AgendaInvitation).where(AgendaInvitation.item_id == item.id, AgendaInvitation.guest_id == guest.id)
        .with_for_update()
    ).one()  # fmt: skip
    if not _is_open_for_an_address(session, row, known, context):
        return False
    row.told, row.letter_id, row.why = "", None, None
    row.address = context.keys.seal(known.encode(), address_place(row))
    row.state, row.why, row.due_at = PLANNED, None, due_at(session, present.place)
    session.flush()
    note(session, present.place.id, present.staff_id, "agenda.guest-invited", number)
    return True


def _is_open_for_an_address(session: Session, row: AgendaInvitation, address: str, context: Context) -> bool:
    if row.address is None or row.state in (CANNOT, WITHDRAWN):
        return True
    if row.state == PLANNED and not row.told:
        return context.keys.open(row.address, address_place(row)).decode() != address
    letter = session.get(Letter, row.letter_id) if row.letter_id else None
    return letter is not None and _OF_LETTER.get(letter.state) == FAILED


def stop_inviting(session: Session, present: Present, number: int) -> int:
    """Take back the invitations of which no letter was made yet; gives how many."""
    present.must("agenda.edit")
    item = lock_item(session, number)
    unmade = (AgendaInvitation.item_id == item.id, AgendaInvitation.state == PLANNED, AgendaInvitation.told == "")
    gone = session.scalars(delete(AgendaInvitation).where(*unmade).returning(AgendaInvitation.id)).all()
    if gone:
        note(session, present.place.id, present.staff_id, "agenda.invitations-stopped", number)
    return len(gone)


def read_inviting(session: Session, present: Present, item_id: uuid.UUID, now: datetime) -> Inviting:
    """Read how the invitations to an item fare, in three queries however many there are."""
    present.must("agenda.read")
    item = session.get_one(AgendaItem, item_id)
    columns = select(
        AgendaInvitation.guest_id, AgendaInvitation.state, Letter.state.label("letter"), AgendaInvitation.answer,
        AgendaInvitation.why, Letter.reason, AgendaInvitation.reporter_id,
    )  # fmt: skip
    rows = session.execute(
        columns.outerjoin(Letter, Letter.id == AgendaInvitation.letter_id).where(AgendaInvitation.item_id == item_id)
    ).all()
    of_guests = {row.guest_id: row for row in rows if row.guest_id is not None}
    guests = session.scalars(select(AgendaGuest).where(AgendaGuest.item_id == item_id).order_by(AgendaGuest.name))
    return Inviting(
        _tally([row for row in rows if row.reporter_id is not None]),
        tuple(_guest(guest, of_guests.get(guest.id)) for guest in guests),
        item.status != "afgelast" and item.ends_at > now,
    )


def _tally(rows: Sequence[Any]) -> Tally:
    states = [_state(row) for row in rows]
    answers = [row.answer for row in rows]
    asked = sum(state != WITHDRAWN for state in states)
    counts = {state: states.count(state) for state in (PLANNED, QUEUED, SENT, FAILED, CANNOT)}
    return Tally(asked, **counts, comes=answers.count(COMES), stays=answers.count(STAYS))


def _guest(guest: AgendaGuest, row: Any) -> GuestAsked:
    state, why, answer = (_state(row), row.reason or row.why or "", row.answer or "") if row else ("", "", "")
    return GuestAsked(guest.id, guest.kind, guest.name, state, why, answer)


def _state(row: Any) -> str:
    return _OF_LETTER[row.letter] if row.letter and row.state in {QUEUED, FAILED} else str(row.state)


def _add(session: Session, present: Present, item: AgendaItem, **whom: object) -> bool:
    values = {"id": uuid.uuid4(), "municipality_id": item.municipality_id, "item_id": item.id, "state": PLANNED}
    values |= {"invited_by": present.staff_id, "due_at": due_at(session, present.place), **whom}
    added = insert(AgendaInvitation).values(**values).on_conflict_do_nothing().returning(AgendaInvitation.id)
    return session.scalar(added) is not None


def _lock_coming(session: Session, number: int, now: datetime) -> AgendaItem:
    item = lock_item(session, number)
    if item.status == "afgelast" or item.ends_at <= now:
        raise NotPossible("agenda: over")
    return item
