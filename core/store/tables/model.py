"""What the machine made of signals: its proposal for each, and the groups that it sees among them."""

import uuid

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Json, Keys, Moment, Now, RandomId, Tenant

WAITING, MADE, SKIPPED = "waiting", "made", "skipped"


class Proposal(Base, kw_only=True):
    """What a model proposes for a signal, kept apart from the labels that hold.

    A trigger of the database makes a row wait whenever a signal's words are new or changed, and deletes it when they
    are gone: so a vector never outlives its words. `taken_at`: a worker has it in hand since then. `vector`: float16,
    of length one, of the model named in `model`. `surest`: the confidence of the best theme, 0 to 1.
    """

    __tablename__ = "proposal"

    signal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("signal.id", ondelete="CASCADE"), primary_key=True)
    municipality_id: Mapped[Tenant]
    state: Mapped[str] = mapped_column(default=WAITING)
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    taken_at: Mapped[Moment | None] = mapped_column(default=None)
    made_at: Mapped[Moment | None] = mapped_column(default=None)
    model: Mapped[str | None] = mapped_column(default=None)
    surest: Mapped[float | None] = mapped_column(default=None)
    content: Mapped[Json] = mapped_column(default_factory=dict)
    vector: Mapped[bytes | None] = mapped_column(default=None, deferred=True)

    __table_args__ = (
        CheckConstraint(f"state in ('{WAITING}', '{MADE}', '{SKIPPED}')", name="state"),
        Index("ix_proposal_waiting", "municipality_id", "signal_id", postgresql_where="state = 'waiting'"),
        Index("ix_proposal_municipality_id", "municipality_id", "state"),
        Index("ix_proposal_surest", "municipality_id", "surest", "signal_id"),
    )


class Cluster(Base, kw_only=True):
    """Signals that seem to tell of one problem and stand in no fiche yet, as last seen at night.

    `id` stays while most of its signals stay. `words`: those that set it apart.
    """

    __tablename__ = "cluster"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    municipality_id: Mapped[Tenant]
    made_at: Mapped[Now] = mapped_column(init=False)
    theme: Mapped[str | None] = mapped_column(default=None)
    words: Mapped[Keys] = mapped_column(default_factory=list)
    signals: Mapped[list[uuid.UUID]] = mapped_column(ARRAY(Uuid), default_factory=list)
    organisations: Mapped[int] = mapped_column(default=0)
    first_at: Mapped[Moment | None] = mapped_column(default=None)
    last_at: Mapped[Moment | None] = mapped_column(default=None)

    __table_args__ = (Index("ix_cluster_municipality_id", "municipality_id"),)
