"""What reporters are told of the journal, what they are asked, and fiches that close once they were told."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Moment, Now, RandomId, Serial, Tenant

TOLD_STATES = ("planned", "queued", "sent", "failed", "cannot", "withdrawn")
QUESTION_STATES = ("open", "answered", "settled", "withdrawn")


class Told(Base, kw_only=True):
    """That a reporter is told an entry of the journal: once.

    `state`: planned (its letter is made when it is `due_at`), queued, sent, failed, cannot (no way leads to her),
    withdrawn (what it tells was undone in time). `why`: the reason of the last two but one. `done_at`: handed over.
    """

    __tablename__ = "told"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    reporter_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reporter.id", ondelete="CASCADE"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal.id", ondelete="CASCADE"))
    letter_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("letter.id", ondelete="SET NULL"), default=None)
    state: Mapped[str] = mapped_column(default="planned")
    why: Mapped[str | None] = mapped_column(default=None)
    due_at: Mapped[Now] = mapped_column(init=False)
    done_at: Mapped[Moment | None] = mapped_column(default=None)

    __table_args__ = (
        UniqueConstraint("reporter_id", "entry_id"),
        CheckConstraint(f"state in ({', '.join(repr(state) for state in TOLD_STATES)})", name="state"),
        Index("ix_told_entry_id", "entry_id"),
        Index("ix_told_letter_id", "letter_id"),
        Index("ix_told_sent", "municipality_id", "reporter_id", "entry_id", postgresql_where="state = 'sent'"),
        Index("ix_told_open", "municipality_id", "due_at", postgresql_where="state in ('planned', 'queued', 'failed')"),
    )


class Question(Base, kw_only=True):
    """One question to the reporter of a signal, screened.

    `state`: open, answered (and not looked at by deciding or asking again), settled, withdrawn. `token_hash`: of the
    link and the address with which she answers by mail; there once its letter is made. `why`: why none can be.
    """

    __tablename__ = "question"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    municipality_id: Mapped[Tenant]
    signal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("signal.id", ondelete="CASCADE"))
    reporter_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reporter.id", ondelete="CASCADE"))
    staff_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    text: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    why: Mapped[str | None] = mapped_column(default=None)
    letter_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("letter.id", ondelete="SET NULL"), default=None)
    token_hash: Mapped[bytes | None] = mapped_column(default=None, unique=True)
    asked_at: Mapped[Now] = mapped_column(init=False)
    answered_at: Mapped[Moment | None] = mapped_column(default=None)

    __table_args__ = (
        CheckConstraint(f"state in ({', '.join(repr(state) for state in QUESTION_STATES)})", name="state"),
        Index("uq_question_open", "signal_id", unique=True, postgresql_where="state = 'open'"),
        Index("ix_question_signal_id", "signal_id"),
        Index("ix_question_municipality_id", "municipality_id", "signal_id"),
        Index("ix_question_reporter_id", "reporter_id"),
        Index("ix_question_letter_id", "letter_id"),
        Index("ix_question_answered", "municipality_id", "answered_at", postgresql_where="state = 'answered'"),
        Index("ix_question_unsent", "municipality_id", postgresql_where="state = 'open' and letter_id is null"),
    )


class Closing(Base, kw_only=True):
    """A fiche that somebody closes, while its reporters are being told: what came of it, and the entry that says so."""

    __tablename__ = "closing"

    fiche_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("fiche.id", ondelete="CASCADE"), primary_key=True)
    municipality_id: Mapped[Tenant]
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal.id", ondelete="CASCADE"))
    outcome: Mapped[str]
    told: Mapped[str]
    staff_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    asked_at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (Index("ix_closing_entry_id", "entry_id"), Index("ix_closing_municipality_id", "municipality_id"))
