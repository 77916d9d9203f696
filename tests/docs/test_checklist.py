"""The pages that name tests name tests that are there, and say something about every line."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# The lines of the security checklist that are due, and the behaviours of mail.
PAGES = {
    "checklist.md": {*range(1, 59), *range(60, 65)},
    "mail.md": {*range(1, 24)},
}
_ROW = re.compile(r"^\| (\d+) \| .+ \| (.{20,}) \|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


@pytest.fixture(params=sorted(PAGES))
def page(request: pytest.FixtureRequest) -> tuple[str, set[int]]:
    """A page with its lines."""
    name = str(request.param)
    return (ROOT / "docs" / name).read_text("utf-8"), PAGES[name]


def test_every_line_has_a_test_or_a_reason(page: tuple[str, set[int]]) -> None:
    text, lines = page
    assert [int(number) for number, _held in _ROW.findall(text)] == sorted(lines)


def test_every_test_that_is_named_exists(page: tuple[str, set[int]]) -> None:
    text, lines = page
    named = _TEST.findall(text)
    assert len(named) > len(lines)
    gone = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / file).is_file()
        or not re.search(rf"^(async )?def {name}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE)
    ]
    assert gone == []
