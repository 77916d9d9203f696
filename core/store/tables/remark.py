"""What reporters write back to letters that asked nothing."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Moment, Now, RandomId, Tenant

REMARK_STATES = ("open", "antwoord", "gedaan")


class Remark(Base, kw_only=True):
    """A question or remark of a reporter for the processor, screened; or, with `signal_id`, words new to that signal.

    `state`: open, antwoord (`answer` goes to her with the next round of telling; `why`: no way leads to her), gedaan.
    The words of both go as soon as nobody waits for them.
    """

    __tablename__ = "remark"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    municipality_id: Mapped[Tenant]
    reporter_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reporter.id", ondelete="CASCADE"))
    signal_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("signal.id", ondelete="CASCADE"), default=None)
    channel: Mapped[str]
    text: Mapped[str] = mapped_column(default="", server_default="")
    state: Mapped[str] = mapped_column(default="open")
    answer: Mapped[str | None] = mapped_column(default=None)
    why: Mapped[str | None] = mapped_column(default=None)
    staff_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    letter_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("letter.id", ondelete="SET NULL"), default=None)
    said_at: Mapped[Now] = mapped_column(init=False)
    done_at: Mapped[Moment | None] = mapped_column(default=None)

    __table_args__ = (
        CheckConstraint(f"state in ({', '.join(repr(state) for state in REMARK_STATES)})", name="state"),
        Index("ix_remark_reporter_id", "reporter_id"),
        Index("ix_remark_signal_id", "signal_id"),
        Index("ix_remark_letter_id", "letter_id"),
        Index("ix_remark_waits", "municipality_id", "said_at", postgresql_where="state <> 'gedaan'"),
    )
