"""Live trials of a municipality's ways in."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Moment, Tenant


class Trial(Base, kw_only=True):
    """A mail or a chat that somebody sends to see whether it arrives: the last one asked for of each kind.

    `code`: what it carries; who knows it can do nothing else. `door_id`: the municipality's own bot that it has to come
    by; None: any door. `arrived_at`: when one last arrived, also one that was asked for before. `verified`: whether its
    sender counted as verified (mail).
    """

    __tablename__ = "trial"

    municipality_id: Mapped[Tenant] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    door_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("door.id", ondelete="CASCADE"), default=None)
    asked_at: Mapped[Moment]
    arrived_at: Mapped[Moment | None] = mapped_column(default=None)
    verified: Mapped[bool | None] = mapped_column(default=None)

    __table_args__ = (CheckConstraint("kind in ('mail', 'telegram')", name="kind"),)
