"""Fiches, the signals that carry them, and a journal that tells of fiches as well."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_FACETS = ("themes", "target_groups", "kinds", "levels")


def _of_municipality(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_municipality_id_municipality")
    return sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    op.add_column("municipality", sa.Column("next_fiche", sa.BigInteger(), server_default="1", nullable=False))
    op.create_table(
        "fiche",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("former_titles", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        *(sa.Column(facet, sa.ARRAY(sa.Text()), server_default="{}", nullable=False) for facet in _FACETS),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("puller", sa.Text(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("told", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "status in ('ontwerp', 'getoetst', 'geprioriteerd', 'geparkeerd', 'in-actie', 'bovenlokaal', 'afgerond')",
            name=op.f("ck_fiche_status"),
        ),
        sa.CheckConstraint(
            "outcome in ('opgelost', 'verbeterd', 'deels', 'niet-haalbaar', 'overgenomen')",
            name=op.f("ck_fiche_outcome"),
        ),
        sa.CheckConstraint("(status = 'afgerond') = (outcome is not null)", name=op.f("ck_fiche_closed")),
        _of_municipality("fiche"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fiche")),
        sa.UniqueConstraint("municipality_id", "number", name=op.f("uq_fiche_municipality_id_number")),
    )
    op.create_index("ix_fiche_status", "fiche", ["municipality_id", "status", "number"])
    op.create_table(
        "fiche_signal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("fiche_id", sa.Uuid(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        _of_municipality("fiche_signal"),
        sa.ForeignKeyConstraint(
            ["fiche_id"], ["fiche.id"], name=op.f("fk_fiche_signal_fiche_id_fiche"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["signal_id"], ["signal.id"], name=op.f("fk_fiche_signal_signal_id_signal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fiche_signal")),
    )
    op.create_index(
        "ix_fiche_signal_carries",
        "fiche_signal",
        ["fiche_id", "signal_id"],
        unique=True,
        postgresql_where=sa.text("released_at is null"),
    )
    op.create_index("ix_fiche_signal_signal_id", "fiche_signal", ["signal_id"])
    op.add_column("journal", sa.Column("fiche_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_journal_fiche_id_fiche"), "journal", "fiche", ["fiche_id"], ["id"], ondelete="CASCADE"
    )
    op.alter_column("journal", "signal_id", nullable=True)
    op.create_check_constraint(op.f("ck_journal_subject"), "journal", "num_nonnulls(signal_id, fiche_id) = 1")
    op.create_index(
        "ix_journal_fiche_id", "journal", ["fiche_id", "id"], postgresql_where=sa.text("fiche_id is not null")
    )
    op.execute(files("core").joinpath("store/migrations/sql/0005_fiches.sql").read_text("utf-8"))


def downgrade() -> None:
    op.drop_index("ix_journal_fiche_id", table_name="journal")
    op.drop_constraint(op.f("ck_journal_subject"), "journal")
    op.execute("delete from journal where signal_id is null")
    op.alter_column("journal", "signal_id", nullable=False)
    op.drop_column("journal", "fiche_id")
    op.drop_table("fiche_signal")
    op.drop_table("fiche")
    op.drop_column("municipality", "next_fiche")
