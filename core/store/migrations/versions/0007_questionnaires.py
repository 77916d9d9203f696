"""A municipality's own questionnaire, its targeted calls, and what signals keep of both."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"


def _of_municipality(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_municipality_id_municipality")
    return sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "questionnaire",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("body", JSONB(), server_default="{}", nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "state in ('draft', 'published') and (state = 'draft') = (version = 0)",
            name=op.f("ck_questionnaire_state"),
        ),
        _of_municipality("questionnaire"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire")),
        sa.UniqueConstraint(
            "municipality_id", "key", "version", name=op.f("uq_questionnaire_municipality_id_key_version")
        ),
    )
    op.create_table(
        "targeted_call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("opens_on <= until", name=op.f("ck_targeted_call_days")),
        _of_municipality("targeted_call"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_targeted_call")),
        sa.UniqueConstraint("code", name=op.f("uq_targeted_call_code")),
    )
    op.create_index("ix_targeted_call_made_at", "targeted_call", ["municipality_id", "made_at"])
    own = sa.Column("own", JSONB(), server_default="{}", nullable=False)
    op.add_column("signal", own)
    op.add_column("signal", sa.Column("call_id", sa.Uuid(), nullable=True))
    name = op.f("fk_signal_call_id_targeted_call")
    op.create_foreign_key(name, "signal", "targeted_call", ["call_id"], ["id"], ondelete="SET NULL")
    called = sa.text("call_id is not null")
    op.create_index("ix_signal_call_id", "signal", ["call_id"], postgresql_where=called)
    op.execute(files("core").joinpath("store/migrations/sql/0007_questionnaires.sql").read_text("utf-8"))


def downgrade() -> None:
    op.drop_column("signal", "call_id")
    op.drop_column("signal", "own")
    op.drop_table("targeted_call")
    op.drop_table("questionnaire")
    op.execute("drop function keep_published()")
