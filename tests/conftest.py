"""What every test may ask for: a real PostgreSQL, a migrated database of its own, a context, a municipality."""

import gc
import os
import shutil
import zlib
from collections.abc import Generator
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from filelock import FileLock
from sqlalchemy import Engine, make_url
from sqlalchemy.orm import Session

from core.context import Context
from core.municipalities import Place, add_municipality, ensure_doors, read_municipality
from core.privacy.keyring import hold_keys
from core.privacy.keys import Keys, read_keys
from core.settings import Settings
from core.store import embedded
from core.store.engine import Store, make_engine
from core.store.upgrade import upgrade_schema
from core.words import load_words
from tests.databases import Databases

# How long an example takes says how busy the machine is, not whether the code is right.
hypothesis.settings.register_profile("busy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("busy")

# Another server to test against: PostgreSQL 15 or newer, its owner no superuser but with CREATEROLE and CREATEDB.
EXTERNAL = "SIGNAAL_TEST_DATABASE_URL"


# What is imported stays: looking for garbage in it, again and again, would be a fifth of the work. What tests make is
# looked through as ever.
gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Set all that was imported apart from what is looked through for garbage."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Share out the tests."""
    from tests.together import Together  # the tests of training run without xdist

    return Together(config, log)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[embedded.Server]:
    """One server for all workers of this run, with a migrated template; the last worker leaves it as it was."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if shared.name.startswith("popen-") else shared
    root = shared / "postgres"
    users = shared / "postgres.users"
    external = os.environ.get(EXTERNAL)
    with FileLock(shared / "postgres.start"):
        root.mkdir(exist_ok=True)
        running = embedded.Server(external, root, root, "", adopted=True) if external else embedded.start(root)
        if not users.exists():
            _make_template(running, ours=not external)
        users.write_text(str(int(users.read_text()) + 1 if users.exists() else 1))
    yield running
    with FileLock(shared / "postgres.start"):
        left = int(users.read_text()) - 1
        users.write_text(str(left))
        if left == 0 and external:
            _drop_databases(running)
        elif left == 0:
            embedded.stop(running, mode="immediate")
            shutil.rmtree(root, ignore_errors=True)


def owner_connection(url: str) -> "psycopg.Connection[tuple[object, ...]]":
    """Connect as the owner to the database of a SQLAlchemy URL."""
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def database_url(server: embedded.Server, name: str) -> str:
    """Give the URL of another database of this server."""
    return make_url(server.url).set(database=name).render_as_string(hide_password=False)


def template_name(server: embedded.Server) -> str:
    """Name the template: on a server of others, one for each run."""
    return f"signaal_template_{zlib.crc32(os.fsencode(server.data)):x}"


def _drop_databases(server: embedded.Server) -> None:
    with owner_connection(server.url) as connection:
        ours = connection.execute("select datname from pg_database where datname ~ '^test_[0-9a-f]{12}$'").fetchall()
        for name in [*(str(row[0]) for row in ours), template_name(server)]:
            connection.execute(f"drop database if exists {name} with (force)".encode())


def _make_template(server: embedded.Server, *, ours: bool) -> None:
    name = template_name(server)
    with owner_connection(server.url) as connection:
        if ours:
            for setting in ("fsync = off", "full_page_writes = off", "checkpoint_timeout = '1h'"):
                connection.execute(f"alter system set {setting}".encode())
            connection.execute("select pg_reload_conf()")
        connection.execute(f"drop database if exists {name}".encode())
        connection.execute(f"create database {name}".encode())
    upgrade_schema(database_url(server, name))


@pytest.fixture(scope="session")
def databases(server: embedded.Server) -> Generator[Databases]:
    """The databases of this worker."""
    with owner_connection(server.url) as connection:
        yield Databases(connection, template_name(server))


@pytest.fixture
def url(server: embedded.Server, databases: Databases) -> Generator[str]:
    """A migrated, empty database of this test alone."""
    name, unknown = databases.take()
    there = database_url(server, name)
    if unknown:
        with owner_connection(there) as inside:
            databases.remember(inside)
    yield there
    owner_engine(there).dispose()
    with owner_connection(there) as inside:
        databases.give_back(name, inside)


@pytest.fixture
def settings(tmp_path: Path, url: str) -> Settings:
    """Settings of an installation with this test's database."""
    return Settings(data=tmp_path / "data", database_url=url, base_url="http://127.0.0.1:1", form_seconds=0)  # pyright: ignore[reportArgumentType]  # pydantic makes it a secret


@pytest.fixture
def keys(settings: Settings, url: str) -> Keys:
    """The keys of this test's installation."""
    with Session(owner_engine(url)) as session, session.begin():
        return hold_keys(session, read_keys(None, settings.data))


@pytest.fixture
def context(settings: Settings, url: str, keys: Keys) -> Generator[Context]:
    """What the core needs, on this test's database, with the shared doors made."""
    with Session(owner_engine(url)) as session, session.begin():
        ensure_doors(session)
    store = tried_store(url)
    store.close()  # a thread of the test before may have put a connection back that was ended since
    yield Context(settings=settings, store=store, keys=keys, words=load_words(), base_url="http://127.0.0.1:1")
    store.close()


@cache
def owner_engine(url: str) -> Engine:
    """An engine of the owner, made once for each database: what it learnt of it stays when it is disposed of."""
    return make_engine(url, size=1, role=None)


@cache
def tried_store(url: str) -> Store:
    """The store of a database, made once for the tests that have it after one another: it knows its statements."""
    return Store(url, size=10)


def make_place(url: str, slug: str, name: str) -> Place:
    """Add a municipality, as the owner."""
    with Session(owner_engine(url)) as session, session.begin():
        return read_municipality(session, add_municipality(session, slug, name).id)


@pytest.fixture
def place(context: Context, url: str) -> Place:
    """The invented municipality of Lommerbeek."""
    return make_place(url, "lommerbeek", "Lommerbeek")


@pytest.fixture
def other_place(context: Context, url: str) -> Place:
    """Another invented municipality, that may see nothing of the first."""
    return make_place(url, "zandhove", "Zandhove")
