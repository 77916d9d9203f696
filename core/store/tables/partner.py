"""Partners: organisations that work along, what was agreed with each, and whether they approve what is published."""

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Moment, Now, Serial, Tenant

YES, NO = "ja", "nee"


class Partner(Base, kw_only=True):
    """An organisation that works along; `organisation_id`: the same one on the list for reporters."""

    __tablename__ = "partner"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    name: Mapped[str]
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="SET NULL"), default=None
    )
    left_on: Mapped[date | None] = mapped_column(Date, default=None)
    added_at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (
        UniqueConstraint("municipality_id", "name"),
        Index("ix_partner_organisation_id", "organisation_id"),
    )


class Agreement(Base, kw_only=True):
    """What was agreed with a partner: who may signal, what is published. `ends_on`: its last day; None: no end.

    `approves`: nothing about a fiche that concerns the partner is published before it approves the words.
    """

    __tablename__ = "agreement"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"))
    signed_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date, default=None)
    signals: Mapped[str] = mapped_column(default="", server_default="")
    publishes: Mapped[str] = mapped_column(default="", server_default="")
    approves: Mapped[bool] = mapped_column(default=True, server_default="true")
    staff_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    noted_at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (
        UniqueConstraint("partner_id", "signed_on"),
        CheckConstraint("ends_on >= signed_on", name="ends"),
        Index("ix_agreement_ends_on", "municipality_id", "ends_on"),
    )


class PartnerFiche(Base, kw_only=True):
    """A partner that a fiche concerns."""

    __tablename__ = "partner_fiche"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"))
    fiche_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("fiche.id", ondelete="CASCADE"))
    staff_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    since: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (UniqueConstraint("fiche_id", "partner_id"), Index("ix_partner_fiche_partner_id", "partner_id"))


class Approval(Base, kw_only=True):
    """Whether a partner approves that a fiche is published: asked, then yes, or no with a reason.

    It holds for the words that were asked about: `digest` is of those, `version` that of the fiche then.
    """

    __tablename__ = "approval"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"))
    fiche_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("fiche.id", ondelete="CASCADE"))
    version: Mapped[int]
    digest: Mapped[bytes]
    asked_by: Mapped[uuid.UUID | None] = mapped_column(default=None)
    asked_at: Mapped[Now] = mapped_column(init=False)
    answer: Mapped[str | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(default="", server_default="")
    answered_by: Mapped[uuid.UUID | None] = mapped_column(default=None)
    answered_at: Mapped[Moment | None] = mapped_column(default=None)

    __table_args__ = (
        UniqueConstraint("fiche_id", "partner_id", "digest"),
        CheckConstraint(f"answer in ('{YES}', '{NO}')", name="answer"),
        CheckConstraint("(answer is null) = (answered_at is null)", name="answered"),
        Index("ix_approval_partner_id", "partner_id"),
    )
