"""A preview: what would be sent at the next slot and to whom, by a name that says nothing; and why someone got one."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotFound
from core.feedback.digest_finding import find_due, next_reporters, read_when
from core.feedback.digest_model import Digest
from core.feedback.runs import READ
from core.feedback.schedule import next_slot
from core.feedback.schedules import read_schedule
from core.feedback.sending import BLOCK
from core.municipalities import Place
from core.people.sessions import Present
from core.store.tables import DigestRun, DigestSent, Fiche, Journal, Told


@dataclass(frozen=True, slots=True)
class Previewed:
    """A digest that somebody would get. `handle` stands for her; `way`: mail or telegram, or why it cannot go out."""

    handle: str
    digest: Digest
    way: str
    reaches: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What a digest told: what happened (as the journal calls it) to which fiche."""

    what: str
    fiche: int
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Why:
    """Why somebody got a digest: which run, what kind, and all it told; nothing of who she is."""

    kind: str
    made_at: datetime
    slot: datetime | None
    told: tuple[Said, ...]


def coming_slot(session: Session, at: datetime) -> datetime:
    """Give the next slot of the bound municipality."""
    return next_slot(read_schedule(session), at)


def preview_run(
    session: Session, place: Place, at: datetime, slot: datetime | None = None, *, most: int | None = None
) -> Iterator[Previewed]:
    """Compose what would be sent if a slot (default: the next) were now, block by block; nothing is written."""
    slot = slot or coming_slot(session, at)
    when = read_when(session, at, slot)
    after: uuid.UUID | None = None
    given = 0
    while reporters := next_reporters(session, after, BLOCK, lock=False):
        _, due = find_due(session, place, reporters, when)
        for one in due:
            reaches = not isinstance(one.way, str)
            yield Previewed(
                make_handle(one.reader.id), one.digest, one.way if isinstance(one.way, str) else one.way.kind, reaches
            )
            given += 1
            if given == most:
                return
        after = reporters[-1].id


def preview(session: Session, context: Context, present: Present, most: int = 50) -> tuple[Previewed, ...]:
    """Preview the next run, at most so many digests, for who may see that."""
    present.must(READ)
    return tuple(preview_run(session, present.place, context.clock(), most=most))


def explain(session: Session, present: Present, letter_id: uuid.UUID) -> Why:
    """Say why somebody got a letter. NotFound for one that is no digest (any more)."""
    present.must(READ)
    found = session.execute(
        select(DigestSent, DigestRun.slot)
        .outerjoin(DigestRun, DigestRun.id == DigestSent.run_id)
        .where(DigestSent.letter_id == letter_id)
    ).one_or_none()
    if found is None:
        raise NotFound("letter")
    sent, slot = found
    rows = session.execute(
        select(Journal.what, Journal.at, Fiche.number, Fiche.title)
        .join(Told, Told.entry_id == Journal.id)
        .join(Fiche, Fiche.id == Journal.fiche_id)
        .where(Told.letter_id == letter_id)
        .order_by(Fiche.number, Journal.id)
    )
    told = tuple(Said(row.what, row.number, row.title, row.at) for row in rows)
    return Why(sent.kind, sent.made_at, slot, told)


def make_handle(reporter_id: uuid.UUID) -> str:
    """Give a short name that stands for a reporter and leads nowhere."""
    return blake2b(reporter_id.bytes, digest_size=4, person=b"signaal digest").hexdigest()
