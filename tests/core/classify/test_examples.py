"""The written examples: readable, many enough, no text twice, and of such lengths that length tells nothing."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from core.classify.duplicates import find_duplicates
from core.classify.examples import Example, Unreadable, name_text, read_examples
from core.classify.figures import area
from core.classify.labels import read_labels

LABELS = read_labels()


@pytest.fixture(scope="module")
def examples() -> tuple[Example, ...]:
    return read_examples(LABELS)


def test_there_are_enough_of_every_theme(examples: tuple[Example, ...]) -> None:
    assert len(examples) >= 6000
    counts = Counter(example.theme for example in examples if example.structural)
    assert set(counts) == set(LABELS.facets["themes"])
    assert min(counts.values()) >= 200
    assert 0.2 <= sum(not example.structural for example in examples) / len(examples) <= 0.33


def test_every_key_is_used(examples: tuple[Example, ...]) -> None:
    for facet, keys in LABELS.facets.items():
        counts = Counter(key for example in examples for key in example.keys[facet])
        assert min(counts[key] for key in keys) >= 60, facet


@pytest.mark.long
def test_no_two_are_nearly_the_same(examples: tuple[Example, ...]) -> None:
    texts = [example.text for example in examples]
    assert [(texts[one], texts[other]) for one, other, _share in find_duplicates(texts)] == []


def test_length_does_not_tell_what_is_a_signal(examples: tuple[Example, ...]) -> None:
    lengths = np.asarray([len(example.text) for example in examples], np.float32)
    told = area(lengths, np.asarray([example.structural for example in examples]))
    assert 0.4 < told < 0.6


def test_a_tenth_is_kept_apart_by_its_text_alone(examples: tuple[Example, ...]) -> None:
    assert 0.1 < sum(example.frozen for example in examples) / len(examples) < 0.14
    assert name_text("Geen  opvang.") == name_text("geen opvang.")


def test_duplicates_are_seen_and_others_are_not() -> None:
    texts = [
        "De wachtlijst voor een psycholoog is acht maanden, zeggen ouders in onze praktijk.",
        "De wachtlijst voor een psycholoog is negen maanden, zeggen ouders in onze praktijk.",
        "De bus rijdt na zeven uur niet meer naar de deelgemeenten.",
    ]
    [(one, other, share)] = find_duplicates(texts)
    assert (one, other) == (0, 1)
    assert 0.5 < share < 1


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("wonen\thuurders\ttekort\tlokaal", "4 fields"),
        ("huizen\thuurders\ttekort\tlokaal\tGeen huis.", "unknown key 'huizen'"),
        ("wonen\tniemand\ttekort\tlokaal\tGeen huis.", "unknown key 'niemand'"),
        ("wonen\t-\ttekort\tlokaal\t ", "no text"),
        ("wonen,werk,jeugd,handicap\t-\ttekort\tlokaal\tGeen huis.", "more than three"),
    ],
)
def test_a_line_that_is_no_example_is_named(tmp_path: Path, line: str, why: str) -> None:
    (tmp_path / "x.tsv").write_text(f"wonen\t-\t!-\tonbekend\tEen goed.\\nTweede zin.\n{line}\n", "utf-8")
    with pytest.raises(Unreadable, match=f"x.tsv:2: .*{why}"):
        read_examples(LABELS, tmp_path)


def test_a_line_is_read_as_it_is_meant(tmp_path: Path) -> None:
    (tmp_path / "x.tsv").write_text("jeugd,wonen\tjongeren\t!tekort\tonbekend\tEen.\\nTwee.\n\n", "utf-8")
    [example] = read_examples(LABELS, tmp_path)
    assert example.keys == {
        "themes": ("jeugd", "wonen"), "target_groups": ("jongeren",), "kinds": ("tekort",), "levels": (),
    }  # fmt: skip
    assert (example.text, example.structural, example.theme) == ("Een.\nTwee.", False, "jeugd")
