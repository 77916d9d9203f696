"""What was asked and told of a signal is forgotten when its words are."""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.execute("grant delete on question, told to signaal_tenant")


def downgrade() -> None:
    op.execute("revoke delete on question, told from signaal_tenant")
