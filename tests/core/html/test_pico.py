"""Pico as we ship it: its own build without some parts (tools/pico), none of which a page may need."""

import json
import re
from pathlib import Path

import pytest

import core

ROOT = Path(core.__file__).parents[1]
TOOL = ROOT / "tools" / "pico"
SHEET = ROOT / "core" / "html" / "static" / "pico-2.1.1.signaal.min.css"
PAGES = [
    file
    for room in ("core/html", "web", "admin")
    for pattern in ("**/*.html", "**/*.py", "static/*.js")
    for file in (ROOT / room).glob(pattern)
    if "htmx" not in file.name
]
# What tools/pico/pico.scss leaves out, and what in a page would need it.
LEFT_OUT = {
    "content/figure": r"<fig(?:ure|caption)\b",
    "components/group": r"""role=["'](?:group|search)["']|["']role["']: ["'](?:group|search)["']""",
    "components/loading": r"\baria-?busy\b",
    "components/tooltip": r"\bdata-tooltip\b",
    "forms/input-color": r"""type=["']color["']""",
    "forms/input-range": r"""type=["']range["']""",
}


@pytest.mark.parametrize("part", LEFT_OUT)
def test_no_page_needs_a_part_that_is_left_out(part: str) -> None:
    assert f'"{part}": false' in (TOOL / "pico.scss").read_text("utf-8"), "`npm run build` in tools/pico takes it in"
    needed = re.compile(LEFT_OUT[part])
    assert [file.name for file in PAGES if needed.search(file.read_text("utf-8"))] == []


def test_the_sheet_is_what_the_tool_makes_of_the_version_it_pins() -> None:
    sheet = SHEET.read_text("utf-8")
    package = json.loads((TOOL / "package.json").read_text("utf-8"))
    version = package["devDependencies"]["@picocss/pico"]
    assert f"Pico CSS ✨ v{version} " in sheet[:400]
    assert "Made by tools/pico" in sheet[:400]
    assert package["scripts"]["build"].count(SHEET.name) == 1
    assert "resolved" not in (TOOL / "package-lock.json").read_text("utf-8")
    left_out = re.findall(r'"([a-z-]+/[a-z-]+)": false', (TOOL / "pico.scss").read_text("utf-8"))
    assert sorted(left_out) == sorted(LEFT_OUT)
    for gone in (
        "figcaption",
        "role=search",
        "[aria-busy=true]:not(input",
        "[data-tooltip",
        "type=color]",
        "type=range]::",
    ):
        assert gone not in sheet
    for kept in ("progress", "dialog", "details", "type=date]", "type=search]", "type=file]", "prefers-reduced-motion"):
        assert kept in sheet
