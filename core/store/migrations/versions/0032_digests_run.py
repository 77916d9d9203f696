"""Digests run: the signals of a reporter are found at once, and a digest holds up no other letter."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

_OPEN = sa.text("state in ('queued', 'sending')")


def upgrade() -> None:
    op.create_index(
        "ix_signal_reporter_id", "signal", ["reporter_id"], postgresql_where=sa.text("reporter_id is not null")
    )
    op.drop_index("ix_letter_open", "letter")
    op.create_index(
        "ix_letter_open", "letter", ["door_id", sa.text("(kind = 'digest')"), "seq"], postgresql_where=_OPEN
    )
    op.execute(files("core").joinpath("store/migrations/sql/0032_digests_run.sql").read_text("utf-8"))


def downgrade() -> None:
    op.execute("revoke select (changed_at) on digest_schedule from signaal_clock")
    op.drop_index("ix_letter_open", "letter")
    op.create_index("ix_letter_open", "letter", ["door_id", "seq"], postgresql_where=_OPEN)
    op.drop_index("ix_signal_reporter_id", "signal")
