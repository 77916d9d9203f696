"""Undoing an import: its signals go, block by block; those that somebody worked on stay, and are listed."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from core.context import Context
from core.importing.keeping import BACK, UNDONE, erase_file
from core.review.decision import DECIDED, SAME
from core.store.tables import Conversation, FicheSignal, ImportRow, ImportRun, Journal, Signal

_BLOCK = 200
# Looking at a signal is no work on it.
_LOOKED = ("received", "opened")


@dataclass(frozen=True, slots=True)
class Stayed:
    """A signal of an import that was undone, which stayed because somebody worked on it."""

    id: uuid.UUID
    number: int
    status: str


def undo_block(session: Session, context: Context, import_id: int) -> bool:
    """Undo the next block; False when there is none, or somebody else is at it.

    A signal that goes leaves its delivery and its conversation, so that the sum of what was received goes on adding up.
    Its row is forgotten: the same file can be put in anew, read in another way.
    """
    locked = select(ImportRun).where(ImportRun.id == import_id, ImportRun.state == BACK)
    run = session.scalar(locked.with_for_update(skip_locked=True))
    if run is None:
        return False
    rows = select(ImportRow.key, ImportRow.signal_id).where(ImportRow.import_id == run.id, ~ImportRow.stays)
    block = session.execute(rows.order_by(ImportRow.key).limit(_BLOCK)).all()
    if not block:
        erase_file(session, run)
        run.state, run.done_at = UNDONE, context.clock()
        session.flush()
        return False
    ids = [row.signal_id for row in block if row.signal_id is not None]
    # Who is deciding about one goes first, and it stays; who comes later finds it gone.
    session.execute(select(Signal.id).where(Signal.id.in_(ids)).order_by(Signal.id).with_for_update())
    worked = find_worked_on(session, ids)
    _set(session, [row.key for row in block if row.signal_id in worked])
    going = [one for one in ids if one not in worked]
    threads = Conversation.id.in_(select(Signal.conversation_id).where(Signal.id.in_(going)))
    quietly = {"synchronize_session": False}
    session.execute(
        update(Conversation).where(threads).values(state="erased", contact_id=None).execution_options(**quietly)
    )
    gone = [row.key for row in block if row.signal_id not in worked]
    session.execute(delete(ImportRow).where(ImportRow.key.in_(gone)).execution_options(**quietly))
    session.execute(delete(Signal).where(Signal.id.in_(going)).execution_options(**quietly))
    return True


def find_worked_on(session: Session, ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Find the signals that somebody did something with: decided, labelled, hid, asked, split, or named as the same."""
    acts = select(Journal.signal_id).where(
        Journal.signal_id.in_(ids), Journal.actor == "staff", Journal.what.not_in(_LOOKED)
    )
    carries = select(FicheSignal.signal_id).where(FicheSignal.signal_id.in_(ids))
    parts = select(Signal.part_of).where(Signal.part_of.in_(ids))
    named = (
        select(Signal.id)
        .join(Journal, Journal.details["same_as"].as_integer() == Signal.number)
        .where(Signal.id.in_(ids), Journal.what == DECIDED, Journal.details["to"].as_string() == SAME)
    )
    moved = select(Signal.id).where(Signal.id.in_(ids), or_(Signal.status.not_in(("nieuw", "in-nazicht"))))
    found = set[uuid.UUID]()
    for one in (acts, carries, parts, named, moved):
        found |= {id_ for id_ in session.scalars(one) if id_ is not None}
    return found


def list_stayed(session: Session, import_id: int, most: int = 500) -> Sequence[Stayed]:
    """List the signals that stayed, by number."""
    columns = select(Signal.id, Signal.number, Signal.status).join(ImportRow, ImportRow.signal_id == Signal.id)
    rows = session.execute(
        columns.where(ImportRow.import_id == import_id, ImportRow.stays).order_by(Signal.number).limit(most)
    )
    return tuple(Stayed(row.id, row.number, row.status) for row in rows)


def _set(session: Session, keys: Collection[bytes]) -> None:
    stays = update(ImportRow).where(ImportRow.key.in_(keys)).values(stays=True)
    session.execute(stays.execution_options(synchronize_session=False))
