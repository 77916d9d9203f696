"""Batches: signals that wait are taken in blocks, read by the model, and get their proposal stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import func, or_, select, update

from core.classify.describe import describe
from core.classify.model import Model
from core.classify.model import Proposal as Proposed
from core.context import Context
from core.log import describe_error
from core.municipalities import Place, read_municipality
from core.store.tables import Proposal, Signal
from core.store.tables.model import MADE, SKIPPED, WAITING
from core.store.tables.signal import ONLY_WEIGHT

log = structlog.get_logger()

BLOCK = 64
# A block that was taken so long ago belonged to a worker that died; a text that was in hand so often breaks the model.
_GIVEN_UP, _MOST_TRIES = timedelta(minutes=2), 3


@dataclass(frozen=True, slots=True)
class Taken:
    """A block in hand: texts by signal, taken at a moment that no other block of theirs shares."""

    at: datetime
    texts: tuple[tuple[UUID, str], ...]


def list_waiting(context: Context) -> list[int]:
    """List the municipalities in which signals wait, by id."""
    with context.store.clock() as session:
        waiting = select(Proposal.municipality_id).where(Proposal.state == WAITING).distinct()
        return sorted(session.scalars(waiting))


def read_place(context: Context, municipality_id: int) -> Place:
    """Read a municipality with what it set."""
    with context.store.tenant(municipality_id) as session:
        return read_municipality(session, municipality_id)


def propose_block(context: Context, municipality_id: int, model: Model) -> int:
    """Take a block of a municipality, read it and store what was proposed; gives how many were in hand.

    The model works outside any transaction. Words that changed meanwhile wait again, and what was made of the old ones
    is dropped; a text that the model cannot read is marked and skipped, as one that says no more than that its reporter
    sees what a public fiche tells.
    """
    taken = take_block(context, municipality_id, model.name)
    if not taken.texts:
        return 0
    made = _read(model, [text for _id, text in taken.texts])
    with context.store.tenant(municipality_id) as session:
        for (signal_id, _text), found in zip(taken.texts, made, strict=True):
            session.execute(
                update(Proposal)
                .where(Proposal.signal_id == signal_id, Proposal.taken_at == taken.at, Proposal.state == WAITING)
                .values(found)
            )
    return len(taken.texts)


def take_block(context: Context, municipality_id: int, model: str) -> Taken:
    """Take the signals that wait longest, so that no other worker has them; who dies with them loses nothing."""
    at = context.clock()
    with context.store.tenant(municipality_id) as session:
        free = or_(Proposal.taken_at.is_(None), Proposal.taken_at < at - _GIVEN_UP)
        rows = session.execute(
            select(Proposal.signal_id, Proposal.tries, Signal.text, Signal.flags)
            .join(Signal, Signal.id == Proposal.signal_id)
            .where(Proposal.state == WAITING, free)
            .order_by(Signal.received_at, Proposal.signal_id)
            .limit(BLOCK)
            .with_for_update(of=Proposal, skip_locked=True)
        ).all()
        broken = [row.signal_id for row in rows if row.tries >= _MOST_TRIES]
        silent = [row.signal_id for row in rows if ONLY_WEIGHT in row.flags]
        if broken or silent:
            skipped = {"state": SKIPPED, "taken_at": None, "model": model}
            session.execute(update(Proposal).where(Proposal.signal_id.in_([*broken, *silent])).values(skipped))
        if broken:
            log.warning("texts skipped", municipality=municipality_id, count=len(broken))
        kept = [row for row in rows if row.signal_id not in {*broken, *silent}]
        session.execute(
            update(Proposal)
            .where(Proposal.signal_id.in_([row.signal_id for row in kept]))
            .values(taken_at=at, tries=Proposal.tries + 1)
        )
        return Taken(at, tuple((row.signal_id, row.text) for row in kept))


def renew(context: Context, municipality_id: int, model: Model) -> int:
    """Let wait again what another model proposed or skipped; gives how many. What was proposed stays until then."""
    with context.store.tenant(municipality_id) as session:
        stale = (
            Proposal.municipality_id == municipality_id,
            Proposal.state != WAITING,
            Proposal.model.is_distinct_from(model.name),
        )
        count = session.scalar(select(func.count()).select_from(Proposal).where(*stale)) or 0
        if count:
            session.execute(update(Proposal).where(*stale).values(state=WAITING, tries=0, taken_at=None))
        return count


def _store(model: Model, text: str, proposal: Proposed) -> dict[str, object]:
    return {
        "state": MADE,
        "taken_at": None,
        "made_at": func.now(),
        "model": model.name,
        "surest": proposal.themes[0].confidence,
        "content": describe(model, text, proposal),
        "vector": proposal.vector.tobytes(),
    }


def _read(model: Model, texts: Sequence[str]) -> list[dict[str, object]]:
    """Read texts together; when that fails one by one, to find the one that it fails for."""
    try:
        return [_store(model, text, proposal) for text, proposal in zip(texts, model.propose(texts), strict=True)]
    except Exception as error:  # noqa: BLE001 # whatever the runtime raises: one text must not stop the others
        if len(texts) > 1:
            return [_read(model, [text])[0] for text in texts]
        log.warning("text skipped", **describe_error(error))
        return [{"state": SKIPPED, "taken_at": None, "model": model.name}]
