"""Handed: which letters the relay took and the database does not know of yet, in a file that outlives this process.

Between a relay's `250` and the commit that notes it lie up to a block of letters. Killed in between, another process
would send them again; so each is written down here first, which costs no more than a few microseconds: it is for a
process that dies, not for a machine that does.
"""

import fcntl
import os
import uuid
from collections.abc import Iterable
from pathlib import Path

import structlog

log = structlog.get_logger()

_NAME, _ID = "handed-over.{}", 16


class Handed:
    """The file of this process. Where it cannot be written, letters are noted as before, a block at a time."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; the file is made when it is first needed."""
        self._folder = folder
        self._file: int | None = None
        self._path = folder

    def note(self, letter: uuid.UUID) -> None:
        """Note that the relay took a letter."""
        try:
            if self._file is None:
                self._file = self._open()
            os.write(self._file, letter.bytes)
        except OSError as wrong:
            log.warning("letter not written down", letter=str(letter), error=type(wrong).__name__)

    def _open(self) -> int:
        self._path = self._folder / _NAME.format(f"{os.getpid()}-{uuid.uuid4().hex[:8]}")
        file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # held for as long as this process lives
        except OSError:
            os.close(file)  # somebody looks at it just now, and takes it for one that is left behind
            raise
        return file

    def forget(self) -> None:
        """Forget them: the database knows."""
        if self._file is not None:
            os.ftruncate(self._file, 0)

    def close(self) -> None:
        """Remove the file, when nothing in it is worth anything any more."""
        if self._file is not None:
            self._path.unlink(missing_ok=True)
            os.close(self._file)
            self._file = None


def left_behind(folder: Path) -> Iterable[tuple[Path, list[uuid.UUID]]]:
    """Give what processes that died left behind, by file; whoever has noted it removes the file."""
    for path in sorted(folder.glob(_NAME.format("*"))):
        try:
            with path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                plain = file.read()
        except OSError:
            continue  # it lives
        whole = len(plain) // _ID * _ID
        yield path, [uuid.UUID(bytes=plain[at : at + _ID]) for at in range(0, whole, _ID)]
