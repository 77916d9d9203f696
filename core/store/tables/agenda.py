"""The agenda: when people meet, the fiches they talk about, who is invited and came, and what was noted."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Moment, Now, RandomId, Serial, Tenant

KINDS = ("overleg", "netwerkmoment", "signaaldag", "actiedag")
CALLED_OFF = "afgelast"
ITEM_STATES = ("voorlopig", "vast", CALLED_OFF)
GUESTS = ("partner", "collega", "organisatie")
DECISION, REMARK = "besluit", "opmerking"


class AgendaItem(Base, kw_only=True):
    """A moment at which people meet; `number` counts within its municipality.

    `version` grows with each change of what was planned. `others` came for no organisation on the list; `signallers`:
    how many of all who came say that they gave signals themselves, None when nobody asked. `invites_reporters`: the
    reporters of the fiches on the table are to be invited.
    """

    __tablename__ = "agenda_item"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    municipality_id: Mapped[Tenant]
    number: Mapped[int]
    kind: Mapped[str]
    title: Mapped[str]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    venue: Mapped[str] = mapped_column(default="", server_default="")
    body: Mapped[str] = mapped_column(default="", server_default="")
    public: Mapped[bool] = mapped_column(default=False, server_default="false")
    status: Mapped[str] = mapped_column(default="vast")
    others: Mapped[int] = mapped_column(default=0, server_default="0")
    signallers: Mapped[int | None] = mapped_column(default=None)
    invites_reporters: Mapped[bool] = mapped_column(default=False, server_default="false")
    version: Mapped[int] = mapped_column(default=1)
    changed_by: Mapped[uuid.UUID | None] = mapped_column(default=None)
    planned_at: Mapped[Now] = mapped_column(init=False)
    changed_at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (
        UniqueConstraint("municipality_id", "number"),
        CheckConstraint(f"kind in ({', '.join(repr(kind) for kind in KINDS)})", name="kind"),
        CheckConstraint(f"status in ({', '.join(repr(state) for state in ITEM_STATES)})", name="status"),
        CheckConstraint("ends_at > starts_at", name="ends"),
        CheckConstraint("others >= 0 and signallers >= 0", name="counted"),
        Index("ix_agenda_item_starts_at", "municipality_id", "starts_at", "number"),
    )


class AgendaFiche(Base, kw_only=True):
    """A fiche on the table of an item, at a place in the order, with the question that is put and the dots it got."""

    __tablename__ = "agenda_fiche"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"))
    fiche_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("fiche.id", ondelete="CASCADE"))
    place: Mapped[int]
    question: Mapped[str] = mapped_column(default="", server_default="")
    votes: Mapped[int] = mapped_column(default=0, server_default="0")
    discussed_at: Mapped[Moment | None] = mapped_column(default=None)

    __table_args__ = (
        UniqueConstraint("item_id", "fiche_id"),
        CheckConstraint("votes >= 0", name="votes"),
        Index("ix_agenda_fiche_fiche_id", "fiche_id"),
    )


class AgendaQuote(Base, kw_only=True):
    """A sentence of a signal that may be shown beside a fiche; its words stay in the signal, here is their digest."""

    __tablename__ = "agenda_quote"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    agenda_fiche_id: Mapped[int] = mapped_column(ForeignKey("agenda_fiche.id", ondelete="CASCADE"))
    signal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("signal.id", ondelete="CASCADE"))
    digest: Mapped[bytes]
    staff_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    chosen_at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (
        UniqueConstraint("agenda_fiche_id", "signal_id", "digest"),
        Index("ix_agenda_quote_signal_id", "signal_id"),
    )


class AgendaGuest(Base, kw_only=True):
    """Who is invited to an item, never a reporter; `came`: with how many they were."""

    __tablename__ = "agenda_guest"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"))
    kind: Mapped[str]
    name: Mapped[str]
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id", ondelete="SET NULL"), default=None)
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"), default=None)
    came: Mapped[int] = mapped_column(default=0, server_default="0")
    invited_at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (
        UniqueConstraint("item_id", "kind", "name"),
        CheckConstraint(f"kind in ({', '.join(repr(kind) for kind in GUESTS)})", name="kind"),
        CheckConstraint("came >= 0", name="came"),
        Index("ix_agenda_guest_partner_id", "partner_id"),
        Index("ix_agenda_guest_staff_id", "staff_id"),
    )


class AgendaNote(Base, kw_only=True):
    """What was decided or said at an item, of one fiche or in general, screened.

    `proposes`: the state that a decision proposes for its fiche. `action_id`: the action that it became.
    """

    __tablename__ = "agenda_note"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    municipality_id: Mapped[Tenant]
    item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"))
    agenda_fiche_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_fiche.id", ondelete="CASCADE"), default=None)
    kind: Mapped[str]
    text: Mapped[str]
    staff_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    proposes: Mapped[str | None] = mapped_column(default=None)
    action_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("action.id", ondelete="SET NULL"), default=None)
    at: Mapped[Now] = mapped_column(init=False)

    __table_args__ = (
        CheckConstraint(f"kind in ('{DECISION}', '{REMARK}')", name="kind"),
        Index("ix_agenda_note_item_id", "item_id", "at"),
        Index("ix_agenda_note_agenda_fiche_id", "agenda_fiche_id"),
        Index("ix_agenda_note_action_id", "action_id"),
    )
