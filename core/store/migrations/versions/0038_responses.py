"""What a relay said to a letter that it took."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    op.add_column("letter", sa.Column("response", sa.Text(), nullable=True))
    op.execute(files("core.store.migrations").joinpath("sql/0038_responses.sql").read_text("utf-8"))


def downgrade() -> None:
    op.drop_column("letter", "response")
