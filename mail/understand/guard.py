"""Read a mail without letting it hurt us: light ones here, heavy ones in processes killed after ten seconds."""

import os
import pickle
import queue
import subprocess
import sys
from multiprocessing.connection import Pipe
from pathlib import Path
from typing import Self

from mail.understand.limits import SECONDS, Weight, weigh
from mail.understand.parse import parse
from mail.understand.parsed import Parsed, Unreadable

_HOME = str(Path(__file__).resolve().parents[2])
_PATIENCE = 60.0
_FATAL = frozenset({"time", "crash", "memory"})


def read(raw: bytes, parsers: "Parsers | None" = None) -> Parsed:
    """Take a raw mail apart within our limits.

    Raises Unreadable with size, headers, parts, nesting, time, memory, crash or busy. Without `parsers` a heavy mail
    gets a process of its own for this one time.
    """
    if weigh(raw) is Weight.LIGHT:
        return parse(raw)
    if parsers is not None:
        return parsers.read(raw)
    with Parsers(1) as own:
        return own.read(raw)


class _Reader:
    """One process that parses, and our end of the line to it."""

    def __init__(self) -> None:
        ours, theirs = Pipe()
        self.line = ours
        path = os.pathsep.join([_HOME, *filter(None, [os.environ.get("PYTHONPATH")])])
        self.process = subprocess.Popen(  # noqa: S603  # our own reader
            [sys.executable, "-m", "mail.understand.reader", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": path, "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},
        )
        theirs.close()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.line.close()


class Parsers:
    """A few parsing processes, started when first needed, each replaced after a bomb. Safe to use from many threads."""

    def __init__(self, count: int = 2, seconds: float = SECONDS) -> None:
        """`count` processes at most; `seconds` for one mail, after which its process is killed."""
        self._seconds = seconds
        self._idle: queue.LifoQueue[_Reader | None] = queue.LifoQueue()
        self._count = count
        for _ in range(count):
            self._idle.put(None)

    def read(self, raw: bytes) -> Parsed:
        """Parse a mail in one of the processes. Raises Unreadable; `busy` after a minute without a free process."""
        try:
            reader = self._idle.get(timeout=_PATIENCE)
        except queue.Empty as full:
            raise Unreadable("busy") from full
        fresh = reader is None
        try:
            reader = reader or _start(self._seconds)
            try:
                return _ask(reader, raw, self._seconds)
            except Unreadable as why:
                if fresh or str(why) != "crash":
                    raise
                # It may have died before this mail came: the mail deserves a process that is sure to live.
                reader.kill()
                reader = None
                reader = _start(self._seconds)
                return _ask(reader, raw, self._seconds)
        except Unreadable as why:
            if reader is not None and str(why) in _FATAL:
                reader.kill()
                reader = None
            raise
        finally:
            self._idle.put(reader)

    def processes(self) -> tuple[int, ...]:
        """The ids of the processes that wait for work now."""
        waiting = [self._idle.get() for _ in range(self._idle.qsize())]
        for reader in waiting:
            self._idle.put(reader)
        return tuple(reader.process.pid for reader in waiting if reader is not None)

    def close(self) -> None:
        """End the processes. Nothing may be read afterwards."""
        for _ in range(self._count):
            try:
                reader = self._idle.get(timeout=self._seconds + 1)
            except queue.Empty:
                return
            if reader is not None:
                reader.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _start(seconds: float) -> _Reader:
    """Start a process and wait until it can parse: starting does not count as the mail's time."""
    reader = _Reader()
    try:
        _ask(reader, b"Subject: hello\n\nhello\n", max(seconds, SECONDS * 3))
    except Unreadable:
        reader.kill()
        raise Unreadable("crash") from None
    return reader


def _ask(reader: _Reader, raw: bytes, seconds: float) -> Parsed:
    try:
        reader.line.send_bytes(raw)
        if not reader.line.poll(seconds):
            raise Unreadable("time")
        answer = pickle.loads(reader.line.recv_bytes())  # noqa: S301  # from our own process over our own pipe
    except (EOFError, OSError) as gone:
        raise Unreadable("crash") from gone
    if isinstance(answer, Parsed):
        return answer
    raise Unreadable(str(answer))
