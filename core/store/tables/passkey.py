"""Passkeys: the public halves of keys with which staff sign in without a password."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Moment, RandomId, Tenant


class Passkey(Base, kw_only=True):
    """A passkey of someone; no secret. Between being asked for and made it has a `challenge`, and no credential yet.

    `answered`: when the challenge was made that it answered last (microseconds), so that none is answered twice.
    """

    __tablename__ = "passkey"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    municipality_id: Mapped[Tenant]
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    name: Mapped[str]
    begun_at: Mapped[Moment]
    challenge: Mapped[bytes | None] = mapped_column(default=None)
    credential: Mapped[bytes | None] = mapped_column(unique=True, default=None)
    public_key: Mapped[bytes | None] = mapped_column(default=None)
    sign_count: Mapped[int] = mapped_column(default=0)
    answered: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[Moment | None] = mapped_column(default=None)

    __table_args__ = (
        CheckConstraint(
            "(challenge is null) = (credential is not null) and (credential is null) = (public_key is null)",
            name="whole",
        ),
        Index("ix_passkey_staff_id", "staff_id"),
    )
