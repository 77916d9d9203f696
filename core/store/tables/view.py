"""Saved views: the filters of a list under a name, of one person or for everyone of her municipality."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Now, RandomId, Tenant


class SavedView(Base, kw_only=True):
    """A view of a `page` (signals, fiches, search): the `query` of its address. `shared`: the municipality sees it."""

    __tablename__ = "saved_view"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    municipality_id: Mapped[Tenant]
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    page: Mapped[str]
    name: Mapped[str]
    query: Mapped[str]
    shared: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (
        UniqueConstraint("municipality_id", "staff_id", "page", "name"),
        CheckConstraint("page in ('signals', 'fiches', 'search')", name="page"),
    )
