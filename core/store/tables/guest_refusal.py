"""Guests who want no more invitations by mail."""

from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Now, Tenant


class GuestRefusal(Base, kw_only=True):
    """An address to which a municipality sends no invitation any more, by the beginning of its keyed hash."""

    __tablename__ = "guest_refusal"

    municipality_id: Mapped[Tenant] = mapped_column(primary_key=True)
    lookup: Mapped[bytes] = mapped_column(primary_key=True)
    said_at: Mapped[Now] = mapped_column(init=False)
