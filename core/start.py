"""An installation opened: database started or reached, schema upgraded, keys checked, shared doors made."""

import fcntl
import os
import pwd
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from core.classify.shelf import Shelf
from core.context import Context
from core.errors import SettingsError
from core.municipalities import ensure_doors
from core.privacy.keyring import meet_keys
from core.privacy.keys import Keys, read_keys
from core.settings import Settings, split_address
from core.store import embedded
from core.store.engine import Store, Writing, make_engine
from core.store.upgrade import upgrade_schema
from core.words import load_words

# What a process can do.
ROLES = ("web", "bot", "mail", "worker", "clock")
# Threads that may hold a connection at once: pages, and the panel with its entrance and errands; doors, deliverers, the
# clock and some air; and two queues of workers where one process has both the bot and the worker.
_PAGES, _PANEL, _ROOMS = 24, 16, 24


@dataclass(frozen=True, slots=True)
class Database:
    """Where the database is: its owner's address."""

    url: str


@contextmanager
def open_database(settings: Settings, say: Callable[[str], object]) -> Generator[Database]:
    """Reach the database that is set, or start the embedded one; the last program to leave stops what was started."""
    if settings.database_url is not None:
        yield Database(_with_driver(settings.database_url.get_secret_value()))
        return
    make_folder(settings.data)
    with (settings.data / "programs.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        server = embedded.start(settings.data, say=say)
        try:
            yield Database(server.url)
        finally:
            if _is_last(lock.fileno()):
                embedded.stop(server)


@contextmanager
def open_installation(settings: Settings, say: Callable[[str], object] = lambda _line: None) -> Generator[Context]:
    """Open everything that a command or a role needs, and close it again.

    Raises StoreError, KeyMismatch or SettingsError with a sentence that says what is wrong.
    """
    with open_database(settings, say) as database:
        upgrade_schema(database.url)
        keys = open_keys(settings, database)
        with owning(database.url) as session:
            ensure_doors(session)
        store = Store(database.url, size=2 * settings.workers + _PAGES + _PANEL + _ROOMS)
        try:
            shelf = Shelf(settings.model, settings.data)
            yield Context(settings, store, keys, load_words(), base_url(settings), shelf=shelf)
        finally:
            store.close()


def open_keys(settings: Settings, database: Database) -> Keys:
    """Read the keys and hold them against the database."""
    given = settings.secret_key.get_secret_value() if settings.secret_key else None
    if given is None:
        make_folder(settings.data)
    try:
        keys = read_keys(given, settings.data)
    except OSError as wrong:
        raise SettingsError(f"SIGNAAL_DATA: {settings.data}/secret.key: {wrong.strerror}; make it readable") from None
    return meet_keys(database.url, keys)


@contextmanager
def owning(url: str) -> Generator[Writing]:
    """Open a transaction as the owner: for what only an installation's keeper does, such as adding a municipality."""
    engine = make_engine(url, size=1, role=None)
    try:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield Writing(session)
    finally:
        engine.dispose()


def base_url(settings: Settings) -> str:
    """Tell where people find the pages: as set, or where this program listens."""
    host, port = split_address(settings.http_listen)
    return settings.base_url.rstrip("/") or f"http://{host}:{port}"


def make_folder(folder: Path) -> None:
    """Make the data folder where it is not there yet, and see that this program can write in it.

    Raises SettingsError that says what is in the way and what to do.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "programs.lock").open("a").close()
    except (FileExistsError, NotADirectoryError):
        raise SettingsError(f"SIGNAAL_DATA: {folder} is a file, or lies under one; name a folder") from None
    except PermissionError:
        user = _user()
        raise SettingsError(
            f"SIGNAAL_DATA: {user} may not write in {folder}; give that folder to {user} (chown), or name another"
        ) from None
    except OSError as wrong:
        raise SettingsError(f"SIGNAAL_DATA: {folder}: {wrong.strerror}; name a folder that can be written in") from None


def free_space(folder: Path) -> int:
    """Tell how many bytes are free where the data is, or will be."""
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    status = os.statvfs(there)
    return status.f_bavail * status.f_frsize


def _user() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:  # in a container, a user may have a number only
        return f"user {os.geteuid()}"


def _with_driver(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else url


def _is_last(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
