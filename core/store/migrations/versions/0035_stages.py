"""Stages: which question was on the table when a conversation was last stored, for figures of where people stop."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    op.add_column("conversation", sa.Column("stage", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("conversation", "stage")
