"""How words are folded: before the tables, as a column is computed with it."""

from importlib.resources import files

from alembic import op

revision = "0000"
down_revision = None


def upgrade() -> None:
    # A driver takes per cent signs and colons for places of values: past SQLAlchemy, as they stand.
    script = files("core").joinpath("store/migrations/sql/0000_words.sql").read_text("utf-8")
    op.get_bind().connection.driver_connection.execute(script)  # type: ignore[union-attr]  # there while a migration runs


def downgrade() -> None:
    op.execute("drop function fold_dutch(text)")
