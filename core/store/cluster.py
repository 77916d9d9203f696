"""A cluster: the data of the embedded server, made whole, checked, configured and started."""

import hashlib
import os
import pwd
import shutil
import stat
from pathlib import Path

from core.store.programs import MAJOR, EmbeddedError, can_use, reachable, run_program

OWNER, PORT = "signaal_owner", 5432
PATIENCE = 300  # seconds; recovery after a crash may take minutes on a small disk
_LONGEST = 107 - len(f"/.s.PGSQL.{PORT}")  # what the kernel leaves for the folder in a socket's address
_INITDB = (
    *("-U", OWNER, "--auth-local=peer", "--auth-host=reject", "-E", "UTF8", "--no-instructions"),
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
)
_HEADER = "# Written by signaal at every start; change settings with ALTER SYSTEM."
# Only server events are logged: a statement's error may quote a row, and the program logs its own errors.
# Parallel queries stay off: containers give them 64 MB of shared memory, and they fail half-way.
_SETTINGS = f"""{_HEADER}
listen_addresses = ''
port = {PORT}
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


def launch(root: Path, account: pwd.struct_passwd, programs: Path, lock: int) -> Path:
    """Make the cluster if there is none, start the server, wait until it answers; the socket folder."""
    data = root / "postgres"
    if not data.exists() or not any(data.iterdir()):
        _make(root, account, programs, lock)
    _check(data, account)
    sockets = data if len(os.fsencode(data)) <= _LONGEST and can_use(account, data) else short_folder(root)
    if sockets != data:
        if not sockets.exists():
            sockets.mkdir(mode=0o700)
            os.chown(sockets, account.pw_uid, account.pw_gid, follow_symlinks=False)
        if not is_own(sockets, account):
            raise EmbeddedError(f"{sockets} is not a folder of {account.pw_name} alone; remove it")
    _configure(data, account, sockets)
    for stale in (data / "postmaster.pid", data / "start.log", sockets / f".s.PGSQL.{PORT}.lock"):
        stale.unlink(missing_ok=True)  # a process number in them may by now be another program's
    with reachable(data, account) as (name, folder):
        command = ("start", "-D", name, "-w", "-t", str(PATIENCE), "-l", f"{name}/start.log")
        try:
            run_program(account, programs / "pg_ctl", *command, keep=(lock, folder), seconds=PATIENCE + 10)
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
    with reachable(draft, account) as (name, folder):
        run_program(account, programs / "initdb", "-D", name, *_INITDB, keep=(lock, folder), seconds=PATIENCE)
    _configure(draft, account, draft)
    draft.rename(root / "postgres")


def _check(data: Path, account: pwd.struct_passwd) -> None:
    """Refuse a folder that we did not make, or that this server cannot read."""
    version, settings = data / "PG_VERSION", data / "postgresql.conf"
    if not version.exists() or not settings.exists() or not settings.read_text().startswith(_HEADER):
        raise EmbeddedError(f"{data} holds something else than a database of Signaal; move it away")
    if (found := version.read_text().strip()) != MAJOR:
        raise EmbeddedError(
            f"{data} was made by PostgreSQL {found}, this is {MAJOR}: use `signaal restore` on a backup"
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


def short_folder(root: Path) -> Path:
    """The folder for the socket when the data's own path is too long or closed to the server's user."""
    return Path("/tmp") / f"signaal-{hashlib.sha256(os.fsencode(root)).hexdigest()[:16]}"  # noqa: S108 - owner is checked


def is_own(folder: Path, account: pwd.struct_passwd) -> bool:
    """Whether this is a real folder in which only that user can have made a socket."""
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == account.pw_uid and not found.st_mode & 0o022
