"""Imports: spreadsheets that are put in, the rows of them that wait, and which row became which signal."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

_STATES = "state in ('nieuw', 'bezig', 'gestopt', 'klaar', 'terug', 'ongedaan', 'verlopen')"
# Signals whose reporter was promised a decision within so many days: of an imported row nobody was.
_PROMISED = sa.text("status in ('nieuw', 'in-nazicht', 'aanvulling-gevraagd') and channel <> 'import'")


def _to(table: str, column: str, other: str, action: str = "CASCADE") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=action)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), server_default="0", nullable=False)


def _now(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def upgrade() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        *(_count(name) for name in ("kept", "refused", "repeats", "hidden", "undated")),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        _now("made_at"),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(_STATES, name=op.f("ck_import_run_state")),
        _to("import_run", "municipality_id", "municipality"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index("ix_import_run_municipality_id", "import_run", ["municipality_id", "id"])
    works = sa.text("state in ('bezig', 'terug')")
    op.create_index("ix_import_run_works", "import_run", ["municipality_id"], postgresql_where=works)
    op.create_table(
        "import_part",
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("nr", sa.BigInteger(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("waits", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        _now("made_at"),
        _to("import_part", "import_id", "import_run"),
        _to("import_part", "municipality_id", "municipality"),
        sa.PrimaryKeyConstraint("import_id", "nr", name=op.f("pk_import_part")),
    )
    _make_rows()
    op.create_index(
        "ix_signal_promised", "signal", ["municipality_id", "received_at", "id"], postgresql_where=_PROMISED
    )
    op.execute(files("core").joinpath("store/migrations/sql/0039_imports.sql").read_text("utf-8"))


def _make_rows() -> None:
    op.create_table(
        "import_row",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("intake_id", sa.BigInteger(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=True),
        sa.Column("stays", sa.Boolean(), server_default="false", nullable=False),
        _to("import_row", "municipality_id", "municipality"),
        _to("import_row", "import_id", "import_run"),
        _to("import_row", "intake_id", "intake"),
        _to("import_row", "signal_id", "signal", "SET NULL"),
        sa.PrimaryKeyConstraint("municipality_id", "key", name=op.f("pk_import_row")),
    )
    op.create_index("ix_import_row_import_id", "import_row", ["import_id", "stays", "key"])
    there = sa.text("signal_id is not null")
    op.create_index("ix_import_row_signal_id", "import_row", ["signal_id"], postgresql_where=there)
    op.create_index("ix_import_row_intake_id", "import_row", ["intake_id"])


def downgrade() -> None:
    op.drop_index("ix_signal_promised", "signal")
    for table in ("import_row", "import_part", "import_run"):
        op.drop_table(table)
