"""Hiding: words that must not stand in a question to a reporter are taken out of it."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.execute("grant update (text) on question to signaal_tenant")


def downgrade() -> None:
    op.execute("revoke update (text) on question from signaal_tenant")
