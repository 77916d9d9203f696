"""Databases for tests: each serves one test at a time, is emptied after it, and serves again if its schema is whole."""

import secrets

import psycopg

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
_TABLES = """
select string_agg(format('%I', relname), ', ') from pg_class
where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'alembic_version'
"""


class Databases:
    """The databases of one worker of a test run."""

    def __init__(self, template: str) -> None:
        """Take the name of the migrated template."""
        self._template = template
        self._free: list[str] = []
        self._schema: dict[str, object] = {}

    def take(self, server: Connection) -> str:
        """Give an empty database that nobody uses."""
        if self._free:
            return self._free.pop()
        name = f"test_{secrets.token_hex(6)}"
        server.execute(f"create database {name} template {self._template}".encode())
        return name

    def give_back(self, server: Connection, name: str, inside: Connection) -> None:
        """Empty a database for the next test; one whose schema was changed is left, to go with the server."""
        server.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s and pid <> %s",
            (name, inside.info.backend_pid),
        )
        inside.execute("set lock_timeout = '10s'")
        now = self._look(inside)
        if now is None or self._schema.setdefault(self._template, now) != now:
            return
        tables = inside.execute(_TABLES).fetchone()
        assert tables is not None
        inside.execute(f"truncate {tables[0]} restart identity cascade".encode())
        self._free.append(name)

    def remember(self, inside: Connection) -> None:
        """Remember what the schema of an untouched database looks like."""
        if self._template not in self._schema:
            self._schema[self._template] = self._look(inside)

    @staticmethod
    def _look(inside: Connection) -> object:
        try:
            row = inside.execute(_SCHEMA).fetchone()
        except psycopg.Error:
            return None  # a table that we ask about is gone
        return row[0] if row else None
