"""Signals known by their organisation, and what its coordinator advises about each."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "weighing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("advice in ('', 'intern', 'extern')", name=op.f("ck_weighing_advice")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_weighing_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["signal_id"], ["signal.id"], name=op.f("fk_weighing_signal_id_signal"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_weighing_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weighing")),
        sa.UniqueConstraint("signal_id", "staff_id", name=op.f("uq_weighing_signal_id_staff_id")),
    )  # fmt: skip
    op.execute(files("core").joinpath("store/migrations/sql/0024_organisations.sql").read_text("utf-8"))


def downgrade() -> None:
    op.drop_table("weighing")
    op.drop_index("ix_signal_organisation", table_name="signal")
    op.drop_column("signal", "organisation_key")
    op.execute("drop function fold_name(text)")
