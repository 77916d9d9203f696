"""Training from nothing, on very little: the folder that comes out runs without torch, and comes out the same again."""

import json
from pathlib import Path

import numpy as np
import pytest

from core.classify.labels import read_labels
from core.classify.model import MANIFEST, load_model
from core.classify.ngrams import Ngrams
from core.classify.training import contrast, tune
from core.classify.training.bases import BASE, load_encoder, open_own
from core.classify.training.fit import Recipe, fit, prepare
from core.classify.training.lessons import Learned, Lessons, gather
from core.classify.training.linear import fit_ngrams
from tests.core.classify.training.little import WORDS, make_example, make_lessons

LABELS = read_labels()
RECIPE = Recipe(
    width=32, layers=1, contrasting=contrast.Course(steps=3, batch=8), tuning=tune.Course(epochs=2, batch=8)
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    chance = np.random.default_rng(3)
    lines: list[str] = []
    for _ in range(700):
        words = WORDS[str(chance.choice(list(WORDS)))]
        told = " ".join(str(word) for word in chance.choice(words, 14))
        lines.append(f"kamer-plenair\tMijnheer de voorzitter, het gaat om {told} en dat is een probleem in ons land.")
    (folder / "kamer.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def lessons() -> Lessons:
    return make_lessons()


@pytest.fixture(scope="module")
def fitted(corpus: Path, lessons: Lessons, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    prepare(corpus, lessons, RECIPE, folder, lambda _line: None)
    fit(open_own(folder), lessons, LABELS, RECIPE, folder, lambda _line: None)
    return folder


def test_what_comes_out_runs_and_knows_what_it_learned(fitted: Path) -> None:
    model = load_model(fitted)
    [home, bus] = model.propose(["De verhuurder vraagt een waarborg voor de woning.", "De bus en de trein."])
    assert home.themes[0].key == "wonen"
    assert bus.themes[0].key == "mobiliteit"
    assert home.vector.shape == (32,)
    assert json.loads((fitted / MANIFEST).read_text())["figures"]["first"] > 0.9


def test_the_same_seed_gives_the_same_model(fitted: Path, lessons: Lessons, tmp_path: Path) -> None:
    again = fit(open_own(fitted), lessons, LABELS, RECIPE, tmp_path, lambda _line: None)
    assert again["files"] == json.loads((fitted / MANIFEST).read_text())["files"]


def test_an_encoder_is_read_as_it_was_written(fitted: Path) -> None:
    encoder = load_encoder(fitted / BASE)
    assert encoder.shape["width"] == 32
    assert encoder.shape["layers"] == 1


def test_a_correction_is_learned_twice_and_leaves_no_rare_word_behind() -> None:
    text = "Mevrouw Kwibus wacht op de bus en de huur van het flapuitje"
    correction = make_example(text, "gezondheid")
    plain, corrected = gather(make_lessons(), LABELS), gather(make_lessons((correction,)), LABELS)
    assert corrected.texts == [*plain.texts, text, text]
    assert corrected.words == [*plain.words, text, "bus huur mevrouw"]
    assert corrected.targets.shape == (len(plain.texts) + 2, LABELS.width)
    column = LABELS.columns("themes").start + LABELS.facets["themes"].index("gezondheid")
    assert corrected.targets[-2:, column].tolist() == [1.0, 1.0]

    def fit_words(learned: Learned) -> Ngrams:
        wanted = np.where(np.isnan(learned.targets), np.nan, learned.targets >= 0.5)[:, : column + 1]
        return fit_ngrams(learned.words, wanted, lambda _line: None)

    before, after = fit_words(plain), fit_words(corrected)
    assert after.score([text])[0, column] > before.score([text])[0, column] + 0.5
    assert not {name for name in after.index if "kwibus" in name or "flapuitje" in name}
