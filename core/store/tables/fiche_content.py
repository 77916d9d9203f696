"""What a fiche holds beside its words: examples, figures, references, scores, what carries it, and its public text."""

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Json, Moment, Now, RandomId, Serial, Tenant

EXAMPLE, FIGURE = "voorbeeld", "cijfer"
JUDGED = ("impact", "urgentie", "haalbaarheid")
PUBLIC_STATES = ("ontwerp", "voorgesteld", "goedgekeurd")
MERGED, SPLIT = "samengevoegd", "gesplitst"

# The state of a public text that anybody may read.
APPROVED = "goedgekeurd"


class FicheItem(Base, kw_only=True):
    """An example, or a figure with its source and the day it is of."""

    __tablename__ = "fiche_item"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    municipality_id: Mapped[Tenant]
    fiche_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("fiche.id", ondelete="CASCADE"))
    kind: Mapped[str]
    text: Mapped[str]
    source: Mapped[str | None] = mapped_column(default=None)
    dated: Mapped[date | None] = mapped_column(Date, default=None)
    staff_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (
        CheckConstraint("kind in ('voorbeeld', 'cijfer')", name="kind"),
        CheckConstraint("kind = 'voorbeeld' or (source is not null and dated is not null)", name="figure"),
        Index("ix_fiche_item_fiche_id", "fiche_id", "at"),
    )


class FicheReference(Base, kw_only=True):
    """Two fiches that name each other; the pair is kept once, the fiche with the lower id first."""

    __tablename__ = "fiche_reference"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    one_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("fiche.id", ondelete="CASCADE"))
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("fiche.id", ondelete="CASCADE"))

    __table_args__ = (
        UniqueConstraint("one_id", "other_id"),
        CheckConstraint("one_id < other_id", name="order"),
        Index("ix_fiche_reference_other_id", "other_id"),
    )


class FicheScore(Base, kw_only=True):
    """What somebody gave a fiche for one of JUDGED, 1 to 5; append-only, the last one holds."""

    __tablename__ = "fiche_score"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    fiche_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("fiche.id", ondelete="CASCADE"))
    kind: Mapped[str]
    value: Mapped[int]
    note: Mapped[str | None] = mapped_column(default=None)
    staff_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (
        CheckConstraint("kind in ('impact', 'urgentie', 'haalbaarheid')", name="kind"),
        CheckConstraint("value between 1 and 5", name="value"),
        Index("ix_fiche_score_fiche_id", "fiche_id", "kind", "id"),
    )


class FicheSupport(Base, kw_only=True):
    """A sentence of a fiche's description that a signal carries; `sentence` is the digest of its words."""

    __tablename__ = "fiche_support"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    fiche_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("fiche.id", ondelete="CASCADE"))
    signal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("signal.id", ondelete="CASCADE"))
    sentence: Mapped[str]
    staff_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (
        UniqueConstraint("fiche_id", "sentence", "signal_id"),
        Index("ix_fiche_support_signal_id", "signal_id"),
    )


class PublicText(Base, kw_only=True):
    """What the public may read of a fiche, once it is approved; the last approved words are also in the journal."""

    __tablename__ = "public_text"

    fiche_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("fiche.id", ondelete="CASCADE"), primary_key=True)
    municipality_id: Mapped[Tenant]
    title: Mapped[str]
    text: Mapped[str]
    state: Mapped[str] = mapped_column(default="ontwerp")
    version: Mapped[int] = mapped_column(default=1)
    staff_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (
        CheckConstraint("state in ('ontwerp', 'voorgesteld', 'goedgekeurd')", name="state"),
        Index("ix_public_text_state", "municipality_id", "state"),
    )


class FicheShift(Base, kw_only=True):
    """Signals that went from one fiche to another, because the two were merged or the first was split.

    `links`: the rows of fiche_signal that this `closed` and `made`, and the `actions` that went along, so
    that undoing restores exactly these.
    """

    __tablename__ = "fiche_shift"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    kind: Mapped[str]
    from_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("fiche.id", ondelete="CASCADE"))
    to_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("fiche.id", ondelete="CASCADE"))
    links: Mapped[Json] = mapped_column(default_factory=dict)
    staff_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    at: Mapped[Now] = mapped_column(init=False)
    undone_at: Mapped[Moment | None] = mapped_column(default=None)

    __table_args__ = (
        CheckConstraint("kind in ('samengevoegd', 'gesplitst')", name="kind"),
        CheckConstraint("from_id <> to_id", name="two"),
        Index("ix_fiche_shift_from_id", "from_id"),
        Index("ix_fiche_shift_to_id", "to_id"),
    )
