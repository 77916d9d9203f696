"""What a proposed split and a supposed repeat are worth, on the frozen examples and tellings.

    .venv/bin/python -P bench/split.py

Prints how often a split is proposed for texts of one theme, of two, and for two texts of different themes put together
(and how often it is then where they were joined); and how often a repeat is supposed for two tellings of one problem
and of two. A telling of one problem by another worker is no repeat, unless it is nearly the same text.
"""

import random
from datetime import timedelta

from core.classify.examples import read_examples
from core.classify.likeness import measure
from core.classify.model import load_model
from core.classify.quality import is_repeat
from core.classify.registry import shipped
from core.classify.split import propose_split
from core.classify.tellings import list_pairs, read_tellings

_JOINED, _LEAST = 400, 40


def main() -> None:
    model = load_model(shipped())
    every = [example for example in read_examples(model.labels) if example.frozen and example.structural]
    single = [example for example in every if len(example.keys["themes"]) == 1]
    several = [example for example in every if len(example.keys["themes"]) > 1]
    chance = random.Random(4)
    joined: list[tuple[str, str]] = []
    while len(joined) < _JOINED:
        one, other = chance.sample(single, 2)
        if one.theme != other.theme and min(len(one.text), len(other.text)) >= _LEAST:
            joined.append((one.text.strip() + chance.choice((" ", "\n\n")), other.text))
    for name, texts in (("one theme", single), ("two themes or three", several)):
        cut = [propose_split(example.text, model.propose) for example in texts]
        print(f"{name}: {sum(found is not None for found in cut)} of {len(texts)} split")
    found = [(propose_split(one + other, model.propose), len(one)) for one, other in joined]
    placed = [abs(split.at - place) <= 1 for split, place in found if split]
    print(f"two texts joined: {len(placed)} of {_JOINED} split, {sum(placed)} of them where they were joined")
    ones, others, same = list_pairs([telling for telling in read_tellings() if telling.frozen])
    near, shared = measure(model, ones, others)
    repeats = [
        is_repeat(float(a), float(b), same_reporter=True, apart=timedelta(0)) for a, b in zip(near, shared, strict=True)
    ]
    for name, kind in (("one problem", True), ("two problems of one theme", False)):
        these = [repeat for repeat, is_same in zip(repeats, same, strict=True) if is_same is kind]
        print(f"{name}, told twice: {sum(these)} of {len(these)} taken for a repeat")


if __name__ == "__main__":
    main()
