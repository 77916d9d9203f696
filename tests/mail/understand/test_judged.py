"""Score on two sets written by people who had not read the rules: the honest figures, printed, with floors under them.

Blank lines do not count: the expected answers have none, ours keep one between paragraphs. The floors stand just
under what was measured; the wish is 97 in 100 kept and at most 3 in 100 kinds wrong either way.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from mail.understand.command import strip_raw
from mail.understand.strip import strip

_HERE = Path(__file__).parents[1]


def _read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (_HERE / name).read_text("utf-8").splitlines() if line.strip()]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _kept(expected: str, got: str) -> bool:
    lines = iter(_lines(got))
    return all(line in lines for line in _lines(expected))


def test_judged_replies() -> None:
    got = [(one["expected"], strip(one["text"]).text) for one in _read("judged_replies.jsonl")]
    exact = sum(_lines(expected) == _lines(text) for expected, text in got) / len(got)
    kept = sum(_kept(expected, text) for expected, text in got) / len(got)
    print(f"judged replies: {len(got)}, exact {exact:.3f}, kept {kept:.3f}")
    assert exact >= 0.88
    assert kept >= 0.97


def test_judged_kinds() -> None:
    said = Counter(
        (one["expected_kind"], strip_raw(one["raw"].encode("utf-8", "surrogateescape"))["kind"])
        for one in _read("judged_kinds.jsonl")
    )
    machines = sum(count for (wanted, _), count in said.items() if wanted not in {"person", "empty"})
    people = sum(count for (wanted, _), count in said.items() if wanted == "person")
    taken_for_people = sum(
        n for (wanted, got), n in said.items() if wanted not in {"person", "empty"} and got == "person"
    )
    taken_for_machines = sum(n for (wanted, got), n in said.items() if wanted == "person" and got != "person")
    right = sum(count for (wanted, got), count in said.items() if wanted == got) / said.total()
    print(f"judged kinds: right {right:.3f}, {taken_for_people} of {machines} machines taken for people,", end=" ")
    print(f"{taken_for_machines} of {people} people taken for machines")
    assert right >= 0.90
    assert taken_for_people / machines <= 0.04
    assert taken_for_machines / people <= 0.11
