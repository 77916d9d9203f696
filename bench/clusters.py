"""What clusters are worth: problems told several times, among others of their theme, put together by likeness.

    .venv/bin/python -P bench/clusters.py

Only tellings that no training saw: those told twice, and the families told four times, in mostly other words. Prints,
for each cut: the pairs put together, the share of them that is one problem, and the share of the problems' pairs found
so; then the seconds that the largest set takes.
"""

import time
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from core.classify.clusters import group
from core.classify.examples import read_examples
from core.classify.model import load_model
from core.classify.registry import shipped
from core.classify.tellings import read_families, read_tellings

_CUTS = (0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8)
Floats = NDArray[np.float32]


def main() -> None:
    model = load_model(shipped())
    twice = [(t.theme, str(n), x) for n, t in enumerate(read_tellings()) if t.frozen for x in (t.one, t.same)]
    families = [(f.theme, f"{f.theme} {f.problem}", x) for f in read_families() if f.frozen for x in f.texts]
    for name, told in (("told twice", twice), ("families", families)):
        themes, problems = np.asarray([t for t, _, _ in told]), np.asarray([p for _, p, _ in told])
        texts = [text for _, _, text in told]
        print(f"{name}: {len(set(problems.tolist()))} problems, {len(texts)} texts, {len(set(themes.tolist()))} themes")
        for way, units in (("our vectors", model.locate(texts)), ("the encoder's", model.encoder.read(texts)[1])):
            for cut in _CUTS:
                show(way, cut, units, themes, problems)
    every = [example for example in read_examples(model.labels) if example.theme and example.structural]
    many = model.locate([example.text for example in every])
    begun = time.process_time()
    group(many, 0.55)
    print(f"{len(every)} texts as if of one theme: {time.process_time() - begun:.1f} s of processor time")


def show(name: str, cut: float, units: Floats, themes: NDArray[np.str_], problems: NDArray[np.str_]) -> None:
    put = right = 0
    for theme in np.unique(themes):
        here = np.flatnonzero(themes == theme)
        for rows in group(units[here], cut):
            put += _pairs(len(rows))
            right += sum(_pairs(count) for count in Counter(problems[here[rows]].tolist()).values())
    there = sum(_pairs(count) for count in Counter(problems.tolist()).values())
    share = right / put if put else float("nan")
    print(f"  {name:14} cut {cut:.2f}: {put:5} pairs, one problem {share:.2f}, found {right / there:.2f}")


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


if __name__ == "__main__":
    main()
