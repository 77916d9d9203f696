"""Moves of fiches in one index, for figures: whichever state they went to or came from."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    moved = sa.text("what = 'moved'")
    op.drop_index("ix_journal_above", "journal")
    op.create_index("ix_journal_moved", "journal", ["municipality_id", "fiche_id"], postgresql_where=moved)


def downgrade() -> None:
    moved = sa.text("what = 'moved' and details ->> 'to' = 'bovenlokaal'")
    op.drop_index("ix_journal_moved", "journal")
    op.create_index("ix_journal_above", "journal", ["municipality_id", "fiche_id", "at"], postgresql_where=moved)
