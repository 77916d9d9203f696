"""Letters of a meeting: who is invited gets an invitation, and hears when the day moves or is called off; each once."""

import hashlib
import uuid
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.agenda.letter_words import INVITED, KIND, MOVED, OFF, word_invitation
from core.context import Context
from core.feedback.one_by_one import do_each
from core.feedback.planning import CANNOT, FAILED, PLANNED, QUEUED, SENT, WITHDRAWN
from core.feedback.reaching import NO_ADDRESS, STOPPED, UNKNOWN, Way, find_way, paused_until
from core.feedback.refusing import has_refused, refuse_page
from core.feedback.telling import LOOKED_AFTER
from core.feedback.writing import Message, Post, write_letter
from core.intake.accept import find_door
from core.intake.letters import Envelope, queue_letters
from core.intake.rooms import Heard, Said
from core.privacy.keys import Place as SealedPlace
from core.store.tables import AgendaFiche, AgendaInvitation, AgendaItem, FicheSignal, Letter, Signal

_MAIL, _CALLED_OFF = "mail", "afgelast"
_VENUE = 16  # characters of the digest of a place


def address_place(row: AgendaInvitation) -> SealedPlace:
    """Say where a guest's address is sealed."""
    return SealedPlace(row.municipality_id, str(row.id), "agenda_invitation.address")


def send_invitations(post: Post) -> int:
    """Write the letters that are due, and note what became of earlier ones; each in a commit; returns how many."""
    now = post.context.clock()
    with post.context.store.tenant(post.place.id) as session:
        _note_letters(session, now)
        open_ = (AgendaInvitation.state == PLANNED, AgendaInvitation.due_at <= now)
        due = list(session.scalars(select(AgendaInvitation.id).where(*open_).order_by(AgendaInvitation.due_at)))
    return do_each(post, due, lambda session, row: _send(session, post, row, now), "inviting failed")


def describe(item: AgendaItem) -> str:
    """Write when and where an item is, or that it is called off, as what a letter said is remembered: no words."""
    if item.status == _CALLED_OFF:
        return _CALLED_OFF
    venue = hashlib.sha256(item.venue.encode()).hexdigest()[:_VENUE]
    return f"{item.starts_at.astimezone(UTC).isoformat()}|{item.ends_at.astimezone(UTC).isoformat()}|{venue}"


def _note_letters(session: Session, now: datetime) -> None:
    open_ = (
        AgendaInvitation.state.in_((QUEUED, FAILED)),
        AgendaInvitation.due_at > now - LOOKED_AFTER,
        AgendaInvitation.letter_id == Letter.id,
    )
    for states, values in (
        (("sent",), {"state": SENT, "why": None, "done_at": Letter.sent_at}),
        (("failed", "dropped"), {"state": FAILED, "why": Letter.reason}),
        (("queued", "sending"), {"state": QUEUED, "why": None}),
    ):
        noted = update(AgendaInvitation).where(*open_, Letter.state.in_(states)).values(values)
        session.execute(noted.execution_options(synchronize_session=False))


def _send(session: Session, post: Post, invitation_id: uuid.UUID, now: datetime) -> bool:
    waiting = select(AgendaInvitation).where(AgendaInvitation.id == invitation_id, AgendaInvitation.state == PLANNED)
    row = session.scalar(waiting.where(AgendaInvitation.due_at <= now).with_for_update(skip_locked=True))
    if row is None:
        return False
    item = session.get_one(AgendaItem, row.item_id)
    stands = describe(item)
    if item.ends_at <= now or row.told == stands or (not row.told and stands == _CALLED_OFF):
        row.state = (QUEUED if row.letter_id else SENT) if row.told else WITHDRAWN
        return False
    until = paused_until(session, row.reporter_id, now)
    if until is not None:
        row.due_at = until
        return False
    way = _find_way(session, post.context, item, row)
    if isinstance(way, str):
        row.state, row.why = CANNOT, way
        return False
    what = OFF if stands == _CALLED_OFF else (MOVED if row.told else INVITED)
    message = word_invitation(session, post, row, item, what, way)
    letter = write_letter(session, post, *way, message) if way else _write_guest(session, post, row, message)
    if letter is None:
        return False  # another node has the room for it
    if what == MOVED and row.told.split("|")[:2] != stands.split("|")[:2]:
        row.answer = row.answered_at = None  # it was said of another day
    row.told_before, row.told = row.told, stands
    row.state, row.letter_id = QUEUED, letter
    return True


def _find_way(
    session: Session, context: Context, item: AgendaItem, row: AgendaInvitation
) -> tuple[Way, Signal] | str | None:
    """Find the way to a reporter and the signal for which she is written to; None: a guest, who has her address."""
    if row.reporter_id is None:
        if row.address is None:
            return NO_ADDRESS
        return STOPPED if has_refused(session, context, _open_address(context, row)) else None
    here = (
        select(FicheSignal.id)
        .join(AgendaFiche, AgendaFiche.fiche_id == FicheSignal.fiche_id)
        .where(AgendaFiche.item_id == item.id, FicheSignal.signal_id == Signal.id, FicheSignal.released_at.is_(None))
    )
    hers = select(Signal).where(Signal.reporter_id == row.reporter_id, Signal.status != "ingetrokken")
    why = UNKNOWN
    for signal in session.scalars(hers.order_by(here.exists().desc(), Signal.number)):
        way = find_way(session, signal)
        if isinstance(way, Way):
            return way, signal
        why = way
    return why


def _open_address(context: Context, row: AgendaInvitation) -> str:
    return context.keys.open(row.address or b"", address_place(row)).decode()


def _write_guest(session: Session, post: Post, row: AgendaInvitation, message: Message) -> uuid.UUID | None:
    """Queue a letter to an address that is no reporter's, and give its id; None when this process writes no mail."""
    room, context = post.rooms.get(_MAIL), post.context
    if room is None or row.address is None:
        return None
    address = _open_address(context, row)
    facts: dict[str, object] = {"subject": message.subject, "guest": refuse_page(context, post.place.id, address)}
    facts |= {"links": message.links, "calendar": message.calendar}
    bodies = room.tell(Said(message.notices, Heard(address=address), place=post.place, facts=facts))
    envelope = Envelope(find_door(session, _MAIL).id, context.keys.lookup(_MAIL, address), post.place.id, KIND)
    queue_letters(session, context, envelope, bodies)
    mine = select(Letter.id).where(Letter.door_id == envelope.door_id, Letter.lookup == envelope.lookup)
    return session.scalar(mine.where(Letter.kind == KIND).order_by(Letter.seq.desc()).limit(1))
