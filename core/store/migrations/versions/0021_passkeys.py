"""Passkeys, and which municipalities let their people sign in by their organisation, known at the entrance."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("challenge", sa.LargeBinary(), nullable=True),
        sa.Column("credential", sa.LargeBinary(), nullable=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("answered", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(challenge is null) = (credential is not null) and (credential is null) = (public_key is null)",
            name=op.f("ck_passkey_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_passkey_municipality_id_municipality"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_passkey_staff_id_staff"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential", name=op.f("uq_passkey_credential")),
    )  # fmt: skip
    op.create_index(op.f("ix_passkey_staff_id"), "passkey", ["staff_id"])
    op.execute(files("core").joinpath("store/migrations/sql/0021_passkeys.sql").read_text("utf-8"))


def downgrade() -> None:
    op.execute("drop policy door on sign_in_provider")
    op.execute("revoke select (municipality_id, active) on sign_in_provider from signaal_door")
    op.drop_table("passkey")
