"""Publications: what each municipality shows in public, and which of them something changed for."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Json, Now, Serial, Tenant


class Publication(Base, kw_only=True):
    """What a municipality shows, as `core.publish.written` writes it; `summary`: what the page of all needs of it."""

    __tablename__ = "publication"

    municipality_id: Mapped[Tenant] = mapped_column(primary_key=True)
    version: Mapped[str]
    made_at: Mapped[Now] = mapped_column(init=False)
    content: Mapped[Json] = mapped_column(default_factory=dict)
    summary: Mapped[Json] = mapped_column(default_factory=dict)


class PublicationDue(Base, kw_only=True):
    """Something changed that the public may have to see; triggers of the database write these. `why`: which table."""

    __tablename__ = "publication_due"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    why: Mapped[str]
    at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (Index("ix_publication_due_municipality_id", "municipality_id"),)
