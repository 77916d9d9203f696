"""The inbox lists who was promised an answer first, and after that what was put in from old lists."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"

_WAITS = "status in ('nieuw', 'in-nazicht', 'aanvulling-gevraagd')"


def upgrade() -> None:
    columns = ["municipality_id", sa.text("(channel = 'import')"), "received_at", "id"]
    op.create_index("ix_signal_inbox", "signal", columns, postgresql_where=sa.text(_WAITS))


def downgrade() -> None:
    op.drop_index("ix_signal_inbox", "signal")
