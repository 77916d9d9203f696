"""A municipality's own questionnaire, version by version, and its targeted calls."""

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, Date, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Json, Moment, Now, RandomId, Serial, Tenant

DRAFT, PUBLISHED = "draft", "published"


class Questionnaire(Base, kw_only=True):
    """What a municipality changed in a form that ships (`core.dialogue.changes`), as one version of it.

    A published version never changes; the draft has version 0, and its `revision` grows with each change. `staff_id`:
    who published it, or changed the draft last, at `changed_at`.
    """

    __tablename__ = "questionnaire"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    key: Mapped[str]
    version: Mapped[int]
    state: Mapped[str]
    body: Mapped[Json] = mapped_column(default_factory=dict)
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
    staff_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    changed_at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (
        UniqueConstraint("municipality_id", "key", "version"),
        CheckConstraint(f"state in ('{DRAFT}', '{PUBLISHED}') and (state = '{DRAFT}') = (version = 0)", name="state"),
    )


class TargetedCall(Base, kw_only=True):
    """A call for signals about one theme: who comes with its `code` reads its text first. It is open between two days.

    `closed_at`: when somebody ended it before its last day.
    """

    __tablename__ = "targeted_call"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    municipality_id: Mapped[Tenant]
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    text: Mapped[str]
    theme: Mapped[str]
    opens_on: Mapped[date] = mapped_column(Date)
    until: Mapped[date] = mapped_column(Date)
    closed_at: Mapped[Moment | None] = mapped_column(default=None)
    staff_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    made_at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (
        CheckConstraint("opens_on <= until", name="days"),
        Index("ix_targeted_call_made_at", "municipality_id", "made_at"),
    )
