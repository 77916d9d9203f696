"""More roles, whose organisation somebody speaks for, which fiches she pulls, and in what browser she is signed in."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_BEFORE = ("verwerker", "coordinator", "beheerder")
_ROLES = (
    "verwerker", "coordinator", "organisatiecoordinator", "trekker", "werkgroep", "beleidsmaker", "beheerder",
    "eigenaar", "ondersteuner",
)  # fmt: skip


def _allow(roles: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_staff_role"), "staff")
    op.create_check_constraint(op.f("ck_staff_role"), "staff", f"role in ({', '.join(repr(role) for role in roles)})")


def upgrade() -> None:
    _allow(_ROLES)
    for table, gone in (("staff", "SET NULL"), ("staff_invitation", "CASCADE")):
        op.add_column(table, sa.Column("organisation_id", sa.BigInteger(), nullable=True))
        name = op.f(f"fk_{table}_organisation_id_organisation")
        op.create_foreign_key(name, table, "organisation", ["organisation_id"], ["id"], ondelete=gone)
    op.add_column("staff_session", sa.Column("device", sa.Text(), server_default="", nullable=False))
    op.add_column("fiche", sa.Column("puller_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_fiche_puller_id_staff"), "fiche", "staff", ["puller_id"], ["id"], ondelete="SET NULL"
    )
    op.create_index(
        "ix_fiche_puller_id", "fiche", ["puller_id", "number"], postgresql_where=sa.text("puller_id is not null")
    )


def downgrade() -> None:
    op.drop_column("fiche", "puller_id")
    op.drop_column("staff_session", "device")
    op.drop_column("staff_invitation", "organisation_id")
    op.drop_column("staff", "organisation_id")
    kept = ", ".join(repr(role) for role in _BEFORE)
    op.execute(f"delete from staff where role not in ({kept})")
    op.execute(f"delete from staff_invitation where role not in ({kept})")
    _allow(_BEFORE)
