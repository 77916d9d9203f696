"""How much processor time understanding a mail takes: parse, strip and kind, on the replies of the tests or a folder.

    .venv/bin/python -P bench/strip.py [FOLDER]

FOLDER holds raw messages, one a file. Prints milliseconds of processor time a mail (middle and 95th of 100), and for
the replies the exact and kept shares. (`-P`: else a neighbour in this folder hides the room `mail`.)
"""

import json
import statistics
import sys
import time
from pathlib import Path

from mail.understand.command import strip_raw
from mail.understand.guard import Parsers
from mail.understand.strip import strip

_REPLIES = Path(__file__).parents[1] / "tests" / "mail" / "understand" / "replies.jsonl"
_ROUNDS = 20


def lines_of(text: str) -> list[str]:
    """The lines that say something."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def kept(expected: str, got: str) -> bool:
    """No line of hers is lost, in order."""
    lines = iter(lines_of(got))
    return all(line in lines for line in lines_of(expected))


def show(what: str, times: list[float]) -> None:
    cuts = statistics.quantiles(times, n=100)
    print(
        f"{what}: {len(times)} runs, middle {cuts[49] * 1000:.2f} ms, 95th {cuts[94] * 1000:.2f} ms of processor time"
    )


def main() -> None:
    replies = [json.loads(line) for line in _REPLIES.read_text("utf-8").splitlines()]
    got = [(reply, strip(reply["text"]).text) for reply in replies]
    print(f"replies: {len(got)}, exact {sum(text == reply['expect'] for reply, text in got) / len(got):.3f},", end=" ")
    print(f"kept {sum(kept(reply['expect'], text) for reply, text in got) / len(got):.3f}")
    times: list[float] = []
    for _ in range(_ROUNDS):
        for reply in replies:
            begun = time.process_time()
            strip(reply["text"])
            times.append(time.process_time() - begun)
    show("strip a reply", times)
    raws = [f"From: an@example.org\nSubject: RE: x\n\n{reply['text']}".encode() for reply in replies] * _ROUNDS
    if len(sys.argv) > 1:
        raws = [file.read_bytes() for file in sorted(Path(sys.argv[1]).rglob("*")) if file.is_file()]
    with Parsers() as parsers:
        times = []
        for raw in raws:
            begun = time.process_time()
            strip_raw(raw, parsers)
            times.append(time.process_time() - begun)
    show("understand a raw mail", times)


if __name__ == "__main__":
    main()
