"""Actions: what is done about a fiche, by whom and by when."""

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Keys, Moment, Now, RandomId, Tenant

ACTION_STATES = ("gepland", "bezig", "gedaan", "gestopt")


class Action(Base, kw_only=True):
    """Something that is done about a fiche; its words are screened, `owner` and `partners` are named on purpose.

    Whose it is: a colleague (`owner_id`), or a function or organisation elsewhere (`owner`). `starts_on`: when it is
    meant to begin; `begun_on` and `ended_on`: when it did, and when it was done or stopped (then `stop_reason`).
    `public_digest`: of the words that somebody (`public_by`) let the public read; other words are not public.
    `plan_code`: of the multi-year plan. `before`, `after` and `source`: what changed. `version` grows with each change.
    """

    __tablename__ = "action"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    municipality_id: Mapped[Tenant]
    fiche_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("fiche.id", ondelete="CASCADE"))
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="", server_default="")
    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"), default=None)
    owner: Mapped[str] = mapped_column(default="", server_default="")
    partners: Mapped[Keys] = mapped_column(default_factory=list)
    starts_on: Mapped[date | None] = mapped_column(Date, default=None)
    due_on: Mapped[date | None] = mapped_column(Date, default=None)
    state: Mapped[str] = mapped_column(default="gepland")
    begun_on: Mapped[date | None] = mapped_column(Date, default=None)
    ended_on: Mapped[date | None] = mapped_column(Date, default=None)
    stop_reason: Mapped[str] = mapped_column(default="", server_default="")
    plan_code: Mapped[str] = mapped_column(default="", server_default="")
    before: Mapped[str] = mapped_column(default="", server_default="")
    after: Mapped[str] = mapped_column(default="", server_default="")
    source: Mapped[str] = mapped_column(default="", server_default="")
    version: Mapped[int] = mapped_column(default=1)
    public_digest: Mapped[bytes | None] = mapped_column(default=None)
    public_by: Mapped[uuid.UUID | None] = mapped_column(default=None)
    public_at: Mapped[Moment | None] = mapped_column(default=None)
    added_at: Mapped[Now] = mapped_column(init=False)
    changed_at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (
        CheckConstraint(f"state in ({', '.join(repr(state) for state in ACTION_STATES)})", name="state"),
        CheckConstraint("(state in ('gedaan', 'gestopt')) = (ended_on is not null)", name="ended"),
        CheckConstraint("(state = 'gestopt') = (stop_reason <> '')", name="stopped"),
        CheckConstraint("(public_digest is null) = (public_at is null)", name="public"),
        Index("ix_action_due", "municipality_id", "due_on", "id"),
        Index("ix_action_state", "municipality_id", "state", "due_on", "id"),
        Index("ix_action_owner_id", "owner_id", "due_on", "id", postgresql_where="owner_id is not null"),
        Index("ix_action_fiche_id", "fiche_id"),
    )
