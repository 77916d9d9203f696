"""The schema: up, down and up again on a filled database, equal to the models, by two programs at once."""

import re
import secrets
import threading
from collections.abc import Collection, Generator
from importlib.resources import files

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select, text

from core.context import Context
from core.municipalities import Place
from core.store import embedded
from core.store.engine import make_engine
from core.store.tables import Base
from core.store.upgrade import newest_version, schema_version, upgrade_schema
from tests.conftest import database_url, owner_connection
from tests.contract.filling import as_owner, fill


@pytest.fixture
def empty_url(server: embedded.Server) -> Generator[str]:
    """A database without any schema."""
    name = f"test_{secrets.token_hex(6)}"
    with owner_connection(server.url) as connection:
        connection.execute(f"create database {name}".encode())
        yield database_url(server, name)
        connection.execute(f"drop database {name} with (force)".encode())


def things(url: str) -> set[tuple[str, str]]:
    """Everything of the schema that a migration makes: tables, columns, indexes, functions, policies, grants."""
    grants = "(select string_agg(acl::text, ' ') from unnest({}) acl where acl::text not like current_user || '=%')"
    queries = {
        "column": "select table_name || '.' || column_name || ' ' || data_type from information_schema.columns"
        " where table_schema = 'public'",
        "index": "select indexdef from pg_indexes where schemaname = 'public'",
        "function": f"select concat_ws(' ', oid::regprocedure, prosecdef, {grants.format('proacl')}) from pg_proc"
        " where pronamespace = 'public'::regnamespace",
        "policy": "select concat_ws(' ', tablename, policyname, cmd, roles, qual, with_check) from pg_policies",
        "table": f"select concat_ws(' ', relname, relrowsecurity, relforcerowsecurity, {grants.format('relacl')})"
        " from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'S', 'v')",
        "grant": f"select concat_ws(' ', attrelid::regclass, attname, {grants.format('attacl')}) from pg_attribute"
        " join pg_class c on c.oid = attrelid and c.relnamespace = 'public'::regnamespace where attacl is not null",
        "schema": f"select {grants.format('nspacl')} from pg_namespace where nspname = 'public'",
        "type": "select typname from pg_type where typnamespace = 'public'::regnamespace",
    }
    with as_owner(url) as session:
        return {(kind, row) for kind, query in queries.items() for row in session.scalars(text(query))}


# What the machine made of signals goes with its tables, and is made again; what later versions keep goes with theirs.
MADE_AGAIN = {"proposal", "cluster"}
FIRST = set(
    re.findall(
        r'create_table\(\s*"(\w+)"',
        files("core").joinpath("store/migrations/versions/0001_first.py").read_text("utf-8"),
    )
)
GONE = set(Base.metadata.tables) - FIRST - MADE_AGAIN


def row_counts(url: str, without: Collection[str] = ()) -> dict[str, int]:
    with as_owner(url) as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
            if name not in without
        }


def test_up_down_and_up_again_on_a_filled_database(context: Context, place: Place) -> None:
    """Down to the first version no signal is lost; roles and rules that later versions add come back the same."""
    url = context.store.url
    fill(url, context.keys, place)
    before, counted = things(url), row_counts(url)
    kept = {name: count for name, count in counted.items() if name not in MADE_AGAIN | GONE}
    assert 0 not in {counted[name] for name in counted if name not in {"due", "sign_in_attempt"}}

    assert upgrade_schema(url, "0001") == "0001"
    assert row_counts(url, MADE_AGAIN | GONE) == kept
    assert not any(kind == "policy" for kind, _ in things(url))
    assert upgrade_schema(url) == newest_version()
    # Every signal is to be packed for figures again, and what the public sees made anew.
    anew = {"fact_moved": counted["signal"], "publication_due": 1}
    assert row_counts(url) == counted | dict.fromkeys({"cluster", *GONE}, 0) | anew
    assert things(url) == before

    assert upgrade_schema(url, "base") == ""
    left = {(kind, what) for kind, what in things(url) if "alembic_version" not in what}
    assert {kind for kind, _ in left} == {"schema"}
    assert upgrade_schema(url) == newest_version()
    assert things(url) == before


@pytest.mark.long
def test_each_step_down_and_up_again_gives_the_same(empty_url: str) -> None:
    steps = [f"{number:04}" for number in range(int(newest_version()) + 1)]
    seen: dict[str, set[tuple[str, str]]] = {}
    for step in steps:
        assert upgrade_schema(empty_url, step) == step
        seen[step] = things(empty_url)
    for step in reversed(steps[:-1]):
        assert upgrade_schema(empty_url, step) == step
        assert things(empty_url) == seen[step], step


def test_the_models_are_what_the_migrations_make(url: str) -> None:
    engine = make_engine(url, size=1, role=None)
    with engine.connect() as connection:
        settings = {"compare_type": True, "compare_server_default": False}
        found = compare_metadata(MigrationContext.configure(connection, opts=settings), Base.metadata)
    engine.dispose()
    # The job queue's tables and indexes are its own: they are made by its own script, not by our models.
    ours = [difference for difference in map(repr, found) if "procrastinate" not in difference]
    assert ours == []
    assert found


def test_an_upgrade_of_what_is_there_changes_nothing(url: str) -> None:
    before = things(url)
    assert upgrade_schema(url) == newest_version() == schema_version(url)
    assert things(url) == before


def test_programs_that_upgrade_at_once_wait_for_each_other(empty_url: str) -> None:
    start = threading.Barrier(4)
    reached: list[object] = []

    def program() -> None:
        start.wait(60)
        try:
            reached.append(upgrade_schema(empty_url))
        except Exception as error:  # noqa: BLE001 # shown by the assertion
            reached.append(error)

    programs = [threading.Thread(target=program) for _ in range(4)]
    for one in programs:
        one.start()
    for one in programs:
        one.join(120)
    assert reached == [newest_version()] * 4
