"""A real Postfix in front of the program: its own folder and free ports of this machine, nothing of /etc/postfix."""

import grp
import json
import os
import pwd
import re
import shutil
import signal
import smtplib
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.flows.program import wait_until
from tests.ports import free_port

SIGNAAL, WORKERS = "signaal.example.org", "molenkerke.example.org"
GONE = f"weg@{WORKERS}"  # an address whose mailbox is no more
TRUST = "authserv=mx.signaal.example"
_CONFIGURATION = Path(__file__).parents[3] / "tools/mail-servers"
_DAEMONS = Path("/usr/lib/postfix/sbin")
# Folders of the queue, as Postfix wants them: (name, group may write, mode).
_OWNED = ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace")
_SHARED = {"maildrop": 0o730, "public": 0o710}
_STARTED_WITHIN = _STOPPED_WITHIN = 60.0


@dataclass(slots=True)
class Postfix:
    """One server: mail for the domain of Signaal goes on by `lmtp`, or by `smtp` with TLS for names in `by_smtp`.

    `mailboxes`: port where the workers' mailboxes take mail by LMTP. `ca`: who may sign for the SMTP door.
    """

    lmtp: int
    smtp: int
    mailboxes: int
    ca: Path
    by_smtp: tuple[str, ...] = ()
    one_at_a_time: bool = True
    port: int = field(default_factory=free_port)
    root: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="pf", dir="/tmp")))
    _process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start and wait until it takes mail."""
        with (self.root / "stderr").open("wb") as stderr:
            self._process = subprocess.Popen(
                (str(_DAEMONS / "master"), "-c", str(self.root / "etc"), "-d"),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stderr, env={"PATH": os.environ["PATH"]},
                start_new_session=True,
            )  # fmt: skip
        wait_until(self._listens, _STARTED_WITHIN, "Postfix")

    def stop(self) -> None:
        """Stop, with all its processes, and remove the folder."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(_STOPPED_WITHIN)
            finally:
                self._process = None
        shutil.rmtree(self.root, ignore_errors=True)

    def send(self, raw: bytes, to: tuple[str, ...], sender: str) -> None:
        """Hand over a mail, as another mail server does."""
        with smtplib.SMTP("127.0.0.1", self.port, timeout=60) as client:
            assert client.sendmail(sender, to, raw) == {}

    def log(self) -> str:
        """What it wrote in its log."""
        log = self.root / "mail.log"
        return log.read_text("utf-8", "replace") if log.exists() else ""

    def log_of(self, status: str) -> list[str]:
        """The lines of its log about deliveries that ended this way: sent, deferred or bounced."""
        return [line for line in self.log().splitlines() if f"status={status}" in line]

    def queue(self) -> list[dict[str, object]]:
        """The mails that wait in it."""
        listed = self._ask("postqueue", "-j")
        return [json.loads(line) for line in listed.splitlines() if line]

    def flush(self) -> None:
        """Let it try everything that waits now."""
        self._ask("postqueue", "-f")

    def drain(self, seconds: float) -> None:
        """Wait until nothing waits in it. Raises AssertionError."""
        wait_until(lambda: not self.queue(), seconds, "the queue of Postfix to drain")

    def _ask(self, command: str, *arguments: str) -> str:
        asked = (command, "-c", str(self.root / "etc"), *arguments)
        return subprocess.run(asked, check=True, capture_output=True, text=True, timeout=60).stdout

    def _listens(self) -> bool:
        assert self._process is None or self._process.poll() is None, (self.root / "stderr").read_text() + self.log()
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=20) as client:
                return client.noop()[0] == 250
        except OSError:
            return False


def write_configuration(postfix: Postfix) -> None:
    """Write what a server needs to start: settings, and folders that belong to whom Postfix wants."""
    transports = {f"{name}@{SIGNAAL}": f"smtp:[localhost]:{postfix.smtp}" for name in postfix.by_smtp}
    transports[SIGNAAL] = f"lmtp:inet:127.0.0.1:{postfix.lmtp}"
    transports[GONE] = transports[SIGNAAL]  # who refuses it, after Postfix took it
    transports[WORKERS] = f"lmtp:inet:127.0.0.1:{postfix.mailboxes}"
    filled = {
        "ROOT": str(postfix.root),
        "DAEMONS": str(_DAEMONS),
        "PORT": str(postfix.port),
        "SMTP": str(postfix.smtp),
        "CA": str(postfix.ca),
        "SIGNAAL_DOMAIN": SIGNAAL,
        "WORKERS_DOMAIN": WORKERS,
        "WORKERS_PATTERN": re.escape(WORKERS),
        "TRANSPORTS": ", ".join(f"{{{to} = {way}}}" for to, way in transports.items()),
        "LIMIT": "" if postfix.one_at_a_time else "#",
    }
    etc, queue, data = postfix.root / "etc", postfix.root / "queue", postfix.root / "data"
    for folder in (etc, queue, queue / "pid", data):
        folder.mkdir()
    for name in ("main.cf", "master.cf", "header-checks"):
        text = (_CONFIGURATION / f"postfix-{name}").read_text("utf-8")
        (etc / name).write_text(_fill(text, filled))
    postfix.root.chmod(0o755)
    owner, group = pwd.getpwnam("postfix").pw_uid, grp.getgrnam("postdrop").gr_gid
    os.chown(data, owner, -1)
    for name in (*_OWNED, *_SHARED):
        (queue / name).mkdir()
        (queue / name).chmod(_SHARED.get(name, 0o700))
        os.chown(queue / name, owner, group if name in _SHARED else -1)


def need_postfix() -> None:
    """Skip where nobody may start Postfix, fail where it is not installed."""
    if os.getuid() != 0:
        pytest.skip("Postfix is started as root only")
    if not (_DAEMONS / "master").exists() or shutil.which("swaks") is None:
        pytest.fail("these tests need Postfix: apt-get install postfix swaks")


def _fill(text: str, filled: Mapping[str, str]) -> str:
    for name, value in filled.items():
        text = text.replace(f"@{name}@", value)
    return text
