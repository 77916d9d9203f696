"""Triage: what waits found by an index, signals split in parts, a desk as a door, hiding, search in the log, views."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_STATES = "'nieuw', 'in-nazicht', 'aanvulling-gevraagd', 'gebundeld', 'intern', 'geen-signaal', 'dubbel', 'ingetrokken'"
_DOORS = "'telegram', 'web', 'terminal', 'mail', 'import', 'api'"
_WAITS = "status in ('nieuw', 'in-nazicht', 'aanvulling-gevraagd')"


def _limit(table: str, name: str, condition: str) -> None:
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table)
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)


def upgrade() -> None:
    _limit("signal", "status", f"status in ({_STATES}, 'gesplitst')")
    _limit("door", "kind", f"kind in ({_DOORS}, 'desk')")
    op.add_column("signal", sa.Column("part_of", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_signal_part_of_signal"), "signal", "signal", ["part_of"], ["id"], ondelete="SET NULL"
    )
    op.create_index("ix_signal_part_of", "signal", ["part_of"], postgresql_where=sa.text("part_of is not null"))
    op.create_index(
        "ix_signal_waits", "signal", ["municipality_id", "received_at", "id"], postgresql_where=sa.text(_WAITS)
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("page in ('signals', 'fiches', 'search')", name=op.f("ck_saved_view_page")),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_saved_view_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_saved_view_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint(
            "municipality_id", "staff_id", "page", "name", name=op.f("uq_saved_view_municipality_id_staff_id_page_name")
        ),
    )
    op.execute(files("core").joinpath("store/migrations/sql/0011_triage.sql").read_text("utf-8"))


def downgrade() -> None:
    op.execute("drop function find_entries(text, integer)")
    op.execute("drop function hide_in_journal(uuid, text, text)")
    op.execute("drop function mask_words(jsonb, text, text)")
    op.execute("drop index ix_journal_search")
    op.execute("drop function entry_words(bigint, jsonb)")
    op.execute("revoke insert on intake from signaal_tenant")
    op.drop_table("saved_view")
    op.drop_index("ix_signal_waits", table_name="signal")
    op.drop_index("ix_signal_part_of", table_name="signal")
    op.drop_constraint(op.f("fk_signal_part_of_signal"), "signal")
    op.drop_column("signal", "part_of")
    op.execute("update signal set status = 'in-nazicht' where status = 'gesplitst'")
    op.execute("update door set kind = 'import' where kind = 'desk'")
    _limit("signal", "status", f"status in ({_STATES})")
    _limit("door", "kind", f"kind in ({_DOORS})")
