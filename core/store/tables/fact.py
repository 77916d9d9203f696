"""Facts that are kept: what figures and trends need of each signal, packed by month, and which signals moved since."""

import uuid

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Json, Tenant


class FactMonth(Base, kw_only=True):
    """The facts of the signals that were sent in a month (UTC; since the year 0), as `core.insight.sents` packs them.

    `rows`: a record a signal, of numbers; `words`: the texts that they number. It holds nothing that the signals
    themselves do not, and follows them (see FactMoved).
    """

    __tablename__ = "fact_month"

    municipality_id: Mapped[Tenant] = mapped_column(primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True)
    rows: Mapped[bytes] = mapped_column(default=b"")
    words: Mapped[Json] = mapped_column(default_factory=dict)


class FactMoved(Base, kw_only=True):
    """A signal of which something changed since its facts were packed in a month; triggers of the database write these.

    `moved_in`: the transaction that changed it last, so that a change which comes while facts are read is not lost.
    """

    __tablename__ = "fact_moved"

    signal_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[Tenant]
    moved_in: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index("ix_fact_moved_municipality_id", "municipality_id", "month"),)
