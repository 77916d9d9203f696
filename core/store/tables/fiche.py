"""Fiches: what several signals tell together, and which signals carry each."""

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, Computed, Date, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Keys, Moment, Now, RandomId, Serial, Tenant

FICHE_STATES = ("ontwerp", "getoetst", "geprioriteerd", "geparkeerd", "in-actie", "bovenlokaal", "afgerond")
# Done with: nothing is put in it any more.
CLOSED = "afgerond"
# Who pulls: a colleague who was asked and answers, or someone outside the panel, of whom a note says what was agreed.
ASKED, ACCEPTED, DECLINED, OUTSIDE = "gevraagd", "aanvaard", "geweigerd", "buiten"
OUTCOMES = ("opgelost", "verbeterd", "deels", "niet-haalbaar", "overgenomen")


class Fiche(Base, kw_only=True):
    """One problem, told by signals; `number` counts within its municipality.

    `version` grows with each change of its words or state. `puller`: who follows it up, a function or an organisation;
    `puller_id`: her account, where she has one: it is then her own fiche. `puller_answer` is one of ASKED, ACCEPTED,
    DECLINED and OUTSIDE.
    `follows`: its labels are those of its signals; a person who sets them by hand ends that. `predecessor_id`: the
    closed fiche about the same problem, that has come back. `merged_into_id`: the fiche that took its signals over.
    `review_on`: when a parked fiche is looked at again. `outcome` and `told`: what came of it, once it is closed.
    """

    __tablename__ = "fiche"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    municipality_id: Mapped[Tenant]
    number: Mapped[int]
    title: Mapped[str]
    former_titles: Mapped[Keys] = mapped_column(default_factory=list)
    description: Mapped[str] = mapped_column(default="", server_default="")
    themes: Mapped[Keys] = mapped_column(default_factory=list)
    target_groups: Mapped[Keys] = mapped_column(default_factory=list)
    kinds: Mapped[Keys] = mapped_column(default_factory=list)
    levels: Mapped[Keys] = mapped_column(default_factory=list)
    rights: Mapped[Keys] = mapped_column(default_factory=list)
    follows: Mapped[bool] = mapped_column(default=True, server_default="true")
    predecessor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("fiche.id", ondelete="SET NULL"), default=None)
    merged_into_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("fiche.id", ondelete="SET NULL"), default=None)
    status: Mapped[str] = mapped_column(default="ontwerp")
    puller: Mapped[str | None] = mapped_column(default=None)
    puller_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"), default=None)
    puller_answer: Mapped[str | None] = mapped_column(default=None)
    puller_note: Mapped[str | None] = mapped_column(default=None)
    review_on: Mapped[date | None] = mapped_column(Date, default=None)
    outcome: Mapped[str | None] = mapped_column(default=None)
    told: Mapped[str | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[Now] = mapped_column(init=False)
    changed_at: Mapped[Now] = mapped_column(init=False)
    search: Mapped[str] = mapped_column(
        TSVECTOR,
        Computed("to_tsvector('dutch', fold_dutch(title || ' ' || description))", persisted=True),
        init=False,
        deferred=True,
    )

    __table_args__ = (
        UniqueConstraint("municipality_id", "number"),
        CheckConstraint(f"status in ({', '.join(repr(state) for state in FICHE_STATES)})", name="status"),
        CheckConstraint(f"outcome in ({', '.join(repr(outcome) for outcome in OUTCOMES)})", name="outcome"),
        CheckConstraint("(status = 'afgerond') = (outcome is not null)", name="closed"),
        CheckConstraint("puller_answer in ('gevraagd', 'aanvaard', 'geweigerd', 'buiten')", name="puller_answer"),
        CheckConstraint("merged_into_id <> id", name="merged_into"),
        Index("ix_fiche_status", "municipality_id", "status", "number"),
        Index("ix_fiche_puller_id", "puller_id", "number", postgresql_where="puller_id is not null"),
        Index("ix_fiche_predecessor_id", "predecessor_id", postgresql_where="predecessor_id is not null"),
        Index("ix_fiche_merged_into_id", "merged_into_id", postgresql_where="merged_into_id is not null"),
    )


class FicheSignal(Base, kw_only=True):
    """A signal that carries a fiche since a moment; a signal may carry several. Taken out again: `released_at`."""

    __tablename__ = "fiche_signal"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    fiche_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("fiche.id", ondelete="CASCADE"))
    signal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("signal.id", ondelete="CASCADE"))
    since: Mapped[Now] = mapped_column(init=False)
    staff_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    released_at: Mapped[Moment | None] = mapped_column(default=None)

    __table_args__ = (
        Index("ix_fiche_signal_carries", "fiche_id", "signal_id", unique=True, postgresql_where="released_at is null"),
        Index("ix_fiche_signal_signal_id", "signal_id"),
    )
