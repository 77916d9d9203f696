"""The whole program as a subprocess in a group of its own: started, killed hard with or without its database, read."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from core.store import embedded
from tests.ports import free_port

SIGNAAL = (str(Path(sys.executable).with_name("signaal")),)
READY_WITHIN = 180.0  # seconds; on an idle machine it takes a few
_STOP_WITHIN = 60.0


class Program:
    """An installation in a folder, with one process group at a time.

    `base` is where its pages are, the same after each start; `said` holds what it printed since the last start.
    """

    def __init__(
        self, folder: Path, *, run: Sequence[str] = (), command: Sequence[str] = SIGNAAL, **environment: str
    ) -> None:
        """Take a folder, the arguments after `signaal run`, and settings without their prefix in small letters."""
        self.folder, self._run, self._command = folder, tuple(run), tuple(command)
        self.base = f"http://127.0.0.1:{free_port()}"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "SIGNAAL_DATA": str(folder / "data"),
            "SIGNAAL_HTTP_LISTEN": self.base.removeprefix("http://"),
            "SIGNAAL_METRICS_LISTEN": "",
            "SIGNAAL_FORM_SECONDS": "0",  # what drives it is faster than a person
            "SIGNAAL_SMTP_LISTEN": "127.0.0.1:0",
            # Every client of a test comes from this machine; the shield counts the address that it forwards.
            "SIGNAAL_TRUSTED_PROXIES": "127.0.0.1",
            **{f"SIGNAAL_{name.upper()}": value for name, value in environment.items()},
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def said(self) -> str:
        """What the running program printed, on both streams."""
        return "".join(self._log(name).read_text("utf-8", "replace") for name in ("out", "err"))

    def start(self) -> float:
        """Start and wait until it serves; the seconds that took. Raises AssertionError with what it printed."""
        assert self._process is None, "it runs"
        began = time.monotonic()
        with self._log("out").open("wb") as out, self._log("err").open("wb") as err:
            self._process = subprocess.Popen(
                (*self._command, "run", *self._run),
                cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                start_new_session=True,
            )  # fmt: skip
        try:
            wait_until(self._is_ready, READY_WITHIN, "the ready line")
        except AssertionError as late:
            said = self.said
            self.kill()
            raise AssertionError(f"{late}: {said[-3000:]}") from None
        return time.monotonic() - began

    @property
    def pid(self) -> int:
        """The process number of the running program."""
        assert self._process is not None, "it does not run"
        return self._process.pid

    def kill(self) -> None:
        """Kill the whole group, as a power cut would; nothing happens when it does not run."""
        if self._process is not None:
            with suppress(ProcessLookupError):  # it ended by itself
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(_STOP_WITHIN)
            self._process = None

    @contextmanager
    def frozen(self) -> Generator[None]:
        """Let the program stand still for a while, with everything that it holds."""
        os.killpg(self.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(self.pid, signal.SIGCONT)

    def stop(self) -> int:
        """Ask it to stop, as systemd does; its exit code."""
        assert self._process is not None, "it does not run"
        self._process.terminate()
        try:
            code = self._process.wait(_STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"it did not stop in {_STOP_WITHIN} s: {self.said[-3000:]}") from None
        self._process = None
        return code

    def call(self, *arguments: str, given: str = "", seconds: float = 180) -> subprocess.CompletedProcess[str]:
        """Run another command of this installation, with `given` on its standard input."""
        return subprocess.run(
            (*self._command, *arguments), check=False, cwd=self.folder, env=self.environment, input=given,
            capture_output=True, text=True, timeout=seconds,
        )  # fmt: skip

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """Ask the database as its owner; every row of the answer."""
        with psycopg.connect(self.database().replace("+psycopg", ""), connect_timeout=60) as connection:
            return connection.execute(question.encode()).fetchall()

    def tell(self, statement: str) -> None:
        """Change something in the database as its owner."""
        with psycopg.connect(self.database().replace("+psycopg", ""), connect_timeout=60) as connection:
            connection.execute(statement.encode())

    def database(self) -> str:
        """The owner's address of the database; the embedded server must run."""
        set_by_us = self.environment.get("SIGNAAL_DATABASE_URL")
        return set_by_us or embedded.start(self.folder / "data").url

    def stop_database(self) -> None:
        """Stop the embedded server hard: no last checkpoint, as after a power cut."""
        embedded.stop(embedded.start(self.folder / "data"), mode="immediate")

    def clear(self) -> None:
        """End everything that was started here and remove the folder."""
        self.kill()
        if (self.folder / "data" / "postgres").exists():
            self.stop_database()
        shutil.rmtree(embedded.short_folder((self.folder / "data").resolve()), ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _is_ready(self) -> bool:
        assert self._process is None or self._process.poll() is None, "it ended before it served"
        lines = self._log("out").read_text("utf-8").splitlines()
        return any(line.startswith("ready ") for line in lines)

    def _log(self, name: str) -> Path:
        return self.folder / f"program.{name}"


@contextmanager
def installation(
    *, run: Sequence[str] = (), command: Sequence[str] = SIGNAAL, **environment: str
) -> Generator[Program]:
    """An installation in a new folder, cleared at the end; nothing is started yet."""
    folder = Path(tempfile.mkdtemp(prefix="signaal-flow-", dir="/tmp"))
    folder.chmod(0o711)  # the embedded server may run as another user
    program = Program(folder, run=run, command=command, **environment)
    try:
        yield program
    finally:
        program.clear()


def wait_until(true: Callable[[], object], seconds: float, what: str) -> None:
    """Wait until something holds. Raises AssertionError that names it when it does not within the time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.05)
