"""What is withdrawn goes out of what is public at once."""

from importlib.resources import files

from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    op.execute(files("core").joinpath("store/migrations/sql/0041_withdrawn.sql").read_text("utf-8"))


def downgrade() -> None:
    op.execute("revoke select (at) on publication_due from signaal_clock")
    for table in ("public_text", "agenda_item"):
        op.execute(f"drop trigger publication_left on {table}")
    for name in ("publication_text_left()", "publication_day_left()", "publication_without(bigint, bigint)"):
        op.execute(f"drop function {name}")
