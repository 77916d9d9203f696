"""Remarks: what reporters write back to letters that asked nothing."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def _to(column: str, other: str, action: str = "CASCADE") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_remark_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=action)


def upgrade() -> None:
    op.create_table(
        "remark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('open', 'antwoord', 'gedaan')", name=op.f("ck_remark_state")),
        _to("municipality_id", "municipality"),
        _to("reporter_id", "reporter"),
        _to("signal_id", "signal"),
        _to("letter_id", "letter", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
    )
    for column in ("reporter_id", "signal_id", "letter_id"):
        op.create_index(f"ix_remark_{column}", "remark", [column])
    waits = sa.text("state <> 'gedaan'")
    op.create_index("ix_remark_waits", "remark", ["municipality_id", "said_at"], postgresql_where=waits)
    op.execute(files("core").joinpath("store/migrations/sql/0029_remarks.sql").read_text("utf-8"))


def downgrade() -> None:
    op.drop_table("remark")
