"""Releases: counts that were let go to others, and that never change after."""

import uuid

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Json, Now, Serial, Tenant


class Release(Base, kw_only=True):
    """Signals by the keys of a facet, in a quarter (`2026-k3`) or a year (`2026`), as a person released them.

    `cells`: by key how many, and whether that is shown; `*` is the sum. What is hidden is kept, because what is
    released later must not give it away.
    """

    __tablename__ = "release"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    facet: Mapped[str]
    period: Mapped[str]
    cells: Mapped[Json] = mapped_column(default_factory=dict)
    staff_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    made_at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (
        UniqueConstraint("municipality_id", "facet", "period"),
        Index("ix_release_municipality_id", "municipality_id", "period"),
    )
