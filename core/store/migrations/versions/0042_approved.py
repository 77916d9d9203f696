"""What partners say of words that are published is followed by what is public."""

from importlib.resources import files

from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    op.execute(files("core").joinpath("store/migrations/sql/0042_approved.sql").read_text("utf-8"))


def downgrade() -> None:
    for when in ("came", "changed", "went"):
        op.execute(f"drop trigger publication_{when} on approval")
