"""Live trials of a municipality's ways in; its NIS code can be set after it was added."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    op.create_table(
        "trial",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("door_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=True),
        sa.CheckConstraint("kind in ('mail', 'telegram')", name=op.f("ck_trial_kind")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_trial_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["door_id"], ["door.id"], name=op.f("fk_trial_door_id_door"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("municipality_id", "kind", name=op.f("pk_trial")),
        sa.UniqueConstraint("code", name=op.f("uq_trial_code")),
    )  # fmt: skip
    op.execute(files("core").joinpath("store/migrations/sql/0036_trials.sql").read_text("utf-8"))


def downgrade() -> None:
    op.execute("revoke update (nis) on municipality from signaal_tenant")
    op.drop_table("trial")
