"""Logos of municipalities."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "logo_file",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_logo_file_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("municipality_id", name=op.f("pk_logo_file")),
        sa.UniqueConstraint("name", name=op.f("uq_logo_file_name")),
    )  # fmt: skip
    op.execute(files("core").joinpath("store/migrations/sql/0026_logos.sql").read_text("utf-8"))


def downgrade() -> None:
    op.execute("update municipality set settings = settings - 'logo' - 'logo_alt'")
    op.drop_table("logo_file")
