"""What a fiche holds beside its words: examples, figures, references, scores, support, a public text, and its shifts."""

from datetime import datetime
from importlib.resources import files

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"

_TABLES = ("fiche_item", "fiche_reference", "fiche_score", "fiche_support", "public_text", "fiche_shift")
_COLUMNS = (
    "rights", "follows", "predecessor_id", "merged_into_id", "puller_answer", "puller_note",
)  # fmt: skip


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False)


def _uuid(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _by() -> tuple[sa.Column[object], sa.Column[datetime]]:
    at = sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)
    return _uuid("staff_id", nullable=True), at


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="CASCADE")


def _rules(table: str, key: str, *fiches: str) -> tuple[sa.Constraint, ...]:
    links = (_to(table, column, "fiche") for column in fiches)
    return (
        _to(table, "municipality_id", "municipality"),
        *links,
        sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{table}")),
    )


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    op.add_column("fiche", sa.Column("rights", sa.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("fiche", sa.Column("follows", sa.Boolean(), server_default="true", nullable=False))
    for column in ("predecessor_id", "merged_into_id"):
        op.add_column("fiche", _uuid(column, nullable=True))
        name = op.f(f"fk_fiche_{column}_fiche")
        op.create_foreign_key(name, "fiche", "fiche", [column], ["id"], ondelete="SET NULL")
        op.create_index(f"ix_fiche_{column}", "fiche", [column], postgresql_where=sa.text(f"{column} is not null"))
    op.add_column("fiche", _text("puller_answer", nullable=True))
    op.add_column("fiche", _text("puller_note", nullable=True))
    op.execute("update fiche set puller_answer = 'buiten' where puller is not null")
    answers = "puller_answer in ('gevraagd', 'aanvaard', 'geweigerd', 'buiten')"
    op.create_check_constraint(op.f("ck_fiche_puller_answer"), "fiche", answers)
    op.create_check_constraint(op.f("ck_fiche_merged_into"), "fiche", "merged_into_id <> id")
    _make_items()
    _make_judgements()
    _make_shifts()
    op.execute(files("core").joinpath("store/migrations/sql/0013_fiche_content.sql").read_text("utf-8"))


def _make_items() -> None:
    op.create_table(
        "fiche_item",
        _uuid("id"),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        _uuid("fiche_id"),
        _text("kind"),
        _text("text"),
        _text("source", nullable=True),
        sa.Column("dated", sa.Date(), nullable=True),
        *_by(),
        _check("fiche_item", "kind", "kind in ('voorbeeld', 'cijfer')"),
        _check("fiche_item", "figure", "kind = 'voorbeeld' or (source is not null and dated is not null)"),
        *_rules("fiche_item", "id", "fiche_id"),
    )
    op.create_index("ix_fiche_item_fiche_id", "fiche_item", ["fiche_id", "at"])
    op.create_table(
        "fiche_reference",
        _id(),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        _uuid("one_id"),
        _uuid("other_id"),
        _check("fiche_reference", "order", "one_id < other_id"),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_fiche_reference_one_id_other_id")),
        *_rules("fiche_reference", "id", "one_id", "other_id"),
    )
    op.create_index("ix_fiche_reference_other_id", "fiche_reference", ["other_id"])


def _make_judgements() -> None:
    op.create_table(
        "fiche_score",
        _id(),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        _uuid("fiche_id"),
        _text("kind"),
        sa.Column("value", sa.BigInteger(), nullable=False),
        _text("note", nullable=True),
        *_by(),
        _check("fiche_score", "kind", "kind in ('impact', 'urgentie', 'haalbaarheid')"),
        _check("fiche_score", "value", "value between 1 and 5"),
        *_rules("fiche_score", "id", "fiche_id"),
    )
    op.create_index("ix_fiche_score_fiche_id", "fiche_score", ["fiche_id", "kind", "id"])
    op.create_table(
        "fiche_support",
        _id(),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        _uuid("fiche_id"),
        _uuid("signal_id"),
        _text("sentence"),
        *_by(),
        _to("fiche_support", "signal_id", "signal"),
        sa.UniqueConstraint(
            "fiche_id", "sentence", "signal_id", name=op.f("uq_fiche_support_fiche_id_sentence_signal_id")
        ),
        *_rules("fiche_support", "id", "fiche_id"),
    )
    op.create_index("ix_fiche_support_signal_id", "fiche_support", ["signal_id"])
    op.create_table(
        "public_text",
        _uuid("fiche_id"),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        _text("title"),
        _text("text"),
        _text("state"),
        sa.Column("version", sa.BigInteger(), nullable=False),
        *_by(),
        _check("public_text", "state", "state in ('ontwerp', 'voorgesteld', 'goedgekeurd')"),
        *_rules("public_text", "fiche_id", "fiche_id"),
    )
    op.create_index("ix_public_text_state", "public_text", ["municipality_id", "state"])


def _make_shifts() -> None:
    op.create_table(
        "fiche_shift",
        _id(),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        _text("kind"),
        _uuid("from_id"),
        _uuid("to_id"),
        sa.Column("links", JSONB(), server_default="{}", nullable=False),
        *_by(),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        _check("fiche_shift", "kind", "kind in ('samengevoegd', 'gesplitst')"),
        _check("fiche_shift", "two", "from_id <> to_id"),
        *_rules("fiche_shift", "id", "from_id", "to_id"),
    )
    op.create_index("ix_fiche_shift_from_id", "fiche_shift", ["from_id"])
    op.create_index("ix_fiche_shift_to_id", "fiche_shift", ["to_id"])


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
    for name in ("puller_answer", "merged_into"):
        op.drop_constraint(op.f(f"ck_fiche_{name}"), "fiche")
    for column in reversed(_COLUMNS):
        op.drop_column("fiche", column)
