"""Snapshots written down and read again, and the version of one: the digest of all it shows."""

from dataclasses import replace
from hashlib import blake2b
from typing import Any

from pydantic import TypeAdapter

from core.publish.model import Snapshot

_SNAPSHOTS = TypeAdapter(Snapshot)
_DIGEST = 16  # bytes
_FORM = b"1"  # of what is kept beside it: another one makes everything anew


def write_snapshot(snapshot: Snapshot) -> dict[str, Any]:
    """Write a snapshot as JSON can hold it."""
    return _SNAPSHOTS.dump_python(snapshot, mode="json")


def read_written(content: object) -> Snapshot:
    """Read what `write_snapshot` wrote; what an older version of the program did not write has its default."""
    return _SNAPSHOTS.validate_python(content)


def stamp(snapshot: Snapshot) -> Snapshot:
    """Give a snapshot its version: the same facts, the same version, whenever they were looked at."""
    bare = replace(snapshot, version="", made_at=None)
    return replace(snapshot, version=blake2b(_SNAPSHOTS.dump_json(bare), digest_size=_DIGEST, salt=_FORM).hexdigest())
