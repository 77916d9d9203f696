"""Hiding reaches the log of fiches, notes of meetings, scores and what is told."""

from importlib.resources import files

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.execute(files("core").joinpath("store/migrations/sql/0016_joins.sql").read_text("utf-8"))


def downgrade() -> None:
    op.execute("revoke update (text) on agenda_note from signaal_tenant")
    op.execute("revoke update (note) on fiche_score from signaal_tenant")
    op.execute("revoke update (told) on closing from signaal_tenant")
