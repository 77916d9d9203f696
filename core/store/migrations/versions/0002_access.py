"""Roles, policies and grants; the job queue's own tables."""

from importlib.resources import files

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0002"
down_revision = "0001"

TABLES = (
    "municipality", "organisation", "allowed", "door", "invitation", "intake", "letter", "reporter", "contact",
    "conversation", "signal", "journal", "staff", "staff_invitation", "staff_session", "recovery_code",
    "sign_in_attempt", "audit", "audit_seal", "due", "keyring", "sealed",
)  # fmt: skip


def upgrade() -> None:
    run(SchemaManager.get_schema())
    run(files("core").joinpath("store/migrations/sql/0002_access.sql").read_text("utf-8"))


def downgrade() -> None:
    # Roles belong to the server and may serve another database: they stay.
    for table in TABLES:
        op.execute(f"do $$ declare p record; begin for p in select policyname from pg_policies where tablename = '{table}'"
                   f" and schemaname = 'public' loop execute format('drop policy %I on {table}', p.policyname);"
                   " end loop; end $$")  # fmt: skip
        op.execute(f"alter table {table} disable row level security, no force row level security")
        op.execute(f"revoke all on {table} from signaal_tenant, signaal_door, signaal_clock, signaal_public")
    op.execute("revoke all on schema public from signaal_tenant, signaal_door, signaal_clock, signaal_public")
    op.execute("drop table procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs, procrastinate_workers"
               " cascade")  # fmt: skip
    op.execute("do $$ declare f record; begin for f in select oid::regprocedure as name from pg_proc"
               " where proname like 'procrastinate\\_%' loop execute 'drop function ' || f.name || ' cascade';"
               " end loop; for f in select typname as name from pg_type where typname like 'procrastinate\\_%'"
               " and typtype in ('e', 'c') loop execute 'drop type ' || f.name || ' cascade'; end loop; end $$")  # fmt: skip


def run(script: str) -> None:
    # Many statements and per cent signs in one string: past SQLAlchemy, straight to the driver.
    op.get_bind().connection.driver_connection.execute(script)  # type: ignore[union-attr]  # there while a migration runs
