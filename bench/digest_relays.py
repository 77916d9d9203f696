"""Relays on this machine for bench.digest: smtp-sink, which keeps nothing, and Postfix, which keeps each letter."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.mail.room.relaying import make_certificate
from tests.mail.servers.postfixes import WORKERS, Postfix, write_configuration
from tests.ports import free_port

# Whom Postfix takes letters for.
DOMAIN = WORKERS


@contextmanager
def sinking(*options: str) -> Generator[int]:
    """Run smtp-sink, which takes all and keeps nothing; gives its port."""
    program = shutil.which("smtp-sink", path="/usr/sbin:/usr/bin")
    assert program, "smtp-sink comes with postfix"
    port = free_port()
    process = subprocess.Popen((program, "-u", "nobody", *options, f"127.0.0.1:{port}", "64"))
    try:
        time.sleep(0.5)
        yield port
    finally:
        process.kill()
        process.wait()


@contextmanager
def relaying() -> Generator[int]:
    """Run Postfix, which writes each letter to its queue before it takes it, and hands it on to smtp-sink."""
    with sinking("-L") as mailboxes, tempfile.TemporaryDirectory() as folder:
        certificate, _key = make_certificate(Path(folder))
        postfix = Postfix(mailboxes, free_port(), mailboxes, certificate)
        write_configuration(postfix)
        postfix.start()
        try:
            yield postfix.port
        finally:
            postfix.stop()
