"""Figures of one municipality read from indexes, whatever the others hold."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    judged = sa.text("what in ('decided', 'hidden')")
    op.create_index("ix_journal_judged", "journal", ["municipality_id", "at"], postgresql_where=judged)
    sent = sa.text("state = 'sent'")
    op.create_index("ix_told_sent", "told", ["municipality_id", "reporter_id", "entry_id"], postgresql_where=sent)
    op.create_index("ix_question_municipality_id", "question", ["municipality_id", "signal_id"])


def downgrade() -> None:
    op.drop_index("ix_question_municipality_id", table_name="question")
    op.drop_index("ix_told_sent", table_name="told")
    op.drop_index("ix_journal_judged", table_name="journal")
