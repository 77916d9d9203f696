"""Invitations to what is on the agenda: whom a letter went to, what the last one said, and whether she comes."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Cipher, Moment, Now, RandomId, Tenant
from core.store.tables.telling import TOLD_STATES

COMES, STAYS = "ja", "nee"


class AgendaInvitation(Base, kw_only=True):
    """A reporter, or a guest on the list of an item, who is invited by letter; `address`: a guest's, sealed.

    `state`: as of what reporters are told (Told). `told`: what the last letter says of when and where (empty: none was
    made), `told_before` the one before it. `answer`: ja or nee; None: not answered since the day was last moved.
    """

    __tablename__ = "agenda_invitation"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    municipality_id: Mapped[Tenant]
    item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"))
    reporter_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("reporter.id", ondelete="CASCADE"), default=None)
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_guest.id", ondelete="CASCADE"), default=None)
    address: Mapped[Cipher | None] = mapped_column(default=None)
    state: Mapped[str] = mapped_column(default="planned")
    why: Mapped[str | None] = mapped_column(default=None)
    letter_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("letter.id", ondelete="SET NULL"), default=None)
    told: Mapped[str] = mapped_column(default="", server_default="")
    told_before: Mapped[str] = mapped_column(default="", server_default="")
    answer: Mapped[str | None] = mapped_column(default=None)
    answered_at: Mapped[Moment | None] = mapped_column(default=None)
    invited_by: Mapped[uuid.UUID | None] = mapped_column(default=None)
    due_at: Mapped[Now] = mapped_column(init=False)
    done_at: Mapped[Moment | None] = mapped_column(default=None)

    __table_args__ = (
        UniqueConstraint("item_id", "reporter_id"),
        UniqueConstraint("item_id", "guest_id"),
        CheckConstraint("(reporter_id is null) <> (guest_id is null)", name="whom"),
        CheckConstraint(f"state in ({', '.join(repr(state) for state in TOLD_STATES)})", name="state"),
        CheckConstraint(f"answer in ('{COMES}', '{STAYS}')", name="answer"),
        Index("ix_agenda_invitation_reporter_id", "reporter_id"),
        Index("ix_agenda_invitation_guest_id", "guest_id"),
        Index("ix_agenda_invitation_letter_id", "letter_id"),
        Index(
            "ix_agenda_invitation_open",
            "municipality_id",
            "due_at",
            postgresql_where="state in ('planned', 'queued', 'failed')",
        ),
    )
