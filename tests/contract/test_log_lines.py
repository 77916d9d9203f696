"""A log line holds what we know and stays one line, whatever someone puts in."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

# Line ends as log readers know them, a colour code, a tab, a zero, and what turns the direction of text.
FORGING = "an\r\n2026-01-01 [critical] forged\n\x1b[31m\x85\u2028\u2029\t\x00\x0b\x0c\u202eend"
PROGRAM = f"""
import sys, logging, structlog
from core.log import start_logging
start_logging(sys.argv[1])
log = structlog.get_logger()
bad = {FORGING!r}
log.warning(bad, user=bad, route=bad, text=bad, phone=bad, **{{bad: bad}})
log.warning("long", route="x" * 5000)
log.warning("figures", count=3, seconds=0.5, status=None)
logging.getLogger("library\\r\\nforged").error("bad %s", bad)
logging.getLogger("urllib3").info("not shown")
log.debug("fine")
"""


def lines_of(style: str) -> list[str]:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, style],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert ran.stdout == b""
    # As bytes: every line end of Unicode counts here, not only the common ones.
    return ran.stderr.decode().splitlines()


@pytest.mark.parametrize("style", ["info", "json", "debug"])
def test_input_forges_no_line(style: str) -> None:
    lines = lines_of(style)
    assert len(lines) == (5 if style == "debug" else 4)
    for line in lines:
        assert line.isprintable(), line
        assert not line.startswith(("2026-01-01 [critical]", "forged"))
        assert len(line) < 1000
    assert not any("phone" in line or "text=" in line for line in lines)


def test_json_lines_hold_known_keys_alone() -> None:
    entries = [json.loads(line) for line in lines_of("json") if line.startswith("{")]
    assert [set(entry) for entry in entries] == [
        {"event", "level", "timestamp", "user", "route"},
        {"event", "level", "timestamp", "route"},
        {"event", "level", "timestamp", "count", "seconds", "status"},
    ]
    assert len(entries[1]["route"]) == 200
    assert entries[2]["count"] == 3
