"""Runs: one sending of a municipality's digests, begun once for each slot, and taken up where it stopped."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.feedback.sending import BUSY, send_run
from core.feedback.telling import note_letters
from core.feedback.writing import Post
from core.municipalities import Place
from core.store.tables import DigestRun


def send_digests(post: Post, slot: datetime | None = None) -> int:
    """Send the digests of a slot, and go on with what stopped half-way; returns how many letters that were.

    Safe to repeat, and on any number of nodes.
    """
    with post.context.store.tenant(post.place.id) as session:
        if slot is not None:
            begin_run(session, post.place, slot)
        # What failed by now is told again.
        note_letters(session, post.context.clock())
        open_ = list(session.scalars(select(DigestRun.id).where(DigestRun.state == BUSY).order_by(DigestRun.slot)))
    return sum(send_run(post, run) for run in open_)


def begin_run(session: Session, place: Place, slot: datetime) -> bool:
    """Begin the run for a slot; False when that was done before."""
    begun = insert(DigestRun).values(municipality_id=place.id, slot=slot, state=BUSY)
    return session.scalar(begun.on_conflict_do_nothing().returning(DigestRun.id)) is not None
