"""Search functions."""

from importlib.resources import files

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute(files("core").joinpath("store/migrations/sql/0003_search.sql").read_text("utf-8"))


def downgrade() -> None:
    op.execute("drop function find_signals(text, text, text, timestamptz, uuid, integer, integer)")
