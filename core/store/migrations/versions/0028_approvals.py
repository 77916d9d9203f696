"""Whether a partner's agreement asks that it approves what is published."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.add_column("agreement", sa.Column("approves", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.execute("grant update (approves) on agreement to signaal_tenant")


def downgrade() -> None:
    op.drop_column("agreement", "approves")
