"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = "0000"


def upgrade() -> None:
    op.create_table(
        "due",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_due")),
    )
    op.create_table(
        "keyring",
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_keyring")),
    )
    op.create_table(
        "municipality",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("nis", sa.Text(), nullable=True),
        sa.Column("settings", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("next_number", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("slug ~ '^[a-z0-9](-?[a-z0-9])*$'", name=op.f("ck_municipality_slug")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_municipality")),
        sa.UniqueConstraint("slug", name=op.f("uq_municipality_slug")),
    )
    op.create_table(
        "sealed",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sealed")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("slow_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_attempt")),
    )
    op.create_table(
        "allowed",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_allowed_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowed")),
        sa.UniqueConstraint("municipality_id", "words", name=op.f("uq_allowed_municipality_id_words")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_audit_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_municipality_id", "audit", ["municipality_id", "id"], unique=False)
    op.create_table(
        "audit_seal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_audit_seal_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("municipality_id", "last_id", name=op.f("uq_audit_seal_municipality_id_last_id")),
    )
    op.create_table(
        "door",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("settings", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind in ('telegram', 'web', 'terminal', 'mail', 'import', 'api')", name=op.f("ck_door_kind")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_door_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door")),
        sa.UniqueConstraint("name", name=op.f("uq_door_name")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_invitation_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_organisation_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("municipality_id", "name", name=op.f("uq_organisation_municipality_id_name")),
    )
    op.create_table(
        "reporter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("wants", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_reporter_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporter")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("totp", sa.LargeBinary(), nullable=False),
        sa.Column("totp_step", sa.BigInteger(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("role in ('verwerker', 'coordinator', 'beheerder')", name=op.f("ck_staff_role")),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_staff_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("door_id", sa.BigInteger(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=True),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("paused", sa.Text(), nullable=True),
        sa.Column("asking", sa.Text(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["door_id"], ["door.id"], name=op.f("fk_contact_door_id_door")),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_contact_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["reporter.id"], name=op.f("fk_contact_reporter_id_reporter"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint(
            "door_id", "lookup", "municipality_id", name=op.f("uq_contact_door_id_lookup_municipality_id")
        ),
    )
    op.create_index("ix_contact_reporter_id", "contact", ["reporter_id"], unique=False)
    op.create_table(
        "intake",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("door_id", sa.BigInteger(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=True),
        sa.Column("placed", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("municipality_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("repeats", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'waiting') = (outcome is null)", name=op.f("ck_intake_outcome")),
        sa.CheckConstraint("state in ('waiting', 'settled', 'shunted')", name=op.f("ck_intake_state")),
        sa.ForeignKeyConstraint(["door_id"], ["door.id"], name=op.f("fk_intake_door_id_door")),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_intake_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake")),
        sa.UniqueConstraint("door_id", "external_id", name=op.f("uq_intake_door_id_external_id")),
    )
    op.create_index(
        "ix_intake_aside",
        "intake",
        ["municipality_id", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'shunted'"),
    )
    op.create_index("ix_intake_municipality_id", "intake", ["municipality_id"], unique=False)
    op.create_index("ix_intake_received", "intake", ["door_id", "lookup", "received_at"], unique=False)
    op.create_index(
        "ix_intake_waiting",
        "intake",
        ["door_id", "lookup", "placed", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=True),
        sa.Column("door_id", sa.BigInteger(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('queued', 'sending', 'sent', 'failed', 'dropped')", name=op.f("ck_letter_state")),
        sa.ForeignKeyConstraint(["door_id"], ["door.id"], name=op.f("fk_letter_door_id_door")),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_letter_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_index(
        "ix_letter_chat",
        "letter",
        ["door_id", "lookup", "seq"],
        unique=False,
        postgresql_where=sa.text("state in ('queued', 'sending')"),
    )
    op.create_index(
        "ix_letter_failed", "letter", ["municipality_id"], unique=False, postgresql_where=sa.text("state = 'failed'")
    )
    op.create_index("ix_letter_recent", "letter", ["door_id", "lookup", "queued_at"], unique=False)
    op.create_index(
        "ix_letter_open",
        "letter",
        ["door_id", "seq"],
        unique=False,
        postgresql_where=sa.text("state in ('queued', 'sending')"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_recovery_code_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_recovery_code_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("staff_id", "code_hash", name=op.f("uq_recovery_code_staff_id_code_hash")),
    )
    op.create_table(
        "signal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("breadth", sa.Text(), nullable=False),
        sa.Column("trend", sa.Text(), nullable=True),
        sa.Column("impact", sa.Text(), nullable=True),
        sa.Column("suggestion", sa.Text(), nullable=True),
        sa.Column("others", sa.Text(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("themes", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("target_groups", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("kinds", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("levels", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("flags", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("wants", sa.Text(), nullable=False),
        sa.Column("whole", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("form_version", sa.BigInteger(), nullable=False),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "array_to_tsvector(array['@' || coalesce(municipality_id, 0), '@' || coalesce(channel, ''), '@' || coalesce(status, '')]) || to_tsvector('dutch', fold_dutch(text || ' ' || coalesce(impact, '') || ' ' || coalesce(suggestion, '') || ' ' || coalesce(organisation, '') || ' ' || coalesce(others, '')))",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "status in ('nieuw', 'in-nazicht', 'aanvulling-gevraagd', 'gebundeld', 'intern', 'geen-signaal', 'dubbel', 'ingetrokken')",
            name=op.f("ck_signal_status"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_signal_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["reporter.id"], name=op.f("fk_signal_reporter_id_reporter"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_signal_conversation_id")),
        sa.UniqueConstraint("municipality_id", "number", name=op.f("uq_signal_municipality_id_number")),
    )
    op.create_index("ix_signal_channel", "signal", ["municipality_id", "channel", "received_at", "id"], unique=False)
    op.create_index("ix_signal_newest", "signal", ["municipality_id", "received_at", "id"], unique=False)
    op.create_index("ix_signal_search", "signal", ["search"], unique=False, postgresql_using="gin")
    op.create_index("ix_signal_status", "signal", ["municipality_id", "status", "received_at", "id"], unique=False)
    op.create_table(
        "staff_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("seed", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(purpose = 'join') = (staff_id is null)", name=op.f("ck_staff_invitation_staff")),
        sa.CheckConstraint("purpose in ('join', 'sign-in', 'factor')", name=op.f("ck_staff_invitation_purpose")),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_staff_invitation_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_invitation_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_invitation_token_hash")),
    )
    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_staff_session_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_session")),
    )
    op.create_table(
        "conversation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("door_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("dialogue", sa.LargeBinary(), nullable=True),
        sa.Column("link", sa.LargeBinary(), nullable=True),
        sa.Column("link_hash", sa.LargeBinary(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("mailbox", sa.Text(), nullable=True),
        sa.Column("asks", sa.Boolean(), nullable=False),
        sa.Column("asked", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("rounds", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("likeness", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("state in ('open', 'sent', 'stopped', 'erased')", name=op.f("ck_conversation_state")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_conversation_contact_id_contact"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["door_id"], ["door.id"], name=op.f("fk_conversation_door_id_door")),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_conversation_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_conversation_link_hash")),
    )
    op.create_index(
        "ix_conversation_asks",
        "conversation",
        ["touched_at"],
        unique=False,
        postgresql_where=sa.text("asks and reminded_at is null"),
    )
    op.create_index(
        "ix_conversation_touched",
        "conversation",
        ["touched_at"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "uq_conversation_open", "conversation", ["contact_id"], unique=True, postgresql_where=sa.text("state = 'open'")
    )
    op.create_table(
        "journal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.CheckConstraint("actor in ('reporter', 'staff', 'machine')", name=op.f("ck_journal_actor")),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_journal_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["signal_id"], ["signal.id"], name=op.f("fk_journal_signal_id_signal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index("ix_journal_signal_id", "journal", ["signal_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_journal_signal_id", table_name="journal")
    op.drop_table("journal")
    op.drop_index("uq_conversation_open", table_name="conversation", postgresql_where=sa.text("state = 'open'"))
    op.drop_index("ix_conversation_touched", table_name="conversation", postgresql_where=sa.text("state = 'open'"))
    op.drop_index(
        "ix_conversation_asks", table_name="conversation", postgresql_where=sa.text("asks and reminded_at is null")
    )
    op.drop_table("conversation")
    op.drop_table("staff_session")
    op.drop_table("staff_invitation")
    op.drop_index("ix_signal_status", table_name="signal")
    op.drop_index("ix_signal_search", table_name="signal", postgresql_using="gin")
    op.drop_index("ix_signal_newest", table_name="signal")
    op.drop_index("ix_signal_channel", table_name="signal")
    op.drop_table("signal")
    op.drop_table("recovery_code")
    op.drop_index("ix_letter_recent", table_name="letter")
    op.drop_index("ix_letter_open", table_name="letter", postgresql_where=sa.text("state in ('queued', 'sending')"))
    op.drop_index("ix_letter_failed", table_name="letter", postgresql_where=sa.text("state = 'failed'"))
    op.drop_index("ix_letter_chat", table_name="letter", postgresql_where=sa.text("state in ('queued', 'sending')"))
    op.drop_table("letter")
    op.drop_index("ix_intake_waiting", table_name="intake", postgresql_where=sa.text("state = 'waiting'"))
    op.drop_index("ix_intake_received", table_name="intake")
    op.drop_index("ix_intake_municipality_id", table_name="intake")
    op.drop_index("ix_intake_aside", table_name="intake", postgresql_where=sa.text("state = 'shunted'"))
    op.drop_table("intake")
    op.drop_index("ix_contact_reporter_id", table_name="contact")
    op.drop_table("contact")
    op.drop_table("staff")
    op.drop_table("reporter")
    op.drop_table("organisation")
    op.drop_table("invitation")
    op.drop_table("door")
    op.drop_table("audit_seal")
    op.drop_index("ix_audit_municipality_id", table_name="audit")
    op.drop_table("audit")
    op.drop_table("allowed")
    op.drop_table("sign_in_attempt")
    op.drop_table("sealed")
    op.drop_table("municipality")
    op.drop_table("keyring")
    op.drop_table("due")
