"""What is withdrawn goes out of what is public at once: actions, moments and partners too."""

from importlib.resources import files

from alembic import op

revision = "0044"
down_revision = "0043"

_FUNCTIONS = (
    "agreement_gone()", "partner_gone()", "without_partner(bigint, text)", "day_gone()", "action_gone()",
    "shown(bigint)", "rest(bigint, jsonb)", "unsaid(jsonb, bigint, text, text)",
)  # fmt: skip


def upgrade() -> None:
    op.execute(files("core").joinpath("store/migrations/sql/0044_gone.sql").read_text("utf-8"))


def downgrade() -> None:
    for table in ("action", "agenda_item", "partner", "agreement"):
        for when in ("left", "gone"):
            op.execute(f"drop trigger publication_{when} on {table}")
    op.execute(
        "create trigger publication_left after update on agenda_item for each row"
        " when (old.public and not new.public) execute function publication_day_left()"
    )
    for name in _FUNCTIONS:
        op.execute(f"drop function publication_{name}")
