"""Who was invited as a guest and wants no more invitations; a language that a reporter chose herself."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    op.create_table(
        "guest_refusal",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_guest_refusal_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("municipality_id", "lookup", name=op.f("pk_guest_refusal")),
    )  # fmt: skip
    chosen = sa.Column("language_chosen", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    op.add_column("reporter", chosen)
    op.execute(files("core").joinpath("store/migrations/sql/0040_refusals.sql").read_text("utf-8"))


def downgrade() -> None:
    op.drop_column("reporter", "language_chosen")
    op.drop_table("guest_refusal")
