"""JSON lines on standard input: each good one answered with its id, in order; a wrong one stops none of the others."""

import json
import sys
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, TextIO

from command.opening import say

Texts = tuple[str, ...]


def answer_lines(names: Texts, answer: Callable[[list[Texts]], list[dict[str, object]]], *, block: int = 1) -> None:
    """Answer JSON lines of an `id` and texts called `names`, `block` at a time; `answer` gives an answer a row.

    Exits with 1 at the end when a line was wrong, which is said on standard error, or an answer holds an `error`.
    """
    wrong = False
    rows: list[tuple[Any, Texts]] = []
    for given in chain(_read(names), (None,)):
        if isinstance(given, str):
            say(f"signaal: {given}")
            wrong = True
        elif given:
            rows.append(given)
        if rows and (given is None or len(rows) == block):
            for (id_, _texts), found in zip(rows, answer([texts for _id, texts in rows]), strict=True):
                print(json.dumps({"id": id_, **found}, ensure_ascii=False), flush=True)
                wrong = wrong or "error" in found
            rows = []
    if wrong:
        raise SystemExit(1)


def _read(names: Texts) -> Iterator[tuple[Any, Texts] | str]:
    """Give the id and the texts of each line, or what is wrong with it."""
    shape = ", ".join(('"id": ...', *(f'"{name}": "..."' for name in names)))
    lines: TextIO = sys.stdin
    if reconfigure := getattr(lines, "reconfigure", None):
        reconfigure(errors="surrogateescape")  # bytes that are no UTF-8 spoil their own line only
    for place, line in enumerate(lines, 1):
        if line.strip():
            try:
                given = json.loads(line)
                json.dumps(given, ensure_ascii=False).encode()  # what cannot be written in UTF-8 cannot be answered
                yield given["id"], tuple(_text(given[name]) for name in names)
            except (ValueError, KeyError, TypeError, RecursionError):
                yield f"line {place}: expected {{{shape}}}"


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
