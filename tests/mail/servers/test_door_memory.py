"""What a peer can make the door hold in memory, measured from outside: the door is a program of its own."""

import os
import socket
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from core.context import Context
from core.municipalities import Place
from tests.mail.door.talking import TO

_LARGEST, _POURED, _MORE = 1_000_000, 100_000_000, 10_000_000
_PEERS = 3


@pytest.fixture
def door(context: Context, place: Place, tmp_path: Path) -> Generator[tuple[int, int]]:
    """A door that takes mails up to a megabyte: its port and its process."""
    assert place.slug in TO
    command = (sys.executable, "-m", "tests.mail.door.door_process", context.store.url, str(context.settings.data))
    environment = {**os.environ, "SIGNAAL_MAIL_MAX_BYTES": str(_LARGEST), "HOME": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout
        try:
            yield int(process.stdout.readline()), process.pid
        finally:
            process.kill()


def resident(pid: int) -> int:
    """The bytes of memory that a process holds."""
    [line] = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) * 1024


def pour(port: int, pid: int, piece: bytes) -> tuple[int, int]:
    """Begin a mail and send pieces until cut off: bytes that went, and the most memory that the door held meanwhile."""
    went = most = 0
    with socket.create_connection(("127.0.0.1", port), 20) as peer:
        peer.recv(1000)
        for command in ("EHLO mx.example.org", "MAIL FROM:<an@example.org>", f"RCPT TO:<{TO}>", "DATA"):
            peer.sendall(f"{command}\r\n".encode())
            reply = peer.recv(4000)
        assert reply.startswith(b"354")
        try:
            while went < _POURED:
                peer.sendall(piece)
                went += len(piece)
                most = max(most, resident(pid))
        except OSError:
            pass
    return went, most


@pytest.mark.parametrize(
    "piece", [b"x" * 65_536, (b"x" * 70 + b"\r\n") * 900, b"\n" * 65_536], ids=["one", "lines", "lf"]
)
def test_a_mail_without_an_end_grows_the_door_by_ten_megabytes_at_most(door: tuple[int, int], piece: bytes) -> None:
    port, pid = door
    pour(port, pid, piece)  # what is loaded with the first mail is not the mail
    before = resident(pid)
    for _peer in range(_PEERS):
        went, most = pour(port, pid, piece)
        assert went < _POURED, "nobody cut it off"
        assert most < before + _MORE
