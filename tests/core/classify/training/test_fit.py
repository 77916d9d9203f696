"""Training from nothing, on very little: the folder that comes out runs without torch, and comes out the same again."""

import json
from pathlib import Path

import numpy as np
import pytest

from core.classify.examples import Example, name_text
from core.classify.labels import read_labels
from core.classify.model import MANIFEST, load_model
from core.classify.training import contrast, tune
from core.classify.training.bases import BASE, load_encoder, open_own
from core.classify.training.fit import Recipe, fit, prepare
from core.classify.training.lessons import Lessons

LABELS = read_labels()
RECIPE = Recipe(
    width=32, layers=1, contrasting=contrast.Course(steps=3, batch=8), tuning=tune.Course(epochs=2, batch=8)
)
WORDS = {
    "wonen": ("huur", "woning", "verhuurder", "waarborg", "appartement", "uithuiszetting"),
    "mobiliteit": ("bus", "halte", "trein", "chauffeur", "fietspad", "rijbewijs"),
    "gezondheid": ("huisarts", "tandarts", "ziekenhuis", "remgeld", "apotheker", "spoed"),
}


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
    chance = np.random.default_rng(4)
    examples: list[Example] = []
    for number in range(420):
        theme = list(WORDS)[number % 3]
        structural = number % 4 != 0
        told = " ".join(str(word) for word in chance.choice(WORDS[theme], 5))
        text = f"{'Steeds meer gezinnen: ' if structural else 'Mevrouw heeft '}{told} {number}"
        keys = {"themes": (theme,), "target_groups": ("armoede",), "kinds": ("tekort",), "levels": ("lokaal",)}
        examples.append(Example(name_text(text), text, keys, structural))
    return Lessons(examples, [(theme, word) for theme, words in WORDS.items() for word in words])


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
