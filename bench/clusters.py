"""What clusters are worth: problems told twice, among others of their theme, put together by each way of comparing.

    .venv/bin/python -P bench/clusters.py

Only tellings that no training saw. Prints, for each way and cut: the pairs put together, the share of them that is one
problem, and the share of the problems found so; then the seconds that the largest set takes.
"""

import time

import numpy as np
from numpy.typing import NDArray

from core.classify.clusters import group, join
from core.classify.examples import read_examples
from core.classify.middles import learn_middles
from core.classify.model import load_model
from core.classify.pieces import spell
from core.classify.registry import shipped
from core.classify.tellings import read_tellings

_CUTS = (0.1, 0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)
Floats = NDArray[np.float32]


def main() -> None:
    model = load_model(shipped())
    middles = learn_middles(model)
    tellings = [telling for telling in read_tellings() if telling.frozen]
    texts = [text for telling in tellings for text in (telling.one, telling.same)]
    themes = np.repeat([telling.theme for telling in tellings], 2)
    problems = np.repeat(np.arange(len(tellings)), 2)
    vectors, pieces = model.encoder.read(texts)[1], spell(texts)
    apart = np.stack([vector - middles[str(theme)] for vector, theme in zip(vectors, themes, strict=True)])
    ways: dict[str, Floats] = {
        "as they are": vectors,
        "less the middle": np.asarray(apart / np.linalg.norm(apart, axis=1, keepdims=True), np.float32),
        "pieces of words": pieces,
        "both (ours)": join(apart, pieces),
    }
    print(f"{len(tellings)} problems told twice, {len(set(themes))} themes")
    for name, units in ways.items():
        for cut in _CUTS:
            show(name, cut, units, themes, problems)
    every = [example for example in read_examples(model.labels) if example.theme and example.structural]
    many, spelled = model.encoder.read([example.text for example in every])[1], spell([one.text for one in every])
    begun = time.process_time()
    group(join(many - many.mean(0), spelled), 0.4)
    print(f"{len(every)} texts as if of one theme: {time.process_time() - begun:.1f} s of processor time")


def show(name: str, cut: float, units: Floats, themes: NDArray[np.str_], problems: NDArray[np.int64]) -> None:
    put = right = 0
    for theme in np.unique(themes):
        here = np.flatnonzero(themes == theme)
        for rows in group(units[here], cut):
            told = problems[here[rows]]
            put += len(told) * (len(told) - 1) // 2
            right += len(told) - len(set(told.tolist()))
    share = right / put if put else float("nan")
    print(f"{name:16} cut {cut:.2f}: {put:5} pairs, one problem {share:.2f}, found {right / (problems.max() + 1):.2f}")


if __name__ == "__main__":
    main()
