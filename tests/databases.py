"""Databases for tests: each serves one test at a time, is emptied after it, and serves again if its schema is whole."""

import secrets
import time

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[object, ...]]

# Everything a test may change that emptying the tables does not put right.
_SCHEMA = """
select md5(string_agg(thing, ' ' order by thing)) from (
    select concat_ws('|', 'table', oid, relname, relkind, relowner, relrowsecurity, relforcerowsecurity, relacl)
        as thing from pg_class where relnamespace = 'public'::regnamespace
    union all select concat_ws('|', 'column', attrelid, attnum, attname, atttypid, attnotnull, attisdropped, attacl)
        from pg_attribute join pg_class on pg_class.oid = attrelid where relnamespace = 'public'::regnamespace
    union all select concat_ws('|', 'constraint', oid, conname, pg_get_constraintdef(oid))
        from pg_constraint where connamespace = 'public'::regnamespace
    union all select concat_ws('|', 'policy', oid, polname, polcmd, polroles, pg_get_expr(polqual, polrelid))
        from pg_policy
    union all select concat_ws('|', 'function', oid, proname, prosrc, prosecdef, proconfig, proacl)
        from pg_proc where pronamespace = 'public'::regnamespace
    union all select concat_ws('|', 'trigger', oid, tgname, tgenabled) from pg_trigger
    union all select concat_ws('|', 'type', oid, typname) from pg_type where typnamespace = 'public'::regnamespace
    union all select concat_ws('|', 'schema', nspname, nspacl) from pg_namespace where nspname not like 'pg\\_%'
    union all select concat_ws('|', 'version', version_num) from alembic_version
) as things
"""
# A file with nothing in it is a table that nobody wrote to since it was emptied.
_TABLES = """
select relname, pg_relation_size(oid) > 0 from pg_class
where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'alembic_version'
"""
_REFERENCES = """
select distinct child.relname, parent.relname from pg_constraint
join pg_class child on child.oid = conrelid join pg_class parent on parent.oid = confrelid
where contype = 'f' and conrelid <> confrelid
"""
_SEQUENCES = """
select setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
from pg_sequences where schemaname = 'public' and last_value is not null
"""
_OTHERS = """
select pid from pg_stat_activity
where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
"""
_GONE_WITHIN = 30.0


class Databases:
    """The databases of one worker of a test run."""

    def __init__(self, server: Connection, template: str) -> None:
        """Take a connection to the server, as the owner, and the name of the migrated template."""
        self._server, self._template = server, template
        self._free: list[str] = []
        self._schema: object = None

    def take(self) -> tuple[str, bool]:
        """Give an empty database that nobody uses, and whether its schema has yet to be remembered."""
        if self._free:
            return self._free.pop(), False
        name = f"test_{secrets.token_hex(6)}"
        self._server.execute(f"create database {name} template {self._template}".encode())
        return name, self._schema is None

    def remember(self, inside: Connection) -> None:
        """Remember what the schema of an untouched database looks like."""
        self._schema = _look(inside)

    def give_back(self, name: str, inside: Connection) -> None:
        """Empty a database for the next test; one whose schema was changed is left, to go with the server."""
        _part(inside)
        inside.execute("set lock_timeout = '10s'")
        if _look(inside) == self._schema:
            _empty(inside)
            self._free.append(name)


def _part(inside: Connection) -> None:
    """End every other connection, and wait until what it did is done or undone."""
    latest = time.monotonic() + _GONE_WITHIN
    while others := inside.execute(_OTHERS).fetchall():
        inside.execute("select pg_terminate_backend(pid) from unnest(%s::int[]) as pid", ([pid for (pid,) in others],))
        assert time.monotonic() < latest, "someone stays in the database of a test"
        time.sleep(0.002)


def _empty(inside: Connection) -> None:
    """Empty what was written to.

    Truncating makes every file of a table anew, and takes along all tables that refer to it. Where those are empty as
    they are, deleting and vacuuming is a tenth of the work, for an owner who may leave references out of account.
    """
    tables = {str(name): bool(used) for name, used in inside.execute(_TABLES).fetchall()}
    used = {name for name in tables if tables[name]}
    whole = set(used)
    if inside.execute("select rolsuper from pg_roles where rolname = current_user").fetchone() == (True,):
        references = inside.execute(_REFERENCES).fetchall()
        while torn := {parent for child, parent in references if parent in whole and child not in whole}:
            whole -= torn
    if whole:
        inside.execute(sql.SQL("truncate {} cascade").format(_names(whole)))
    if rest := used - whole:
        with inside.transaction():
            inside.execute(sql.SQL("lock table {} in access exclusive mode").format(_names(rest)))
            inside.execute("set local session_replication_role = replica")
            for name in sorted(rest):
                inside.execute(sql.SQL("delete from {}").format(sql.Identifier(name)))
        inside.execute(sql.SQL("vacuum (truncate) {}").format(_names(rest)))
    inside.execute(_SEQUENCES)


def _names(tables: set[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, sorted(tables)))


def _look(inside: Connection) -> object:
    try:
        row = inside.execute(_SCHEMA).fetchone()
    except psycopg.Error:
        return None  # a table that we ask about is gone
    return row[0] if row else None
