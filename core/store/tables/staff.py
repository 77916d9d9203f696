"""Who works in the panel: staff, their invitations and sessions, and the audit of what they did."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Cipher, Moment, Now, RandomId, Serial, Tenant

ROLES = (
    "verwerker", "coordinator", "organisatiecoordinator", "trekker", "werkgroep", "beleidsmaker", "beheerder",
    "eigenaar", "ondersteuner",
)  # fmt: skip


class Staff(Base, kw_only=True):
    """Someone who signs in. `totp` is the sealed seed; `totp_step` the last code used, so that it works once.

    `organisation_id`: of whom she speaks, where her role is for one organisation.
    """

    __tablename__ = "staff"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    municipality_id: Mapped[Tenant]
    email: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    password_hash: Mapped[str]
    totp: Mapped[Cipher]
    totp_step: Mapped[int] = mapped_column(default=0)
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="SET NULL"), default=None
    )
    disabled_at: Mapped[Moment | None] = mapped_column(default=None)
    created_at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (CheckConstraint(f"role in ({', '.join(repr(role) for role in ROLES)})", name="role"),)


class StaffInvitation(Base, kw_only=True):
    """A one-time link with which a person chooses a password and a second factor.

    `purpose`: join; or, for the one of `staff_id`, sign-in (demo only) and factor (a new second factor).
    `password_hash` is there once the first step of joining is done.
    """

    __tablename__ = "staff_invitation"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    municipality_id: Mapped[Tenant]
    email: Mapped[str]
    role: Mapped[str]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), default=None)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    purpose: Mapped[str] = mapped_column(default="join")
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), default=None)
    password_hash: Mapped[str | None] = mapped_column(default=None)
    seed: Mapped[Cipher | None] = mapped_column(default=None)
    expires_at: Mapped[Moment]
    used_at: Mapped[Moment | None] = mapped_column(default=None)
    created_at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (
        CheckConstraint("purpose in ('join', 'sign-in', 'factor')", name="purpose"),
        CheckConstraint("(purpose = 'join') = (staff_id is null)", name="staff"),
    )


class RecoveryCode(Base, kw_only=True):
    """A code for who has lost her second factor, as a keyed hash; it works once."""

    __tablename__ = "recovery_code"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    code_hash: Mapped[bytes]
    used_at: Mapped[Moment | None] = mapped_column(default=None)

    __table_args__ = (UniqueConstraint("staff_id", "code_hash"),)


class StaffSession(Base, kw_only=True):
    """A signed-in browser, found by the hash of its cookie; `device`: browser and system by name, nothing finer."""

    __tablename__ = "staff_session"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    municipality_id: Mapped[Tenant]
    csrf: Mapped[str]
    device: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[Now] = mapped_column(init=False)
    seen_at: Mapped[Now] = mapped_column(init=False)
    expires_at: Mapped[Moment]


class SignInAttempt(Base, kw_only=True):
    """Sign-ins that failed lately, by keyed hash of the account, the network address or both: they slow down."""

    __tablename__ = "sign_in_attempt"

    key: Mapped[bytes] = mapped_column(primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    since: Mapped[Moment]
    slow_until: Mapped[Moment]


class Audit(Base, kw_only=True):
    """What staff did or looked at, append-only: ids, never content."""

    __tablename__ = "audit"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    at: Mapped[Now] = mapped_column(init=False)
    staff_id: Mapped[uuid.UUID | None]
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index("ix_audit_municipality_id", "municipality_id", "id"),)


class AuditSeal(Base, kw_only=True):
    """A link of the chain over a municipality's audit, append-only: the rows up to `last_id` that no earlier link has.

    `hash` is of the link before it and of those rows (core/people/chain.py).
    """

    __tablename__ = "audit_seal"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    last_id: Mapped[int]
    rows: Mapped[int]
    hash: Mapped[bytes]
    sealed_at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (UniqueConstraint("municipality_id", "last_id"),)
