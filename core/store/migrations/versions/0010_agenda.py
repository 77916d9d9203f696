"""The agenda with its fiches, guests, quotes and notes, and partners with their agreements and approvals."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_PARTNERS = ("partner", "agreement", "partner_fiche", "approval")
_AGENDA = ("agenda_item", "agenda_fiche", "agenda_quote", "agenda_guest", "agenda_note")


def upgrade() -> None:
    _add_partners()
    _add_items()
    _add_guests_and_notes()
    op.execute(files("core").joinpath("store/migrations/sql/0010_agenda.sql").read_text("utf-8"))


def downgrade() -> None:
    for table in reversed((*_PARTNERS, *_AGENDA)):
        op.drop_table(table)


def _add_partners() -> None:
    op.create_table(
        "partner",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_partner_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_partner_organisation_id_organisation"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("municipality_id", "name", name=op.f("uq_partner_municipality_id_name")),
    )
    op.create_index("ix_partner_organisation_id", "partner", ["organisation_id"], unique=False)
    op.create_table(
        "agreement",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("signals", sa.Text(), server_default="", nullable=False),
        sa.Column("publishes", sa.Text(), server_default="", nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("ends_on >= signed_on", name=op.f("ck_agreement_ends")),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_agreement_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_agreement_partner_id_partner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("partner_id", "signed_on", name=op.f("uq_agreement_partner_id_signed_on")),
    )
    op.create_index("ix_agreement_ends_on", "agreement", ["municipality_id", "ends_on"], unique=False)
    op.create_table(
        "partner_fiche",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("fiche_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["fiche_id"], ["fiche.id"], name=op.f("fk_partner_fiche_fiche_id_fiche"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_partner_fiche_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_partner_fiche_partner_id_partner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_fiche")),
        sa.UniqueConstraint("fiche_id", "partner_id", name=op.f("uq_partner_fiche_fiche_id_partner_id")),
    )
    op.create_index("ix_partner_fiche_partner_id", "partner_fiche", ["partner_id"], unique=False)
    op.create_table(
        "approval",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("fiche_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("answer in ('ja', 'nee')", name=op.f("ck_approval_answer")),
        sa.CheckConstraint("(answer is null) = (answered_at is null)", name=op.f("ck_approval_answered")),
        sa.ForeignKeyConstraint(
            ["fiche_id"], ["fiche.id"], name=op.f("fk_approval_fiche_id_fiche"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_approval_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_approval_partner_id_partner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sa.UniqueConstraint("fiche_id", "partner_id", "digest", name=op.f("uq_approval_fiche_id_partner_id_digest")),
    )
    op.create_index("ix_approval_partner_id", "approval", ["partner_id"], unique=False)


def _add_items() -> None:
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("venue", sa.Text(), server_default="", nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("public", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("others", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("signallers", sa.BigInteger(), nullable=True),
        sa.Column("invites_reporters", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "kind in ('overleg', 'netwerkmoment', 'signaaldag', 'actiedag')", name=op.f("ck_agenda_item_kind")
        ),
        sa.CheckConstraint("status in ('voorlopig', 'vast', 'afgelast')", name=op.f("ck_agenda_item_status")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_agenda_item_ends")),
        sa.CheckConstraint("others >= 0 and signallers >= 0", name=op.f("ck_agenda_item_counted")),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_agenda_item_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("municipality_id", "number", name=op.f("uq_agenda_item_municipality_id_number")),
    )
    op.create_index("ix_agenda_item_starts_at", "agenda_item", ["municipality_id", "starts_at", "number"], unique=False)
    op.create_table(
        "agenda_fiche",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("fiche_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("question", sa.Text(), server_default="", nullable=False),
        sa.Column("votes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("discussed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("votes >= 0", name=op.f("ck_agenda_fiche_votes")),
        sa.ForeignKeyConstraint(
            ["fiche_id"], ["fiche.id"], name=op.f("fk_agenda_fiche_fiche_id_fiche"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_agenda_fiche_item_id_agenda_item"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_agenda_fiche_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_fiche")),
        sa.UniqueConstraint("item_id", "fiche_id", name=op.f("uq_agenda_fiche_item_id_fiche_id")),
    )
    op.create_index("ix_agenda_fiche_fiche_id", "agenda_fiche", ["fiche_id"], unique=False)
    op.create_table(
        "agenda_quote",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("agenda_fiche_id", sa.BigInteger(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["agenda_fiche_id"],
            ["agenda_fiche.id"],
            name=op.f("fk_agenda_quote_agenda_fiche_id_agenda_fiche"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_agenda_quote_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["signal_id"], ["signal.id"], name=op.f("fk_agenda_quote_signal_id_signal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_quote")),
        sa.UniqueConstraint(
            "agenda_fiche_id", "signal_id", "digest", name=op.f("uq_agenda_quote_agenda_fiche_id_signal_id_digest")
        ),
    )
    op.create_index("ix_agenda_quote_signal_id", "agenda_quote", ["signal_id"], unique=False)


def _add_guests_and_notes() -> None:
    op.create_table(
        "agenda_guest",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("came", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind in ('partner', 'collega', 'organisatie')", name=op.f("ck_agenda_guest_kind")),
        sa.CheckConstraint("came >= 0", name=op.f("ck_agenda_guest_came")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_agenda_guest_item_id_agenda_item"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_agenda_guest_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_agenda_guest_partner_id_partner"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_agenda_guest_staff_id_staff"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_guest")),
        sa.UniqueConstraint("item_id", "kind", "name", name=op.f("uq_agenda_guest_item_id_kind_name")),
    )
    op.create_index("ix_agenda_guest_partner_id", "agenda_guest", ["partner_id"], unique=False)
    op.create_index("ix_agenda_guest_staff_id", "agenda_guest", ["staff_id"], unique=False)
    op.create_table(
        "agenda_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("agenda_fiche_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("proposes", sa.Text(), nullable=True),
        sa.Column("action_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind in ('besluit', 'opmerking')", name=op.f("ck_agenda_note_kind")),
        sa.ForeignKeyConstraint(
            ["agenda_fiche_id"],
            ["agenda_fiche.id"],
            name=op.f("fk_agenda_note_agenda_fiche_id_agenda_fiche"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_agenda_note_item_id_agenda_item"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_agenda_note_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_agenda_note_action_id_action"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_note")),
    )
    op.create_index("ix_agenda_note_action_id", "agenda_note", ["action_id"], unique=False)
    op.create_index("ix_agenda_note_agenda_fiche_id", "agenda_note", ["agenda_fiche_id"], unique=False)
    op.create_index("ix_agenda_note_item_id", "agenda_note", ["item_id", "at"], unique=False)
