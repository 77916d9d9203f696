"""The fiche that a reporter says her signal belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.add_column("signal", sa.Column("joins_id", sa.Uuid(), nullable=True))
    name = op.f("fk_signal_joins_id_fiche")
    op.create_foreign_key(name, "signal", "fiche", ["joins_id"], ["id"], ondelete="SET NULL")
    joins = sa.text("joins_id is not null")
    op.create_index("ix_signal_joins_id", "signal", ["joins_id"], postgresql_where=joins)


def downgrade() -> None:
    op.drop_column("signal", "joins_id")
