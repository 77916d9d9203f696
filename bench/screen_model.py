"""Whether the model would help the personal-data guard: names told by what their word pieces mean and stand between.

    .venv-train/bin/python -P bench/screen_model.py

Learned from the guard's own development set and from examples without names; judged on the set of people who had not
read the rules. Printed: the guard alone, and with a model that adds names, drops them, or both, at several sureties.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from sklearn.linear_model import LogisticRegression
from tokenizers import Tokenizer

from core.classify.examples import read_examples
from core.classify.labels import read_labels
from core.classify.registry import shipped
from core.intake.screen.find import find_personal
from core.intake.screen.spans import Span
from tests.core.intake.screen_score import marked_lines, score

_SETS = Path(__file__).parents[1] / "tests/core/intake"
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_CLEAN = 600
_ADDS, _DROPS = (0.99, 0.9, 0.7), (0.3, 0.1, 0.01)


class Names:
    """Says of each word of a text how likely it is part of a name."""

    def __init__(self) -> None:
        """Learn."""
        folder = shipped()
        self._pieces = Tokenizer.from_file(str(folder / "pieces.json"))
        self._meanings = load_file(folder / "encoder.base.safetensors")["pieces.weight"].astype(np.float32)
        rows, wanted = [], []
        marked = marked_lines((_SETS / "screen_dev_set.jsonl").read_text("utf-8").splitlines())
        clean = [(example.text, []) for example in read_examples(read_labels())[:_CLEAN]]
        for text, gold in [*marked, *clean]:
            names = [span for span in gold if span.type == "NAME"]
            for (start, end), row in zip(*self._describe(text), strict=True):
                rows.append(row)
                wanted.append(any(start < name.end and name.start < end for name in names))
        self._model = LogisticRegression(C=1.0, max_iter=1000).fit(np.stack(rows), wanted)
        print(f"learned from {len(rows)} words, {sum(wanted)} of them of names")

    def tell(self, text: str) -> tuple[list[tuple[int, int]], NDArray[np.float64]]:
        """Give the words of a text, by offsets, and the chance that each is part of a name."""
        places, rows = self._describe(text)
        return places, self._model.predict_proba(np.stack(rows))[:, 1] if rows else np.zeros(0)

    def _describe(self, text: str) -> tuple[list[tuple[int, int]], list[NDArray[np.float32]]]:
        words = list(_WORD.finditer(text))
        meant = [self._meanings[self._pieces.encode(word[0]).ids or [0]].mean(0) for word in words]
        nothing = np.zeros(self._meanings.shape[1], np.float32)
        rows = [
            np.concatenate(
                [
                    meant[at - 1] if at else nothing,
                    meant[at],
                    meant[at + 1] if at + 1 < len(words) else nothing,
                    np.asarray(
                        [word[0][0].isupper(), at == 0 or text[: word.start()].rstrip()[-1:] in ".!?:"], np.float32
                    ),
                ]
            )
            for at, word in enumerate(words)
        ]
        return [word.span() for word in words], rows


def main() -> None:
    """Judge and print."""
    names = Names()
    lines = (_SETS / "personal_data_set.jsonl").read_text("utf-8").splitlines()
    show("the guard", score(lines))
    for add, drop in ((None, None), *((add, None) for add in _ADDS), *((None, drop) for drop in _DROPS), (0.99, 0.01)):
        if add is None and drop is None:
            continue

        def find(text: str, add: float | None = add, drop: float | None = drop) -> Sequence[Span]:
            places, chances = names.tell(text)
            spans = list(find_personal(text))
            if drop is not None:
                spans = [span for span in spans if span.type != "NAME" or _surest(span, places, chances) >= drop]
            if add is not None:
                spans += [
                    Span(start, end, "NAME") for (start, end), chance in zip(places, chances, strict=True)
                    if chance >= add and text[start].isupper()
                ]  # fmt: skip
            return spans

        show(f"adds from {add}, drops under {drop}", score(lines, find))


def _surest(span: Span, places: list[tuple[int, int]], chances: NDArray[np.float64]) -> float:
    within = [
        chance for (start, end), chance in zip(places, chances, strict=True) if start < span.end and span.start < end
    ]
    return max(within, default=1.0)


def show(name: str, figures: dict[str, dict[str, float] | float]) -> None:
    """Print one line."""
    recall = figures["recall"]
    assert isinstance(recall, dict)
    print(
        f"{name:34} names found {recall['NAME']:.3f}, right {figures['precision']:.3f}, "
        f"clean texts flagged {figures['clean_flagged']:.3f}"
    )


if __name__ == "__main__":
    main()
