"""The n-gram model: what it looks at, that a stored one says the same, and what it explains by."""

from pathlib import Path

import numpy as np
import pytest

from core.classify.ngrams import Ngrams, fold, list_features, load_ngrams, save_ngrams


@pytest.fixture
def ngrams() -> Ngrams:
    names = ["huur", "te duur", "#<huu", "bus", "#us>"]
    weights = np.asarray([[2.0, -1.0], [1.0, 0.0], [0.5, 0.0], [-2.0, 3.0], [0.0, 1.0]], np.float32)
    rarity = np.asarray([1.0, 2.0, 1.0, 1.0, 1.0], np.float32)
    return Ngrams({name: row for row, name in enumerate(names)}, rarity, weights, np.asarray([0.1, -0.1], np.float32))


def test_capitals_and_accents_are_not_looked_at() -> None:
    assert fold("Cliënt ÉÉN façade") == "client een facade"
    assert list_features("Één cliënt") == list_features("een client")


def test_a_text_is_words_pairs_of_words_and_marked_pieces() -> None:
    words, pieces = list_features("de bus de bus")
    assert words == {"de": 2, "bus": 2, "de bus": 2, "bus de": 1}
    assert pieces["#<bu"] == 2
    assert pieces["#<bus>"] == 2
    assert "#<bus> " not in pieces


def test_scores_have_a_row_a_text_and_the_bias_where_nothing_is_known(ngrams: Ngrams) -> None:
    scores = ngrams.score(["de huur is te duur", "bus", "zzz", ""])
    assert scores.shape == (4, 2)
    assert scores[0, 0] > scores[0, 1]
    assert scores[1, 1] > scores[1, 0]
    assert scores[2].tolist() == scores[3].tolist() == pytest.approx([0.1, -0.1])
    assert ngrams.score([]).shape == (0, 2)


def test_a_stored_model_says_the_same(ngrams: Ngrams, tmp_path: Path) -> None:
    save_ngrams(ngrams, tmp_path / "n.npz")
    stored = load_ngrams(tmp_path / "n.npz")
    assert stored.index == ngrams.index
    texts = ["huur te duur", "de bus", "niets"]
    assert np.abs(stored.score(texts) - ngrams.score(texts)).max() < 0.05


def test_it_explains_by_the_words_that_speak_for_a_label(ngrams: Ngrams) -> None:
    assert ngrams.explain("de huur is te duur, en de bus", 0) == ("te duur", "huur")
    assert ngrams.explain("de huur is te duur, en de bus", 1) == ("bus",)
