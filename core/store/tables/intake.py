"""What came in (intake) and what goes out (letters): both sealed, both emptied when they are settled."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Cipher, Moment, Now, RandomId, Serial, Tenant


class Intake(Base, kw_only=True):
    """One delivery at a door, its bytes sealed until it is settled.

    `state`: waiting, settled, shunted. `outcome`: signal, answer, command, repeat, aside. `placed` orders deliveries
    of one chat (date and message number, as the channel gives them); `lookup` is the keyed hash of the chat.
    """

    __tablename__ = "intake"

    id: Mapped[Serial] = mapped_column(init=False)
    door_id: Mapped[int] = mapped_column(ForeignKey("door.id"))
    external_id: Mapped[str]
    lookup: Mapped[bytes | None]
    placed: Mapped[int] = mapped_column(default=0)
    body: Mapped[Cipher | None]
    municipality_id: Mapped[Tenant | None] = mapped_column(default=None)
    state: Mapped[str] = mapped_column(default="waiting")
    held: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    repeats: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[Now] = mapped_column(init=False)
    settled_at: Mapped[Moment | None] = mapped_column(default=None)

    __table_args__ = (
        UniqueConstraint("door_id", "external_id"),
        CheckConstraint("state in ('waiting', 'settled', 'shunted')", name="state"),
        CheckConstraint("(state = 'waiting') = (outcome is null)", name="outcome"),
        Index("ix_intake_waiting", "door_id", "lookup", "placed", "id", postgresql_where=text("state = 'waiting'")),
        Index("ix_intake_aside", "municipality_id", "id", postgresql_where=text("state = 'shunted'")),
        Index("ix_intake_municipality_id", "municipality_id"),
        Index("ix_intake_received", "door_id", "lookup", "received_at"),
    )


class Letter(Base, kw_only=True):
    """One message to one person; `body` (sealed JSON: address, text, buttons) is emptied once it is sent.

    `state`: queued, sending, sent, failed, dropped. A `turn` is never sent twice: found in `sending` after a crash it
    becomes `dropped`, and the next message gets the question again. `response`: what was said to a letter that was
    taken, a relay's 250 with its mark in its queue, without addresses.
    """

    __tablename__ = "letter"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    seq: Mapped[int] = mapped_column(Identity(always=True), init=False)
    municipality_id: Mapped[Tenant | None]
    door_id: Mapped[int] = mapped_column(ForeignKey("door.id"))
    lookup: Mapped[bytes | None]
    kind: Mapped[str] = mapped_column(default="turn")
    state: Mapped[str] = mapped_column(default="queued")
    body: Mapped[Cipher | None]
    tries: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(default=None)
    not_before: Mapped[Now] = mapped_column(init=False)
    queued_at: Mapped[Now] = mapped_column(init=False)
    sent_at: Mapped[Moment | None] = mapped_column(default=None)
    response: Mapped[str | None] = mapped_column(default=None)

    __table_args__ = (
        CheckConstraint("state in ('queued', 'sending', 'sent', 'failed', 'dropped')", name="state"),
        # In the order in which they leave: a digest, of which there are many at once, after what somebody waits for.
        Index(
            "ix_letter_open",
            "door_id",
            text("(kind = 'digest')"),
            "seq",
            postgresql_where=text("state in ('queued', 'sending')"),
        ),
        Index("ix_letter_chat", "door_id", "lookup", "seq", postgresql_where=text("state in ('queued', 'sending')")),
        Index("ix_letter_recent", "door_id", "lookup", "queued_at"),
        Index("ix_letter_failed", "municipality_id", postgresql_where=text("state = 'failed'")),
    )
