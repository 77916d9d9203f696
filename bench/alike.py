"""How well public fiches are found that are like a story: 36 written public texts against every telling that ships.

    .venv/bin/python -P bench/alike.py

A public text says in a neutral way what four tellings of its family say in their own (`public_texts.tsv`; families that
the model was not fitted on). Printed for each threshold: of the stories about one of these fiches, how many are offered
it among three; of the stories about none of them, how many are offered any; and what one story costs.
"""

import time
from pathlib import Path

import numpy as np

from core.classify.model import Model, weigh
from core.classify.shelf import Shelf
from core.classify.tellings import read_families

_MOST = 3
_TEXTS = Path(__file__).with_name("public_texts.tsv")


def main() -> None:
    """Print the figures."""
    model = Shelf("", Path("/nonexistent")).model()
    if model is None:
        raise SystemExit("no model")
    rows = [line.split("\t") for line in _TEXTS.read_text("utf-8").splitlines()]
    places = {(theme, problem): at for at, (theme, problem, _title, _text) in enumerate(rows)}
    stories = [
        (text, places.get((family.theme, family.problem), -1)) for family in read_families() for text in family.texts
    ]
    _measure(model, [f"{title}. {text}" for _theme, _problem, title, text in rows], stories)


def _measure(model: Model, texts: list[str], stories: list[tuple[str, int]]) -> None:
    public = model.locate(texts).astype(np.float16).astype(np.float32)
    began = time.perf_counter()
    told = np.concatenate([model.locate([story]) for story, _right in stories])
    spent = time.perf_counter() - began
    right = np.asarray([right for _story, right in stories])
    cosines = (told @ public.T).ravel()
    chances = weigh(model.calibration.likeness, cosines, np.zeros_like(cosines)).reshape(len(stories), len(texts))
    best = np.argsort(-chances, axis=1)[:, :_MOST]
    about = right >= 0
    print(f"{len(texts)} public texts, {len(stories)} stories, {about.sum()} of them about one of these")
    print(f"{1000 * spent / len(stories):.1f} ms to place a story")
    for least in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        offered = np.take_along_axis(chances, best, 1) >= least
        found = (offered & (best == right[:, None])).any(1)
        print(
            f"from {least:.1f}: {found[about].mean():.0%} find theirs, with {offered[about].sum(1).mean():.1f} shown;"
            f" {offered[~about].any(1).mean():.0%} of the others see one"
        )


if __name__ == "__main__":
    main()
