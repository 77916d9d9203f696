"""Which tests one worker runs one after another: those that name a group, with `pytest.mark.xdist_group("name")`.

`--dist loadgroup` is meant to do this, and has done nothing since pytest 9.2 (pytest-dev/pytest-xdist#1386): a test's
name no longer carries its group to where work is shared out. Here the group is read in the test's file.
"""

import re
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

_GROUP = re.compile(r'xdist_group\("([\w-]+)"\)')


class Together(LoadScopeScheduling):
    """Shares out tests one by one, and those of a group all to one worker; groups go first, the largest at the head."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        """Take what xdist gives a scheduler."""
        super().__init__(config, log)
        self._groups: dict[str, str] = {}

    def _split_scope(self, nodeid: str) -> str:
        """Give the group of a test, or the test itself."""
        file = nodeid.partition("::")[0]
        if file not in self._groups:
            self._groups[file] = group_of(self.config.rootpath / file)
        return self._groups[file] or nodeid


def group_of(file: Path) -> str:
    """Give the group that a file names for all its tests; empty when it names none."""
    named = _GROUP.findall(file.read_text("utf-8"))
    assert len(named) <= 1, f"{file} names more than one group"
    return named[0] if named else ""
