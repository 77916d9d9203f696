"""What a group of processes costs: memory and processor time, read from /proc."""

import os
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
# Fields of /proc/PID/stat after the name: parent, session, user and system time.
_PARENT, _SESSION, _USER, _SYSTEM = 1, 3, 11, 12


def group_of(leader: int) -> list[int]:
    """The processes of a session (the program and what it started in it)."""
    return [pid for pid in _all() if _stat(pid, _SESSION) == leader]


def children_of(parent: int) -> list[int]:
    """A process and its children (the database server)."""
    return [pid for pid in _all() if parent in {pid, _stat(pid, _PARENT)}]


def cpu_seconds(leader: int) -> float:
    """The processor time that a session has used."""
    return cpu_of(group_of(leader))


def cpu_of(pids: Iterable[int]) -> float:
    """The processor time that processes have used; one that ended counts for nothing."""
    return sum(max(_stat(pid, _USER), 0) + max(_stat(pid, _SYSTEM), 0) for pid in pids) / _TICKS


def memory(pids: Iterable[int]) -> dict[str, float]:
    """Megabytes: PSS (shared pages divided among who shares them) and RSS (shared pages counted by each)."""
    sums = {"Pss": 0, "Rss": 0}
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name in sums:
                sums[name] += int(rest.split()[0])
    return {name.upper(): round(kilobytes / 1024, 1) for name, kilobytes in sums.items()}


def _all() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _stat(pid: int, place: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[place])
    except (FileNotFoundError, ProcessLookupError):
        return -1
