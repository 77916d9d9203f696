"""Problems: texts of one problem stand close in other words, and what was written is read back the same."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from core.classify.labels import read_labels
from core.classify.ngrams import Ngrams
from core.classify.problems import Problems, gather_problems, load_problems, save_problems
from core.classify.terms import read_problems, read_terms

PHRASES = (
    ("wonen/schimmel", "schimmel op de muur"),
    ("wonen/schimmel", "vochtige slaapkamer"),
    ("wonen/wachtlijst", "wachten op een sociale woning"),
    ("wonen/wachtlijst", "jaren op de lijst"),
    ("werk/opvang", "geen werk zonder opvang"),
)


@pytest.fixture
def ngrams() -> Ngrams:
    from core.classify.ngrams import list_features

    features = sorted({name for _, phrase in PHRASES for part in list_features(phrase) for name in part})
    nothing = np.zeros((len(features), 1), np.float32)
    return Ngrams(
        {name: row for row, name in enumerate(features)}, np.ones(len(features), np.float32), nothing, nothing[0]
    )


def locate(ngrams: Ngrams, problems: Problems, *texts: str) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    return problems.locate([ngrams.weigh(text) for text in texts])


def test_one_problem_in_other_words_stands_close(ngrams: Ngrams) -> None:
    problems = gather_problems(ngrams, PHRASES)
    assert problems.names == ("wonen/schimmel", "wonen/wachtlijst", "werk/opvang")
    mould, damp, queue, unknown = locate(
        ngrams, problems, "De muren zien zwart van de schimmel", "Hun slaapkamer is vochtig",
        "Al jaren wachten ze op een woning", "xyz",
    )  # fmt: skip
    assert float(mould @ damp) > 0.9 > float(mould @ queue)
    assert np.linalg.norm(queue) == pytest.approx(1)
    assert not unknown.any()
    assert locate(ngrams, problems).shape == (0, 3)


def test_what_was_written_is_read_back(ngrams: Ngrams, tmp_path: Path) -> None:
    problems = gather_problems(ngrams, PHRASES)
    save_problems(problems, tmp_path / "problems.npz")
    back = load_problems(tmp_path / "problems.npz")
    assert back.names == problems.names
    texts = ("De muren zien zwart van de schimmel", "Al jaren op de lijst")
    assert locate(ngrams, back, *texts) == pytest.approx(locate(ngrams, problems, *texts), abs=0.01)


def test_the_phrases_that_ship_are_of_known_themes_and_many_of_each() -> None:
    labels = read_labels()
    phrases = read_problems()
    problems = Counter(name for name, _ in phrases)
    assert {name.partition("/")[0] for name in problems} == set(labels.facets["themes"])
    assert min(problems.values()) >= 15
    terms = read_terms(labels)
    assert len({term.casefold() for _, term in terms}) == len(terms)
