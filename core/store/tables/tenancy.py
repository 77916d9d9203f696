"""Municipalities (the tenants), the doors through which input comes, and what each municipality lists."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Cipher, Json, Moment, Now, RandomId, Serial, Tenant


class Municipality(Base, kw_only=True):
    """A tenant. `settings` holds what it changed from `core.municipalities.DEFAULTS`."""

    __tablename__ = "municipality"

    id: Mapped[Serial] = mapped_column(init=False)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    nis: Mapped[str | None] = mapped_column(default=None)
    settings: Mapped[Json] = mapped_column(default_factory=dict)
    next_number: Mapped[int] = mapped_column(default=1)
    next_fiche: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (CheckConstraint("slug ~ '^[a-z0-9](-?[a-z0-9])*$'", name="slug"),)


class Organisation(Base, kw_only=True):
    """An organisation that a municipality lists for its reporters."""

    __tablename__ = "organisation"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    name: Mapped[str]
    sector: Mapped[str | None] = mapped_column(default=None)

    __table_args__ = (UniqueConstraint("municipality_id", "name"),)


class Allowed(Base, kw_only=True):
    """Words that a reporter vouched for as an organisation, place or law; they count once a processor agrees."""

    __tablename__ = "allowed"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    words: Mapped[str]
    accepted: Mapped[bool] = mapped_column(default=False)
    proposed_at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (UniqueConstraint("municipality_id", "words"),)


class Door(Base, kw_only=True):
    """A way in: one bot, form, mailbox or terminal. Without a municipality it is shared by all.

    A municipality's own: `settings` and the sealed `secret` say how to reach it, `changed_at` when they were last
    changed; `state` is `good` or the code of what is wrong with it, as who watches it last saw (`seen_at`).
    """

    __tablename__ = "door"

    id: Mapped[Serial] = mapped_column(init=False)
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(unique=True)
    municipality_id: Mapped[Tenant | None] = mapped_column(default=None)
    active: Mapped[bool] = mapped_column(default=True, server_default="true")
    # Not for the role of the doors, which looks up doors: only who is bound to the municipality reads these.
    settings: Mapped[Json] = mapped_column(default_factory=dict, deferred=True)
    secret: Mapped[Cipher | None] = mapped_column(default=None, deferred=True)
    changed_at: Mapped[Now] = mapped_column(init=False)
    state: Mapped[str] = mapped_column(default="", server_default="")
    seen_at: Mapped[Moment | None] = mapped_column(default=None)

    __table_args__ = (
        CheckConstraint("kind in ('telegram', 'web', 'terminal', 'mail', 'import', 'api', 'desk')", name="kind"),
    )


class Invitation(Base, kw_only=True):
    """A link for reporters that fills in municipality, sector and organisation; it gives no rights."""

    __tablename__ = "invitation"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    municipality_id: Mapped[Tenant]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    sector: Mapped[str | None] = mapped_column(default=None)
    organisation: Mapped[str | None] = mapped_column(default=None)
    expires_at: Mapped[Moment | None] = mapped_column(default=None)
    created_at: Mapped[Now] = mapped_column(init=False)

    def expired(self, now: datetime) -> bool:
        """Tell whether the link no longer works."""
        return self.expires_at is not None and self.expires_at <= now
