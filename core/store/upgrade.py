"""The schema brought to the version of this program, by one program at a time."""

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from core.errors import StoreError
from core.store.engine import make_engine

# An advisory lock of our own: two nodes that start together upgrade one after the other.
_UPGRADE_LOCK = 7_416_672_151_001


def upgrade_schema(url: str, revision: str = "head") -> str:
    """Bring the schema to `revision` (or `base`: none) and return the version it has. As the owner; safe to repeat.

    Raises StoreError when the server cannot be reached or is older than 15.
    """
    engine = make_engine(url, size=1, role=None)
    try:
        with engine.connect() as connection:
            version = connection.execute(text("show server_version_num")).scalar_one()
            if int(version) < 150000:  # noqa: PLR2004 # PostgreSQL 15: NULLS NOT DISTINCT
                raise StoreError("PostgreSQL 15 or newer is needed")
            # A large table takes its time, and so does another program that is upgrading.
            connection.execute(text("set statement_timeout = 0"))
            connection.execute(text("set lock_timeout = 0"))
            connection.execute(text("select pg_advisory_lock(:key)"), {"key": _UPGRADE_LOCK})
            connection.commit()
            config = Config()
            config.set_main_option("script_location", str(files("core").joinpath("store/migrations")))
            config.attributes["connection"] = connection
            wanted = {"head": newest_version(), "base": "-1"}.get(revision, revision)
            if int(wanted, 10) >= int(schema_version(url) or "0", 10):
                command.upgrade(config, revision)
            else:
                command.downgrade(config, revision)
            connection.commit()
            connection.execute(text("select pg_advisory_unlock(:key)"), {"key": _UPGRADE_LOCK})
            return MigrationContext.configure(connection).get_current_revision() or ""
    except OperationalError as wrong:
        raise _unreachable(wrong) from None
    finally:
        engine.dispose()


def schema_version(url: str) -> str | None:
    """Read the version of the schema; None when there is none yet. StoreError when the server cannot be reached."""
    engine = make_engine(url, size=1, role=None)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except OperationalError as wrong:
        raise _unreachable(wrong) from None
    finally:
        engine.dispose()


def newest_version() -> str:
    """Tell which version this program needs."""
    return ScriptDirectory(str(files("core").joinpath("store/migrations"))).get_current_head() or ""


def _unreachable(wrong: OperationalError) -> StoreError:
    state = getattr(wrong.orig, "sqlstate", None) or "cannot be reached"
    return StoreError(f"database: {state}; see that the server runs, and that SIGNAAL_DATABASE_URL leads to it")
