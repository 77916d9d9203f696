"""What got stuck, and trying it again: deliveries set aside, failed jobs, letters that could not be delivered."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, select, text, update
from sqlalchemy.orm import Session

from core.intake.accept import ARRIVED
from core.intake.letters import retry_letter
from core.intake.mailing import PERSON
from core.intake.post import DOUBTFUL, KEPT
from core.people.audit import note
from core.people.sessions import Present
from core.review.held import waits
from core.store.tables import Door, Intake, Letter

# Queues a failed job of the bound municipality again; False when there is no such job (`core.work.retry_job`).
RetryJob = Callable[[Session, int], bool]

# A mail that looked like a program's, and was one, a person says.
DROPPED = "mail-dropped"

_DELAYED = timedelta(hours=1)
_JOBS = text(
    "select job.id, job.task_name, job.attempts,"
    " (select max(event.at) from procrastinate_events event where event.job_id = job.id) as at"
    " from procrastinate_jobs job where job.status = 'failed' order by job.id desc limit :most"
)


@dataclass(frozen=True, slots=True)
class Shunted:
    """A delivery that was kept and not understood: never its content. `reason` names the error.

    `doubtful`: it was understood, and looks like a program's mail.
    """

    id: int
    door: str
    at: datetime
    reason: str
    tries: int
    retryable: bool

    @property
    def doubtful(self) -> bool:
        """Tell whether a person has to say what this is."""
        return self.reason in KEPT

    @property
    def automatic(self) -> bool:
        """Tell whether it looked like a program's mail."""
        return self.reason == DOUBTFUL


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that failed for good."""

    id: int
    task: str
    at: datetime | None
    tries: int


@dataclass(frozen=True, slots=True)
class FailedLetter:
    """A message that could not be delivered; `retryable`: its content is still there (not once it was sent)."""

    id: uuid.UUID
    door: str
    at: datetime
    reason: str
    tries: int
    retryable: bool


@dataclass(frozen=True, slots=True)
class Stuck:
    """The counts of what got stuck in the bound municipality; `held`: answers that wait for a decision."""

    shunted: int
    jobs: int
    letters: int
    held: int = 0

    @property
    def all(self) -> int:
        """Count everything that someone has to look at."""
        return self.shunted + self.jobs + self.letters + self.held


def count_stuck(session: Session) -> Stuck:
    """Count what got stuck."""
    jobs = session.scalar(text("select count(*) from procrastinate_jobs where status = 'failed'"))
    failed = select(func.count(), func.count().filter(waits())).where(Letter.state == "failed")
    letters, held = session.execute(failed).one()
    shunted = session.scalar(select(func.count()).where(Intake.state == "shunted")) or 0
    return Stuck(shunted, int(jobs or 0), letters - held, held)


def list_shunted(session: Session, most: int = 50) -> tuple[Shunted, ...]:
    """List deliveries that were set aside because something went wrong, the newest first."""
    columns = select(Intake.id, Door.kind, Intake.received_at, Intake.reason, Intake.tries, Intake.body.is_not(None))
    aside = columns.join(Door, Door.id == Intake.door_id).where(Intake.state == "shunted")
    return tuple(
        Shunted(id_, door, at, reason or "", tries, retryable)
        for id_, door, at, reason, tries, retryable in session.execute(aside.order_by(Intake.id.desc()).limit(most))
    )


def list_failed_jobs(session: Session, most: int = 50) -> tuple[FailedJob, ...]:
    """List jobs that failed for good, the newest first."""
    return tuple(
        FailedJob(row.id, row.task_name, row.at, row.attempts) for row in session.execute(_JOBS, {"most": most})
    )


def list_failed_letters(session: Session, most: int = 50) -> tuple[FailedLetter, ...]:
    """List letters that could not be delivered, the newest first."""
    columns = select(Letter.id, Door.kind, Letter.queued_at, Letter.reason, Letter.tries, Letter.body.is_not(None))
    failed = columns.join(Door, Door.id == Letter.door_id).where(Letter.state == "failed", ~waits())
    return tuple(
        FailedLetter(id_, door, at, reason or "", tries, retryable)
        for id_, door, at, reason, tries, retryable in session.execute(failed.order_by(Letter.seq.desc()).limit(most))
    )


def count_delayed(session: Session, now: datetime) -> int:
    """Count the letters that were queued over an hour ago and still wait: their relay is away, or says "not now"."""
    delayed = select(func.count()).where(Letter.state == "queued", Letter.queued_at < now - _DELAYED)
    return session.scalar(delayed) or 0


def retry_shunted(session: Session, present: Present, intake_id: int) -> bool:
    """Let a delivery that was set aside wait again; False when there is none, or when its bytes are gone."""
    present.must("work.retry")
    aside = update(Intake).where(Intake.id == intake_id, Intake.state == "shunted", Intake.body.is_not(None))
    # Who takes up what only looked like a program's mail says that a person wrote it.
    reason = case((Intake.reason.in_(KEPT), PERSON))
    again = aside.values(state="waiting", outcome=None, reason=reason, held=False, settled_at=None)
    if session.execute(again.returning(Intake.id)).first() is None:
        return False
    session.execute(select(func.pg_notify(ARRIVED, "")))
    note(session, present.place.id, present.staff_id, "intake.retried", intake_id)
    return True


def drop_doubtful(session: Session, present: Present, intake_id: int | None = None) -> int:
    """Let a kept mail fall, or all that looked like a program's (None): emptied and settled; how many those were."""
    present.must("work.retry")
    kept = update(Intake).where(Intake.state == "shunted", Intake.reason.in_(KEPT))
    which = kept.where(Intake.reason == DOUBTFUL) if intake_id is None else kept.where(Intake.id == intake_id)
    ids = session.scalars(which.values(state="settled", reason=DROPPED, body=None).returning(Intake.id)).all()
    for id_ in ids:
        note(session, present.place.id, present.staff_id, "intake.dropped", id_)
    return len(ids)


def retry_failed_letter(session: Session, present: Present, letter_id: uuid.UUID) -> bool:
    """Queue a failed letter again; False when there is none."""
    present.must("work.retry")
    done = retry_letter(session, letter_id)
    if done:
        note(session, present.place.id, present.staff_id, "letter.retried", letter_id)
    return done


def drop_letter(session: Session, present: Present, letter_id: uuid.UUID) -> bool:
    """Let a letter that failed or is held fall, and empty it; False when there is none."""
    present.must("work.retry")
    failed = update(Letter).where(Letter.id == letter_id, Letter.state == "failed")
    dropped = session.scalar(failed.values(state="dropped", body=None).returning(Letter.id))
    if dropped is None:
        return False
    note(session, present.place.id, present.staff_id, "letter.dropped", letter_id)
    return True


def retry_failed_job(session: Session, present: Present, retry_job: RetryJob, job_id: int) -> bool:
    """Queue a failed job again; False when there is none."""
    present.must("work.retry")
    done = retry_job(session, job_id)
    if done:
        note(session, present.place.id, present.staff_id, "job.retried", job_id)
    return done
