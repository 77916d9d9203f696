"""Sign-in by an organisation's own accounts."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"


def _of_municipality(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_municipality_id_municipality")
    return sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "sign_in_provider",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("settings", JSONB(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        _of_municipality("sign_in_provider"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_provider")),
        sa.UniqueConstraint("municipality_id", name=op.f("uq_sign_in_provider_municipality_id")),
    )
    op.create_table(
        "staff_identity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        _of_municipality("staff_identity"),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_identity_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_identity")),
        sa.UniqueConstraint(
            "municipality_id", "issuer", "subject", name=op.f("uq_staff_identity_municipality_id_issuer_subject")
        ),
    )
    op.execute(files("core").joinpath("store/migrations/sql/0015_outside.sql").read_text("utf-8"))


def downgrade() -> None:
    op.drop_table("staff_identity")
    op.drop_table("sign_in_provider")
