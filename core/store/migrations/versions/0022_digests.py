"""Digests: schedules, sendings, each reporter's, what she prefers, and what she said of them."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0022"
down_revision = "0021"

_RHYTHMS = "rhythm in ('nu', 'week', 'maand', 'kwartaal')"


def _to(table: str, column: str, other: str, action: str = "CASCADE") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=action)


def _now(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _only(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _whose() -> sa.Column[int]:
    return sa.Column("municipality_id", sa.BigInteger(), nullable=False)


def _serial() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False)


def upgrade() -> None:
    for column in (
        sa.Column("rhythm", sa.Text(), nullable=True),
        sa.Column("scope", sa.Text(), server_default="alles", nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), server_default="nl", nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("reporter", column)
    op.create_check_constraint(op.f("ck_reporter_rhythm"), "reporter", _RHYTHMS)
    op.create_check_constraint(op.f("ck_reporter_scope"), "reporter", "scope in ('alles', 'eigen')")
    op.create_check_constraint(op.f("ck_reporter_channel"), "reporter", "channel in ('mail', 'telegram')")
    op.create_index("ix_reporter_municipality_id", "reporter", ["municipality_id", "id"])
    op.create_index("ix_reporter_now", "reporter", ["municipality_id", "id"], postgresql_where=sa.text("rhythm = 'nu'"))
    _make_sendings()
    _make_words()
    _make_answers()
    op.execute(files("core").joinpath("store/migrations/sql/0022_digests.sql").read_text("utf-8"))


def _make_sendings() -> None:
    op.create_table(
        "digest_schedule",
        _whose(),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("hour", sa.SmallInteger(), nullable=False),
        sa.Column("rhythm", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        _now("changed_at"),
        _check("digest_schedule", "weekday", "weekday between 0 and 6"),
        _check("digest_schedule", "hour", "hour between 0 and 23"),
        _check("digest_schedule", "rhythm", "rhythm in ('week', 'maand', 'kwartaal')"),
        _to("digest_schedule", "municipality_id", "municipality"),
        _key("digest_schedule", "municipality_id"),
    )
    op.create_table(
        "digest_run",
        _serial(),
        _whose(),
        sa.Column("slot", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("after", sa.Uuid(), nullable=True),
        sa.Column("reporters", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("letters", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("paused_by", sa.Uuid(), nullable=True),
        _now("begun_at"),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        _check("digest_run", "state", "state in ('bezig', 'gepauzeerd', 'klaar')"),
        _to("digest_run", "municipality_id", "municipality"),
        _key("digest_run", "id"),
        _only("digest_run", "municipality_id", "slot"),
    )
    op.create_index(
        "ix_digest_run_open", "digest_run", ["municipality_id"], postgresql_where=sa.text("state <> 'klaar'")
    )
    op.create_table(
        "digest_sent",
        sa.Column("id", sa.Uuid(), nullable=False),
        _whose(),
        sa.Column("reporter_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("items", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("useful", sa.Text(), nullable=True),
        sa.Column("useful_at", sa.DateTime(timezone=True), nullable=True),
        _now("made_at"),
        _check("digest_sent", "kind", "kind in ('nieuws', 'stil', 'jaar')"),
        _check("digest_sent", "useful", "useful in ('ja', 'nee')"),
        _to("digest_sent", "municipality_id", "municipality"),
        _to("digest_sent", "reporter_id", "reporter"),
        _to("digest_sent", "run_id", "digest_run"),
        _to("digest_sent", "letter_id", "letter", "SET NULL"),
        _key("digest_sent", "id"),
        _only("digest_sent", "run_id", "reporter_id", "kind"),
    )
    op.create_index("ix_digest_sent_reporter_id", "digest_sent", ["reporter_id", "made_at"])
    op.create_index("ix_digest_sent_letter_id", "digest_sent", ["letter_id"])
    op.create_index("ix_digest_sent_made_at", "digest_sent", ["municipality_id", "made_at"])


def _make_words() -> None:
    op.create_table(
        "editorial",
        _serial(),
        _whose(),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        _now("written_at"),
        _to("editorial", "municipality_id", "municipality"),
        _to("editorial", "run_id", "digest_run"),
        _key("editorial", "id"),
    )
    op.create_index(
        "uq_editorial_next", "editorial", ["municipality_id"], unique=True, postgresql_where=sa.text("run_id is null")
    )
    op.create_index("ix_editorial_run_id", "editorial", ["run_id"])
    op.create_table(
        "letter_text",
        _whose(),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        _now("changed_at"),
        _to("letter_text", "municipality_id", "municipality"),
        _key("letter_text", "municipality_id", "key", "language"),
    )


def _make_answers() -> None:
    op.create_table(
        "improvement",
        _serial(),
        _whose(),
        sa.Column("fiche_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        _now("answered_at"),
        _check("improvement", "answer", "answer in ('ja', 'beetje', 'nee')"),
        _to("improvement", "municipality_id", "municipality"),
        _to("improvement", "fiche_id", "fiche"),
        _to("improvement", "entry_id", "journal"),
        _to("improvement", "reporter_id", "reporter"),
        _key("improvement", "id"),
        _only("improvement", "entry_id", "reporter_id"),
    )
    op.create_index("ix_improvement_fiche_id", "improvement", ["fiche_id"])
    op.create_index("ix_improvement_reporter_id", "improvement", ["reporter_id"])
    op.create_index("ix_improvement_municipality_id", "improvement", ["municipality_id", "answered_at"])
    op.create_table(
        "pulse",
        _serial(),
        _whose(),
        sa.Column("asked", sa.LargeBinary(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("answers", JSONB(), server_default="{}", nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        _to("pulse", "municipality_id", "municipality"),
        _key("pulse", "id"),
        _only("pulse", "asked"),
    )
    op.create_index("ix_pulse_municipality_id", "pulse", ["municipality_id", "year"])


def downgrade() -> None:
    for table in ("pulse", "improvement", "letter_text", "editorial", "digest_sent", "digest_run", "digest_schedule"):
        op.drop_table(table)
    op.execute("drop policy clock on reporter")
    op.execute("revoke select (municipality_id, rhythm) on reporter from signaal_clock")
    op.drop_index("ix_reporter_now", "reporter")
    op.drop_index("ix_reporter_municipality_id", "reporter")
    for rule in ("rhythm", "scope", "channel"):
        op.drop_constraint(op.f(f"ck_reporter_{rule}"), "reporter")
    for column in ("rhythm", "scope", "channel", "language", "paused_until", "heard_at"):
        op.drop_column("reporter", column)
