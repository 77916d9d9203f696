"""What a municipality shows in public: kept as one snapshot, and followed by triggers; actions that are public."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034"
down_revision = "0033"

_FOLLOWED = ("public_text", "fiche", "fiche_signal", "action", "agenda_item", "agenda_fiche", "partner", "agreement",
             "partner_fiche", "release")  # fmt: skip


def upgrade() -> None:
    now = sa.text("now()")
    op.create_table(
        "publication",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("content", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("summary", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_publication_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("municipality_id", name=op.f("pk_publication")),
    )  # fmt: skip
    op.create_table(
        "publication_due",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_publication_due_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_due")),
    )  # fmt: skip
    op.create_index("ix_publication_due_municipality_id", "publication_due", ["municipality_id"])
    op.add_column("action", sa.Column("public_digest", sa.LargeBinary(), nullable=True))
    op.add_column("action", sa.Column("public_by", sa.Uuid(), nullable=True))
    op.add_column("action", sa.Column("public_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(op.f("ck_action_public"), "action", "(public_digest is null) = (public_at is null)")
    op.execute(files("core").joinpath("store/migrations/sql/0034_publications.sql").read_text("utf-8"))


def downgrade() -> None:
    for table in (*_FOLLOWED, "municipality", "signal"):
        for when in ("came", "changed", "went"):
            op.execute(f"drop trigger if exists publication_{when} on {table}")
    for name in ("some_moved", "of_fiche_moved", "place_moved", "signal_left"):
        op.execute(f"drop function publication_{name}()")
    op.execute("revoke select (nis) on municipality from signaal_public")
    for column in ("public_digest", "public_by", "public_at"):
        op.drop_column("action", column)
    op.drop_table("publication_due")
    op.drop_table("publication")
