"""Signals and the journal of what happened to them: screened words only."""

import uuid
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Computed, ForeignKey, Index, UniqueConstraint, func, literal_column
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from core.store.tables.base import Base, Json, Keys, Moment, Now, RandomId, Serial, Tenant

STATES = (
    "nieuw",
    "in-nazicht",
    "aanvulling-gevraagd",
    "gebundeld",
    "intern",
    "geen-signaal",
    "dubbel",
    "gesplitst",
    "ingetrokken",
)

# The flag of a signal that adds its weight to a fiche, and no words of its own.
ONLY_WEIGHT = "weight"


class Signal(Base, kw_only=True):
    """A signal as it was sent, screened; `number` counts within its municipality.

    `conversation_id` is unique, so that a dialogue gives one signal however often its last message arrives. `whole` is
    a mail as it came, screened: its text and the stretches that were cut from it. `labelled_at`: when a processor last
    said which themes, groups, kinds and levels hold; before that they are what the reporter chose or confirmed. `own`:
    the answers to the municipality's own questions, by key; `call_id`: the targeted call that it answers. `joins_id`:
    the fiche that its reporter says it belongs to; it does once a person bundles it.
    """

    __tablename__ = "signal"

    id: Mapped[RandomId] = mapped_column(default_factory=uuid.uuid4)
    municipality_id: Mapped[Tenant]
    number: Mapped[int]
    conversation_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    reporter_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("reporter.id", ondelete="SET NULL"), default=None)
    channel: Mapped[str]
    started_at: Mapped[Moment]
    received_at: Mapped[Now] = mapped_column(init=False)
    text: Mapped[str]
    breadth: Mapped[str] = mapped_column(default="onbekend")
    trend: Mapped[str | None] = mapped_column(default=None)
    impact: Mapped[str | None] = mapped_column(default=None)
    suggestion: Mapped[str | None] = mapped_column(default=None)
    others: Mapped[str | None] = mapped_column(default=None)
    sector: Mapped[str | None] = mapped_column(default=None)
    organisation: Mapped[str | None] = mapped_column(default=None)
    source: Mapped[str | None] = mapped_column(default=None)
    language: Mapped[str] = mapped_column(default="nl")
    themes: Mapped[Keys] = mapped_column(default_factory=list)
    target_groups: Mapped[Keys] = mapped_column(default_factory=list)
    kinds: Mapped[Keys] = mapped_column(default_factory=list)
    levels: Mapped[Keys] = mapped_column(default_factory=list)
    flags: Mapped[Keys] = mapped_column(default_factory=list)
    wants: Mapped[str] = mapped_column(default="hier")
    whole: Mapped[dict[str, Any] | None] = mapped_column(JSONB, default=None)
    status: Mapped[str] = mapped_column(default="nieuw")
    form: Mapped[str] = mapped_column(default="signaal")
    form_version: Mapped[int] = mapped_column(default=1)
    own: Mapped[Json] = mapped_column(default_factory=dict)
    call_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("targeted_call.id", ondelete="SET NULL"), default=None)
    joins_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("fiche.id", ondelete="SET NULL"), default=None)
    labelled_at: Mapped[Moment | None] = mapped_column(default=None)
    part_of: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("signal.id", ondelete="SET NULL"), default=None)
    # Whose it is, however its name was written (core.review.scope).
    organisation_key: Mapped[str | None] = mapped_column(
        Computed("fold_name(organisation)", persisted=True), init=False, deferred=True
    )
    search: Mapped[str] = mapped_column(
        TSVECTOR,
        Computed(
            # Beside the words: whose it is, and what lists are narrowed to (migrations/sql/0003_search.sql).
            "array_to_tsvector(array['@' || coalesce(municipality_id, 0), '@' || coalesce(channel, ''),"
            " '@' || coalesce(status, '')])"
            " || to_tsvector('dutch', fold_dutch(text || ' ' || coalesce(impact, '') || ' ' || coalesce(suggestion, '')"
            " || ' ' || coalesce(organisation, '') || ' ' || coalesce(others, '')"
            " || ' ' || jsonb_path_query_array(own, '$.*')::text))",
            persisted=True,
        ),
        init=False,
        deferred=True,
    )

    __table_args__ = (
        UniqueConstraint("municipality_id", "number"),
        Index("ix_signal_reporter_id", "reporter_id", postgresql_where="reporter_id is not null"),
        Index("ix_signal_part_of", "part_of", postgresql_where="part_of is not null"),
        Index(
            "ix_signal_waits",
            "municipality_id",
            "received_at",
            "id",
            postgresql_where="status in ('nieuw', 'in-nazicht', 'aanvulling-gevraagd')",
        ),
        # Of an imported row nobody was promised anything by a date.
        Index(
            "ix_signal_promised",
            "municipality_id",
            "received_at",
            "id",
            postgresql_where="status in ('nieuw', 'in-nazicht', 'aanvulling-gevraagd') and channel <> 'import'",
        ),
        # The inbox: who was promised an answer comes first, whatever was put in from an old list after that.
        Index(
            "ix_signal_inbox",
            "municipality_id",
            literal_column("(channel = 'import')", Boolean),
            "received_at",
            "id",
            postgresql_where="status in ('nieuw', 'in-nazicht', 'aanvulling-gevraagd')",
        ),
        CheckConstraint(f"status in ({', '.join(repr(state) for state in STATES)})", name="status"),
        Index("ix_signal_newest", "municipality_id", "received_at", "id"),
        Index("ix_signal_status", "municipality_id", "status", "received_at", "id"),
        Index("ix_signal_channel", "municipality_id", "channel", "received_at", "id"),
        Index(
            "ix_signal_unlabelled",
            "municipality_id",
            "received_at",
            "id",
            postgresql_where="labelled_at is null and text <> ''",
        ),
        Index(
            "ix_signal_organisation",
            "municipality_id",
            "organisation_key",
            "number",
            postgresql_where="organisation_key is not null",
        ),
        Index("ix_signal_call_id", "call_id", postgresql_where="call_id is not null"),
        Index("ix_signal_joins_id", "joins_id", postgresql_where="joins_id is not null"),
        Index("ix_signal_search", "search", postgresql_using="gin"),
    )


