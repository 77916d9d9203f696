"""Runs: one sending of a municipality's digests, begun once for each slot, taken up where it stopped, and paused."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.feedback.digest_finding import read_when
from core.feedback.schedule import turns
from core.feedback.sending import BUSY, DONE, PAUSED, send_run
from core.feedback.telling import note_letters
from core.feedback.writing import Post
from core.municipalities import Place
from core.people.audit import note
from core.people.sessions import Present
from core.store.tables import DigestRun, DigestSent, Editorial, Letter, Reporter

READ, RUN = "digests.read", "digests.run"
# A letter of a run that is paused waits until somebody goes on with it: so far away is never.
_NEVER = timedelta(days=36_500)
_OPEN = (BUSY, PAUSED)


@dataclass(frozen=True, slots=True)
class Run:
    """A run and how far it is: `reporters` of `of` were looked at; of the letters `queued` so many wait, or failed."""

    id: int
    slot: datetime
    state: str
    reporters: int
    of: int
    queued: int
    waits: int
    failed: int
    begun_at: datetime
    done_at: datetime | None


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
    """Begin the run for a slot; False when that was done before.

    The paragraph that waits goes along when it is the turn of the municipality's own rhythm: in the weeks between,
    hardly anybody would read it.
    """
    begun = insert(DigestRun).values(municipality_id=place.id, slot=slot, state=BUSY)
    run_id = session.scalar(begun.on_conflict_do_nothing().returning(DigestRun.id))
    when = read_when(session, slot, slot)
    if run_id is not None and turns(when.schedule.rhythm, when.previous, slot):
        session.execute(update(Editorial).where(Editorial.run_id.is_(None)).values(run_id=run_id))
    return run_id is not None


def pause_run(session: Session, present: Present, run_id: int, at: datetime) -> bool:
    """Pause a run: no more letters are made, and those that did not leave yet wait. False when it is not under way."""
    present.must(RUN)
    run = _lock(session, run_id)
    waiting = _hold(session, run_id, at + _NEVER)
    if run.state != BUSY and not waiting:
        return False
    run.state, run.paused_by = PAUSED, present.staff_id
    session.flush()
    note(session, present.place.id, present.staff_id, "digest.paused", run_id)
    return True


def resume_run(session: Session, present: Present, run_id: int, at: datetime) -> bool:
    """Go on with a run that was paused: the clock takes it up again. False when it was not."""
    present.must(RUN)
    run = _lock(session, run_id)
    if run.state != PAUSED:
        return False
    run.state = DONE if run.done_at is not None else BUSY
    _hold(session, run_id, at)
    session.flush()
    note(session, present.place.id, present.staff_id, "digest.resumed", run_id)
    return True


def list_runs(session: Session, present: Present, most: int = 12) -> tuple[Run, ...]:
    """List the last runs with how far they are, the newest first; in two queries."""
    if not present.may(RUN):
        present.must(READ)
    state = Letter.state
    last = select(DigestRun.id).order_by(DigestRun.slot.desc()).limit(most)
    rows = session.execute(
        select(
            DigestRun,
            func.count(Letter.id).filter(state.in_(("queued", "sending"))).label("waits"),
            func.count(Letter.id).filter(state == "failed").label("failed"),
        )
        .outerjoin(DigestSent, DigestSent.run_id == DigestRun.id)
        .outerjoin(Letter, Letter.id == DigestSent.letter_id)
        .where(DigestRun.id.in_(last))
        .group_by(DigestRun.id)
        .order_by(DigestRun.slot.desc())
    ).all()
    reporters = session.scalar(select(func.count()).select_from(Reporter)) or 0
    return tuple(
        Run(
            run.id,
            run.slot,
            run.state,
            run.reporters,
            max(run.reporters, reporters) if run.done_at is None else run.reporters,
            run.letters,
            waits,
            failed,
            run.begun_at,
            run.done_at,
        )
        for run, waits, failed in rows
    )


def _lock(session: Session, run_id: int) -> DigestRun:
    locked = select(DigestRun).where(DigestRun.id == run_id).with_for_update()
    run = session.scalar(locked.execution_options(populate_existing=True))
    if run is None:
        raise NotFound("digest: run")
    return run


def _hold(session: Session, run_id: int, until: datetime) -> bool:
    """Let the letters of a run that did not leave yet wait until a moment; tells whether there are any."""
    mine = select(DigestSent.letter_id).where(DigestSent.run_id == run_id)
    held = update(Letter).where(Letter.id.in_(mine), Letter.state == "queued").values(not_before=until)
    return bool(session.execute(held.returning(Letter.id).execution_options(synchronize_session=False)).first())
