"""What reporters are told and asked, and fiches that close once they were told."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def _to(table: str, column: str, other: str, action: str = "CASCADE") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=action)


def _now(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def _index(name: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    op.create_index(name, "question", columns, unique=unique, postgresql_where=sa.text(where))


def upgrade() -> None:
    op.create_table(
        "told",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        _now("due_at"),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('planned', 'queued', 'sent', 'failed', 'cannot', 'withdrawn')", name=op.f("ck_told_state")
        ),
        _to("told", "municipality_id", "municipality"),
        _to("told", "reporter_id", "reporter"),
        _to("told", "entry_id", "journal"),
        _to("told", "letter_id", "letter", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told")),
        sa.UniqueConstraint("reporter_id", "entry_id", name=op.f("uq_told_reporter_id_entry_id")),
    )
    op.create_index("ix_told_entry_id", "told", ["entry_id"])
    op.create_index("ix_told_letter_id", "told", ["letter_id"])
    op.create_index(
        "ix_told_open",
        "told",
        ["municipality_id", "due_at"],
        postgresql_where=sa.text("state in ('planned', 'queued', 'failed')"),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        _now("asked_at"),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('open', 'answered', 'settled', 'withdrawn')", name=op.f("ck_question_state")),
        _to("question", "municipality_id", "municipality"),
        _to("question", "signal_id", "signal"),
        _to("question", "reporter_id", "reporter"),
        _to("question", "letter_id", "letter", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_question_token_hash")),
    )
    _index("uq_question_open", ["signal_id"], "state = 'open'", unique=True)
    for column in ("signal_id", "reporter_id", "letter_id"):
        op.create_index(f"ix_question_{column}", "question", [column])
    _index("ix_question_answered", ["municipality_id", "answered_at"], "state = 'answered'")
    _index("ix_question_unsent", ["municipality_id"], "state = 'open' and letter_id is null")
    op.create_table(
        "closing",
        sa.Column("fiche_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        _now("asked_at"),
        _to("closing", "fiche_id", "fiche"),
        _to("closing", "municipality_id", "municipality"),
        _to("closing", "entry_id", "journal"),
        sa.PrimaryKeyConstraint("fiche_id", name=op.f("pk_closing")),
    )
    op.create_index("ix_closing_entry_id", "closing", ["entry_id"])
    op.create_index("ix_closing_municipality_id", "closing", ["municipality_id"])
    op.execute(files("core").joinpath("store/migrations/sql/0009_telling.sql").read_text("utf-8"))


def downgrade() -> None:
    for table in ("closing", "question", "told"):
        op.drop_table(table)
