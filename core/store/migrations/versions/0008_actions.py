"""Actions of fiches."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_WORDS = ("description", "owner", "stop_reason", "plan_code", "before", "after", "source")
_DAYS = ("starts_on", "due_on", "begun_on", "ended_on")


def upgrade() -> None:
    op.create_table(
        "action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("fiche_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), server_default="", nullable=False) for name in _WORDS),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("partners", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        *(sa.Column(name, sa.Date(), nullable=True) for name in _DAYS),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("state in ('gepland', 'bezig', 'gedaan', 'gestopt')", name=op.f("ck_action_state")),
        sa.CheckConstraint("(state in ('gedaan', 'gestopt')) = (ended_on is not null)", name=op.f("ck_action_ended")),
        sa.CheckConstraint("(state = 'gestopt') = (stop_reason <> '')", name=op.f("ck_action_stopped")),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_action_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["fiche_id"], ["fiche.id"], name=op.f("fk_action_fiche_id_fiche"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_action_owner_id_staff"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    op.create_index("ix_action_due", "action", ["municipality_id", "due_on", "id"])
    op.create_index("ix_action_state", "action", ["municipality_id", "state", "due_on", "id"])
    op.create_index(
        "ix_action_owner_id",
        "action",
        ["owner_id", "due_on", "id"],
        postgresql_where=sa.text("owner_id is not null"),
    )
    op.create_index("ix_action_fiche_id", "action", ["fiche_id"])
    op.execute(files("core").joinpath("store/migrations/sql/0008_actions.sql").read_text("utf-8"))


def downgrade() -> None:
    op.drop_table("action")
