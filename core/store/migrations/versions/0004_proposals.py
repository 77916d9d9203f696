"""Proposals of the model, groups of signals, and when a processor last labelled a signal."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("signal", sa.Column("labelled_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "proposal",
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("surest", sa.Float(), nullable=True),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("state in ('waiting', 'made', 'skipped')", name=op.f("ck_proposal_state")),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_proposal_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["signal_id"], ["signal.id"], name=op.f("fk_proposal_signal_id_signal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("signal_id", name=op.f("pk_proposal")),
    )
    op.create_index("ix_proposal_municipality_id", "proposal", ["municipality_id", "state"])
    op.create_index("ix_proposal_surest", "proposal", ["municipality_id", "surest", "signal_id"])
    op.create_index(
        "ix_signal_unlabelled",
        "signal",
        ["municipality_id", "received_at", "id"],
        postgresql_where=sa.text("labelled_at is null and text <> ''"),
    )
    op.create_index(
        "ix_proposal_waiting",
        "proposal",
        ["municipality_id", "signal_id"],
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "cluster",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("theme", sa.Text(), nullable=True),
        sa.Column("words", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("signals", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("organisations", sa.BigInteger(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_cluster_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster")),
    )
    op.create_index("ix_cluster_municipality_id", "cluster", ["municipality_id"])
    op.create_index(
        "ix_journal_labelled", "journal", ["municipality_id", "id"], postgresql_where=sa.text("what = 'labelled'")
    )
    op.execute(files("core").joinpath("store/migrations/sql/0004_proposals.sql").read_text("utf-8"))
    # What is there already waits as well.
    op.execute(
        "insert into proposal (signal_id, municipality_id, state) select id, municipality_id, 'waiting' from signal where text <> ''"
    )


def downgrade() -> None:
    op.execute("drop trigger follow_words on signal")
    op.execute("drop function follow_words()")
    op.drop_index("ix_journal_labelled", table_name="journal")
    op.drop_index("ix_signal_unlabelled", table_name="signal")
    op.drop_table("cluster")
    op.drop_table("proposal")
    op.drop_column("signal", "labelled_at")
