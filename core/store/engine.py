"""Transactions, each bound to one role: the store of the program."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, NewType

from sqlalchemy import Engine, ExceptionContext, create_engine, event, text
from sqlalchemy.exc import ArgumentError, DBAPIError, InvalidatePoolError, NoSuchModuleError
from sqlalchemy.orm import Session, sessionmaker

from core.errors import StoreError

# A connection that lay idle this long (seconds) is tried before it is given out: to try each time is a trip more.
_UNTRIED = 2.0
_USED = "signaal used"
# Classes of SQLSTATE that say nothing of what was asked: connection, rollback, resources, not in that state, operator.
_PASSING = ("08", "40", "53", "55", "57")

Writing = NewType("Writing", Session)
Reading = NewType("Reading", Session)

DOOR, TENANT, CLOCK, PUBLIC = "signaal_door", "signaal_tenant", "signaal_clock", "signaal_public"
_BIND = text("select set_config('role', :role, true), set_config('signaal.municipality', :municipality, true)")


class Store:
    """The database as the program uses it: one pool, and a transaction per event with the role that fits it."""

    def __init__(self, url: str, *, size: int = 20) -> None:
        """Make the pool of at most `size` connections; nothing is connected yet."""
        self.url = url
        self.engine = make_engine(url, size=size)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def door(self) -> Generator[Writing]:
        """Open a transaction that sees intake, look-ups and letters of every door, and no texts."""
        with self._sessions.begin() as session:
            yield Writing(session)

    @contextmanager
    def tenant(self, municipality_id: int) -> Generator[Writing]:
        """Open a transaction bound to one municipality."""
        with self._sessions.begin() as session:
            bind(Writing(session), municipality_id)
            yield Writing(session)

    @contextmanager
    def clock(self) -> Generator[Writing]:
        """Open a transaction that sees which municipalities there are and what is due."""
        with self._sessions.begin() as session:
            session.execute(_BIND, {"role": CLOCK, "municipality": ""})
            yield Writing(session)

    @contextmanager
    def public(self) -> Generator[Reading]:
        """Open a transaction that sees what anyone may see."""
        with self._sessions.begin() as session:
            session.execute(_BIND, {"role": PUBLIC, "municipality": ""})
            yield Reading(session)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def is_away(error: DBAPIError) -> bool:
    """Tell whether the database could not work just now, so that the same may succeed later.

    psycopg calls more than that an operational error: a value that is too long for an index, for example.
    """
    sqlstate = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or sqlstate is None or sqlstate.startswith(_PASSING)


def bind(session: Writing, municipality_id: int) -> None:
    """Bind the rest of a transaction to one municipality."""
    session.execute(_BIND, {"role": TENANT, "municipality": str(municipality_id)})


def make_engine(url: str, *, size: int, role: str | None = DOOR) -> Engine:
    """Make an engine whose connections act as `role` (None: as the owner, for migrations only)."""
    try:
        engine = create_engine(url, pool_size=size, max_overflow=0, pool_timeout=30, pool_use_lifo=True, connect_args={
            "connect_timeout": 10,
            "application_name": "signaal",
            "options": "-c statement_timeout=60000 -c lock_timeout=30000 -c idle_in_transaction_session_timeout=30000",
        }, hide_parameters=True)  # fmt: skip
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise StoreError("SIGNAAL_DATABASE_URL: must be postgresql://USER:PASSWORD@HOST:PORT/DATABASE") from None

    event.listen(engine, "handle_error", _hold_back)
    _try_the_idle(engine)
    if role is not None:

        @event.listens_for(engine, "connect")
        def set_role(connection: Any, _record: object) -> None:
            before, connection.autocommit = connection.autocommit, True
            connection.execute(f"set role {role}")
            connection.autocommit = before

    return engine


def _try_the_idle(engine: Engine) -> None:
    """Replace connections that were lost while nobody used them, before anybody does."""

    @event.listens_for(engine, "checkin")
    def note(_connection: object, record: Any) -> None:
        record.info[_USED] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def try_it(connection: Any, record: Any, _given: object) -> None:
        used = record.info.get(_USED)
        if used is None or time.monotonic() - used < _UNTRIED:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error:
            raise InvalidatePoolError from None  # a new one is made, and the others are as old


def _hold_back(failed: ExceptionContext) -> None:
    """Take the words out of an error of the database: its message may quote the row that was written."""
    original = failed.original_exception
    about = getattr(original, "diag", None)
    if about is None or about.sqlstate is None:  # an error of ours, or of the connection
        return
    parts = (about.sqlstate, about.table_name, about.column_name, about.constraint_name)
    told = " ".join([type(original).__name__, *(part for part in parts if part)])
    original.args = (told,)
    if failed.sqlalchemy_exception is not None:
        failed.sqlalchemy_exception.args = (told,)
