"""Facts that are kept for figures and trends, and which signals moved since they were packed."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"

_FOLLOWED = {
    "signal": ("came", "changed", "went"),
    "journal": ("came",),
    "proposal": ("came", "changed", "went"),
    "question": ("came", "went"),
    "fiche_signal": ("came", "changed", "went"),
    "told": ("came", "changed", "went"),
}
_FUNCTIONS = (
    "signals_came()", "signals_changed()", "signals_went()", "entries_came()", "proposals_made()", "moved_beside()",
    "tellings_sent()", "note_moved(uuid[])", "fact_month(timestamptz)",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "fact_month",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.Column("words", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_fact_month_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("municipality_id", "month", name=op.f("pk_fact_month")),
    )  # fmt: skip
    op.create_table(
        "fact_moved",
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.BigInteger(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("moved_in", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_fact_moved_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("signal_id", "month", name=op.f("pk_fact_moved")),
    )  # fmt: skip
    op.create_index(op.f("ix_fact_moved_municipality_id"), "fact_moved", ["municipality_id", "month"])
    op.execute(files("core").joinpath("store/migrations/sql/0031_facts.sql").read_text("utf-8"))


def downgrade() -> None:
    op.drop_index("ix_journal_above", "journal")
    op.drop_index("ix_journal_fiche_at", "journal")
    for table, events in _FOLLOWED.items():
        for event in events:
            op.execute(f"drop trigger facts_{event} on {table}")
    for function in _FUNCTIONS:
        op.execute(f"drop function {function}")
    op.drop_table("fact_moved")
    op.drop_table("fact_month")