class Journal(Base, kw_only=True):
    """What happened to a signal or a fiche, append-only: ids and screened words. `actor`: reporter, staff or machine.

    What concerns both is told of each, so that a fiche's journal stays whole when a signal is erased.
    """

    __tablename__ = "journal"

    id: Mapped[Serial] = mapped_column(init=False)
    municipality_id: Mapped[Tenant]
    signal_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("signal.id", ondelete="CASCADE"), default=None)
    fiche_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("fiche.id", ondelete="CASCADE"), default=None)
    at: Mapped[Now] = mapped_column(init=False)
    what: Mapped[str]
    actor: Mapped[str]
    staff_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    details: Mapped[Json] = mapped_column(default_factory=dict)

    __table_args__ = (
        CheckConstraint("actor in ('reporter', 'staff', 'machine')", name="actor"),
        CheckConstraint("num_nonnulls(signal_id, fiche_id) = 1", name="subject"),
        Index("ix_journal_fiche_id", "fiche_id", "id", postgresql_where="fiche_id is not null"),
        Index("ix_journal_signal_id", "signal_id", "id"),
        Index(
            "ix_journal_search",
            func.entry_words(literal_column("municipality_id"), literal_column("details")),
            postgresql_using="gin",
            postgresql_where="actor = 'staff'",
        ),
        Index(
            "ix_journal_fiche_at",
            "fiche_id",
            "at",
            postgresql_include=["municipality_id"],
            postgresql_where="fiche_id is not null",
        ),
        Index("ix_journal_moved", "municipality_id", "fiche_id", postgresql_where="what = 'moved'"),
        Index("ix_journal_labelled", "municipality_id", "id", postgresql_where="what = 'labelled'"),
        Index("ix_journal_judged", "municipality_id", "at", postgresql_where="what in ('decided', 'hidden')"),
    )
