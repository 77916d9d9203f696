"""Ports of this machine that nobody takes between finding and listening, nor while a server is down for a moment.

The system hands out ports of its own range, for servers on port 0 and for every connection that is made; so a port that
was found there may be gone a moment later. These lie below that range, and each process keeps a block to itself.
"""

import os
import random
import socket
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from filelock import FileLock, Timeout

_FIRST, _END, _BLOCK = 20_000, 32_000, 50


def free_port() -> int:
    """A port that nobody listens on now, and that no other test is given."""
    while True:
        port = next(_ports())
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue  # a program that is no test listens there
            return port


@cache
def _ports() -> Iterator[int]:
    """Every port of one block after another; a block is ours as long as this process lives."""
    folder = Path(tempfile.gettempdir()) / f"signaal-test-ports-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    blocks = list(range(_FIRST, _END, _BLOCK))
    random.shuffle(blocks)
    ours: list[FileLock] = []
    for first in blocks:
        lock = FileLock(folder / str(first), thread_local=False)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            continue
        ours.append(lock)
        yield from range(first, first + _BLOCK)
    raise AssertionError("no ports are left for tests")
