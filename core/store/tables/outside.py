"""Sign-in by an organisation's own accounts (OpenID Connect): how a municipality set it, and who came in by it."""

import uuid
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Cipher, Now, RandomId, Tenant


class SignInProvider(Base, kw_only=True):
    """Where staff of a municipality may sign in: `settings` as core/people/provider.py reads them; secret sealed."""

    __tablename__ = "sign_in_provider"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    municipality_id: Mapped[Tenant] = mapped_column(unique=True)
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB)
    secret: Mapped[Cipher]
    active: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[Now] = mapped_column(init=False)


class StaffIdentity(Base, kw_only=True):
    """Who someone is at a provider: found by its `subject`, never by an e-mail address."""

    __tablename__ = "staff_identity"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    municipality_id: Mapped[Tenant]
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    issuer: Mapped[str]
    subject: Mapped[str]
    created_at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (UniqueConstraint("municipality_id", "issuer", "subject"),)
