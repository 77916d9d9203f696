"""Real Dovecots for these tests: their own folder, free ports of this machine, a CA of their own, any user."""

import contextlib
import grp
import os
import pwd
import secrets
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient

from tests.ports import free_port

PASSWORD = "lang-genoeg"

_CONF = Path(__file__).parents[3] / "tools/mail-servers/dovecot.conf"
_PASSWORDS = """
passdb {{
  driver = static
  args = password={password}
}}
"""
_OAUTH = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {root}/oauth2.conf
}}
"""
_INTROSPECTION = """
introspection_mode = post
introspection_url = {url}
client_id = dovecot
client_secret = geheim
username_attribute = username
active_attribute = active
active_value = true
timeout_msecs = 2000
"""


@dataclass
class Dovecot:
    """One server; `start` and `stop` any number of times: its mails stay."""

    root: Path
    imap: int
    imaps: int
    lmtp: int
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            ["dovecot", "-F", "-c", str(self.root / "dovecot.conf")], start_new_session=True
        )
        until = time.monotonic() + 60

        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.imap), 1) as sock:
                    sock.settimeout(5)
                    if sock.recv(100).startswith(b"* OK"):
                        return
            except OSError:
                pass
            if time.monotonic() > until or self.process.poll() is not None:
                log = self.root / "dovecot.log"
                pytest.fail(f"dovecot did not start: {log.read_text() if log.exists() else 'no log'}")
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process is not None:
            # All at once, as when a machine stops: sessions in use would live on for a while.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(60)
            self.process = None

    def deliver(self, user: str, raw: bytes) -> None:
        """Deliver a mail by LMTP, as the mail server in front does."""
        with smtplib.LMTP("127.0.0.1", self.lmtp) as lmtp:
            assert lmtp.sendmail("an@example.org", [user], raw) == {}

    def look(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """Give the mails in a folder, as its owner sees them."""
        with self.signed_in(user) as client:
            if not client.folder_exists(folder):
                return []
            client.select_folder(folder)
            found = client.fetch(client.search("UNDELETED"), ["BODY.PEEK[]"])
            return [about[b"BODY[]"] for _uid, about in sorted(found.items())]

    @contextmanager
    def signed_in(self, user: str) -> Generator[Any]:
        """Sign in as the owner of a mailbox."""
        with IMAPClient("127.0.0.1", port=self.imap, ssl=False, timeout=60) as client:
            client.login(user, PASSWORD)
            yield client


def make_dovecot(certificate: tuple[Path, Path], mechanisms: str = "plain", introspection: str = "") -> Dovecot:
    """Make a server that is not running yet. Its folder is short and open: sockets and another user live in it."""
    if shutil.which("dovecot") is None:
        pytest.fail("these tests need Dovecot: apt-get install dovecot-imapd dovecot-lmtpd")
    root = Path(tempfile.mkdtemp(prefix="dv", dir="/tmp"))
    root.chmod(0o755)
    us = pwd.getpwuid(os.getuid()).pw_name
    root_user = os.getuid() == 0
    owner = pwd.getpwnam("mail" if root_user else us)
    for name in ("mail", "run", "state"):
        (root / name).mkdir()
        os.chown(root / name, *((owner.pw_uid, owner.pw_gid) if name == "mail" else (-1, -1)))
    made = Dovecot(root, free_port(), free_port(), free_port())
    passdb = (_OAUTH if introspection else "") + (_PASSWORDS if "plain" in mechanisms else "")
    (root / "oauth2.conf").write_text(_INTROSPECTION.format(url=introspection))
    filled = {
        "ROOT": root,
        "CERT": certificate[0],
        "KEY": certificate[1],
        "MECHANISMS": mechanisms,
        "PASSDB": passdb.format(root=root, password=PASSWORD),
        "LOGIN": "dovenull" if root_user else us,
        "INTERNAL": "dovecot" if root_user else us,
        "GROUP": "dovecot" if root_user else grp.getgrgid(os.getgid()).gr_name,
        "OWNER": owner.pw_uid,
        "OWNER_GROUP": owner.pw_gid,
        "IMAP": made.imap,
        "IMAPS": made.imaps,
        "LMTP": made.lmtp,
    }
    conf = _CONF.read_text("utf-8")
    for name, value in filled.items():
        conf = conf.replace(f"@{name}@", str(value))
    (root / "dovecot.conf").write_text(conf)
    return made


def new_user() -> str:
    return f"u{secrets.token_hex(4)}@example.org"


def mail(to: str, subject: str, body: str = "Een vraag over de sociale dienst.") -> bytes:
    """Write a mail by an invented worker; lines end as in a mail."""
    head = f"From: An <an@example.org>\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{subject}@example.org>\r\n"
    return f"{head}Date: Mon, 02 Nov 2026 10:00:00 +0100\r\n\r\n{body}\r\n".encode()
