"""Invitations to what is on the agenda, by letter."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

_TABLE = "agenda_invitation"


def _to(column: str, other: str, action: str = "CASCADE") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{_TABLE}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=action)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def upgrade() -> None:
    op.create_table(
        _TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=True),
        sa.Column("guest_id", sa.BigInteger(), nullable=True),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.Column("told", sa.Text(), server_default="", nullable=False),
        sa.Column("told_before", sa.Text(), server_default="", nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        _moment("answered_at"),
        sa.Column("invited_by", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        _moment("done_at"),
        sa.CheckConstraint("(reporter_id is null) <> (guest_id is null)", name=op.f("ck_agenda_invitation_whom")),
        sa.CheckConstraint(
            "state in ('planned', 'queued', 'sent', 'failed', 'cannot', 'withdrawn')",
            name=op.f("ck_agenda_invitation_state"),
        ),
        sa.CheckConstraint("answer in ('ja', 'nee')", name=op.f("ck_agenda_invitation_answer")),
        _to("municipality_id", "municipality"),
        _to("item_id", "agenda_item"),
        _to("reporter_id", "reporter"),
        _to("guest_id", "agenda_guest"),
        _to("letter_id", "letter", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_invitation")),
        sa.UniqueConstraint("item_id", "reporter_id", name=op.f("uq_agenda_invitation_item_id_reporter_id")),
        sa.UniqueConstraint("item_id", "guest_id", name=op.f("uq_agenda_invitation_item_id_guest_id")),
    )
    for column in ("reporter_id", "guest_id", "letter_id"):
        op.create_index(f"ix_agenda_invitation_{column}", _TABLE, [column])
    op.create_index(
        "ix_agenda_invitation_open",
        _TABLE,
        ["municipality_id", "due_at"],
        postgresql_where=sa.text("state in ('planned', 'queued', 'failed')"),
    )
    op.execute(files("core").joinpath("store/migrations/sql/0025_invitations.sql").read_text("utf-8"))


def downgrade() -> None:
    op.execute("revoke update (name, staff_id) on agenda_guest from signaal_tenant")
    op.drop_table(_TABLE)
