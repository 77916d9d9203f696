"""What reaches over municipalities: counts for the owner, released figures for who supports those that agree."""

from importlib.resources import files

from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.execute(files("core").joinpath("store/migrations/sql/0030_installation.sql").read_text("utf-8"))


def downgrade() -> None:
    op.execute("drop function shared_releases(bytea, text)")
    op.execute("drop function add_tenant(bytea, text, text, text)")
    op.execute("drop function installation_state(bytea)")
    op.execute("drop function session_of(bytea, text)")
