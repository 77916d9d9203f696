"""How fast the personal-data guard is: texts a second on one core, and milliseconds a text."""

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from core.demo.load import read_demo
from core.intake.look import look
from core.intake.screen.find import find_personal

_PASSES = 7
_SET = Path(__file__).parents[1] / "tests/core/intake/personal_data_set.jsonl"


def a_second(work: Callable[[str], object], texts: list[str]) -> float:
    """Texts a second: the median of several passes over all of them, after one that does not count."""
    rates: list[float] = []
    for _turn in range(_PASSES + 1):
        began = time.perf_counter()
        for text in texts:
            work(text)
        rates.append(len(texts) / (time.perf_counter() - began))
    return statistics.median(rates[1:])


def main() -> None:
    """Measure and print."""
    began = time.perf_counter()
    find_personal("Ouders vinden geen plaats in de opvang.")
    print(f"first text, with reading the lists: {(time.perf_counter() - began) * 1000:.0f} ms")
    sentences = [json.loads(line)["text"] for line in _SET.read_text("utf-8").splitlines()]
    stories = [signal["text"] for signal in read_demo()["signals"]]
    longest = [(" ".join(stories))[:1500]]
    for name, texts in (("sentences", sentences), ("demo stories", stories), ("one of 1500 characters", longest)):
        length = sum(map(len, texts)) / len(texts)
        for what, work in (("guard", find_personal), ("look (guard, danger, channel)", look)):
            rate = a_second(work, texts)
            print(f"{what}, {len(texts)} {name} of {length:.0f} characters: {rate:.0f}/s, {1000 / rate:.2f} ms each")


if __name__ == "__main__":
    main()
