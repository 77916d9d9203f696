"""Who reported, apart from what was reported: reporters, their sealed addresses, and open conversations."""

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Cipher, Keys, Moment, Now, RandomId, Tenant


class Reporter(Base, kw_only=True):
    """A reporter of one municipality: sector and organisation, no identity. `wants`: hier, email or nee.

    What she hears: `rhythm` (None: the municipality's), `scope` (alles, or eigen: her own signals alone), `channel`
    (mail or telegram; None: as her signal said), nothing until `paused_until`, in `language`, which is that of
    her last signal unless she chose it (`language_chosen`). `heard_at`: when a digest last told of a signal of hers.
    """

    __tablename__ = "reporter"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    municipality_id: Mapped[Tenant]
    sector: Mapped[str | None] = mapped_column(default=None)
    organisation: Mapped[str | None] = mapped_column(default=None)
    wants: Mapped[str] = mapped_column(default="hier")
    rhythm: Mapped[str | None] = mapped_column(default=None)
    scope: Mapped[str] = mapped_column(default="alles", server_default="alles")
    channel: Mapped[str | None] = mapped_column(default=None)
    language: Mapped[str] = mapped_column(default="nl", server_default="nl")
    language_chosen: Mapped[bool] = mapped_column(default=False, server_default=false())
    paused_until: Mapped[date | None] = mapped_column(Date, default=None)
    heard_at: Mapped[Moment | None] = mapped_column(default=None)
    created_at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (
        CheckConstraint("rhythm in ('nu', 'week', 'maand', 'kwartaal')", name="rhythm"),
        CheckConstraint("scope in ('alles', 'eigen')", name="scope"),
        CheckConstraint("channel in ('mail', 'telegram')", name="channel"),
        Index("ix_reporter_municipality_id", "municipality_id", "id"),
        Index("ix_reporter_now", "municipality_id", "id", postgresql_where=text("rhythm = 'nu'")),
    )


class Contact(Base, kw_only=True):
    """An address of a reporter at a door: sealed, and found by keyed hash (`lookup`).

    A person may have a contact in several municipalities; the one used last (`used_at`) is where a chat sits. `paused`
    says why nothing is sent there: stop (she asked) or bounce (it does not arrive). `asking`: the command that waits
    for her yes or no in this chat (`core.intake.confirm`).
    """

    __tablename__ = "contact"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    door_id: Mapped[int] = mapped_column(ForeignKey("door.id"))
    lookup: Mapped[bytes]
    municipality_id: Mapped[Tenant]
    reporter_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("reporter.id", ondelete="CASCADE"), default=None)
    address: Mapped[Cipher | None] = mapped_column(default=None)
    paused: Mapped[str | None] = mapped_column(default=None)
    asking: Mapped[str | None] = mapped_column(default=None)
    used_at: Mapped[Now] = mapped_column(init=False)
    created_at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (
        UniqueConstraint("door_id", "lookup", "municipality_id"),
        Index("ix_contact_reporter_id", "reporter_id"),
    )


class Conversation(Base, kw_only=True):
    """One dialogue on its way to a signal: sealed, erased when sent, at `/wis`, or after the draft period.

    `state`: open, sent, stopped, erased. `link` (sealed) and `link_hash` let one go on with it on the web. By mail the
    signal comes first and the questions after: `asks` while they may still be put, `asked` the keys in the last letter,
    `rounds` how many letters asked something; `written_at` when our last letter about it was written, `reminded_at`
    when it was reminded of; `likeness` of her last mail (`core.intake.likeness`): the same again is not answered;
    `mailbox` the municipality's own that she wrote to, which letters are from; `stage` the key of the question that was
    on the table when it was last stored, or `personal` or `review`.
    """

    __tablename__ = "conversation"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    municipality_id: Mapped[Tenant]
    door_id: Mapped[int] = mapped_column(ForeignKey("door.id"))
    contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"), default=None)
    state: Mapped[str] = mapped_column(default="open")
    dialogue: Mapped[Cipher | None] = mapped_column(default=None)
    link: Mapped[Cipher | None] = mapped_column(default=None)
    link_hash: Mapped[bytes | None] = mapped_column(default=None, unique=True)
    number: Mapped[int | None] = mapped_column(default=None)
    mailbox: Mapped[str | None] = mapped_column(default=None)
    asks: Mapped[bool] = mapped_column(default=False)
    asked: Mapped[Keys] = mapped_column(default_factory=list)
    rounds: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[Now] = mapped_column(init=False)
    touched_at: Mapped[Now] = mapped_column(init=False)
    written_at: Mapped[Moment | None] = mapped_column(default=None)
    reminded_at: Mapped[Moment | None] = mapped_column(default=None)
    likeness: Mapped[bytes | None] = mapped_column(default=None)
    stage: Mapped[str | None] = mapped_column(default=None)

    __table_args__ = (
        CheckConstraint("state in ('open', 'sent', 'stopped', 'erased')", name="state"),
        Index("uq_conversation_open", "contact_id", unique=True, postgresql_where=text("state = 'open'")),
        Index("ix_conversation_touched", "touched_at", postgresql_where=text("state = 'open'")),
        Index("ix_conversation_asks", "touched_at", postgresql_where=text("asks and reminded_at is null")),
    )
