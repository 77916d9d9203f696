"""Answers to a municipality's own questions are found by searching."""

from importlib.resources import files

from alembic import op

revision = "0020"
down_revision = "0019"
_SQL = "store/migrations/sql/0020_own_searched.sql"
_OWN = "\n    || ' ' || jsonb_path_query_array(own, '$.*')::text"


def upgrade() -> None:
    op.execute(files("core").joinpath(_SQL).read_text("utf-8"))


def downgrade() -> None:
    op.execute(files("core").joinpath(_SQL).read_text("utf-8").replace(_OWN, ""))
