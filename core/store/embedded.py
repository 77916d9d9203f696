"""Starts, adopts and stops the PostgreSQL server that comes with the program, with its data in one folder."""

import fcntl
import os
import pwd
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import psycopg
from psycopg import errors, sql

from core.store.cluster import OWNER, PATIENCE, PORT, is_own, launch, short_folder
from core.store.programs import EmbeddedError, account_for, binaries, find_programs, reachable, run_program

__all__ = ["OWNER", "EmbeddedError", "Server", "binaries", "short_folder", "start", "stop"]


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its SQLAlchemy address, folders, and the system user it runs as."""

    url: str
    data: Path
    binaries: Path
    system_user: str
    adopted: bool


def start(root: Path, *, database: str = "signaal", say: Callable[[str], object] = lambda _: None) -> Server:
    """Start the server with its data in `root`/postgres, or adopt the one that runs there, and make the database.

    One lock file decides: the server inherits it and holds it until its last process ends, so whoever gets the lock
    knows that nothing works in the data (also after kill -9, in containers, and when process numbers come round).
    Raises EmbeddedError.
    """
    try:
        root = root.resolve()
        root.mkdir(mode=0o711, parents=True, exist_ok=True)
        account = account_for(root / "postgres")
        programs = find_programs(account, say)
        deadline = time.monotonic() + PATIENCE
        while (sockets := _answering(root, account)) is None:
            if (lock := _lock(root)) is not None:
                with os.fdopen(lock):
                    sockets = launch(root, account, programs, lock)
                if os.geteuid() == 0:
                    say(f"PostgreSQL refuses to run as root; it runs as {account.pw_name}.")
                _ensure_database(sockets, database)
                return Server(_url(sockets, database), root / "postgres", programs, account.pw_name, adopted=False)
            if time.monotonic() > deadline:
                raise EmbeddedError(f"the server in {root} neither answers nor ends; look in {root}/postgres/log")
            time.sleep(0.1)
        _ensure_database(sockets, database)
    except OSError as error:
        raise EmbeddedError(f"cannot start PostgreSQL in {root}: {error}") from error
    except psycopg.Error as error:
        raise EmbeddedError(
            f"PostgreSQL in {root} runs but refuses us: {type(error).__name__} {error.sqlstate}"
        ) from error
    return Server(_url(sockets, database), root / "postgres", programs, account.pw_name, adopted=True)


def stop(server: Server, *, mode: Literal["fast", "immediate"] = "fast") -> None:
    """Stop the server and wait until it has ended; nothing happens when it does not run. Raises EmbeddedError."""
    root, account = server.data.parent, pwd.getpwnam(server.system_user)
    if _idle(root):
        return
    with reachable(server.data, account) as (name, folder):
        try:
            run_program(
                account, server.binaries / "pg_ctl", "stop", "-D", name, "-m", mode, "-w", "-t", "60", keep=(folder,)
            )
        except EmbeddedError:
            if not _idle(root):
                raise


def _answering(root: Path, account: pwd.struct_passwd) -> Path | None:
    """The socket folder of a server that works in this data and answers."""
    for folder in (root / "postgres", short_folder(root)):
        if is_own(folder, account) and (folder / f".s.PGSQL.{PORT}").exists():
            try:
                _connect(folder).close()
            except psycopg.OperationalError:  # stale, starting or stopping
                continue
            return folder
    return None


def _connect(sockets: Path) -> psycopg.Connection:
    return psycopg.connect(
        host=str(sockets), port=PORT, user=OWNER, dbname="postgres", connect_timeout=5, autocommit=True
    )


def _lock(root: Path) -> int | None:
    """The open lock file, locked; nothing when a starting or running server has it."""
    descriptor = os.open(root / "postgres.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def _idle(root: Path) -> bool:
    """Whether no process of a server is left."""
    if (lock := _lock(root)) is not None:
        os.close(lock)
    return lock is not None


def _ensure_database(sockets: Path, database: str) -> None:
    with _connect(sockets) as connection:
        if connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone() is None:
            try:
                connection.execute(sql.SQL("create database {} template template0").format(sql.Identifier(database)))
            except (errors.DuplicateDatabase, errors.UniqueViolation):  # another program was first
                return


def _url(sockets: Path, database: str) -> str:
    return f"postgresql+psycopg://{OWNER}@/{quote(database, safe='')}?host={quote(str(sockets), safe='')}&port={PORT}"
