"""The security checklist names tests that are there, and says something about every line."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/checklist.md"
LINES = {*range(22, 30), *range(32, 37), 45, *range(47, 51), *range(53, 59), *range(60, 63), 64}
_ROW = re.compile(r"^\| (\d+) \| .+ \| (.{20,}) \|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def test_every_line_has_a_test_or_a_reason() -> None:
    rows = [int(number) for number, _held in _ROW.findall(PAGE.read_text("utf-8"))]
    assert rows == sorted(LINES)


def test_every_test_that_is_named_exists() -> None:
    named = _TEST.findall(PAGE.read_text("utf-8"))
    assert len(named) > len(LINES)
    gone = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / file).is_file()
        or not re.search(rf"^(async )?def {name}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE)
    ]
    assert gone == []
