"""The model that ships: it loads without torch, knows plain cases, abstains, and a broken one stops nothing."""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from core.classify.encoder import NETWORK
from core.classify.evaluate import evaluate
from core.classify.examples import read_examples
from core.classify.likeness import compare
from core.classify.model import CALIBRATION, MANIFEST, Model, find_lead, load_model, mix
from core.classify.registry import shipped
from core.classify.shelf import Shelf

# Plain tellings, three a theme, that no example has; the smoke that a wrong artefact would give.
SMOKE = Path(__file__).with_name("smoke.tsv")


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(shipped())


def test_it_knows_plain_cases_of_every_theme(model: Model) -> None:
    lines = [line.split("\t") for line in SMOKE.read_text("utf-8").splitlines()]
    assert len(lines) == 60
    assert {theme for theme, _text in lines} == set(model.labels.facets["themes"])
    proposals = model.propose([text for _theme, text in lines])
    best = [proposal.themes[0].key for proposal in proposals]
    wrong = [(theme, found, text) for (theme, text), found in zip(lines, best, strict=True) if theme != found]
    assert len(wrong) <= 9, wrong
    three = [{choice.key for choice in proposal.themes[:3]} for proposal in proposals]
    assert sum(theme in found for (theme, _text), found in zip(lines, three, strict=True)) >= 57


def test_proposals_have_the_shapes_that_they_say(model: Model) -> None:
    [one, other] = model.propose(["De bus rijdt niet meer na zeven uur.", "x" * 50_000])
    for proposal, length in ((one, 1), (other, 0)):  # of what nobody knows there is no vector
        assert [choice.confidence for choice in proposal.themes] == sorted(
            (choice.confidence for choice in proposal.themes), reverse=True
        )
        assert len(proposal.themes) == 20
        assert len(proposal.shown) <= 3
        assert len(proposal.kinds) <= 2
        assert len(proposal.levels) <= 1
        assert all(0 <= choice.confidence <= 1 for choice in proposal.themes)
        assert proposal.vector.dtype == np.float16
        assert float((proposal.vector.astype(np.float32) ** 2).sum()) == pytest.approx(length, abs=0.01)
    assert model.propose([]) == []


def test_a_text_says_the_same_alone_and_among_others(model: Model) -> None:
    texts = ["De huur is te hoog.", "Wachtlijst bij de psycholoog van acht maanden, zegt elke school hier.", "Bus."]
    together = model.propose(texts)
    for text, among in zip(texts, together, strict=True):
        [alone] = model.propose([text])
        assert [choice.key for choice in alone.themes[:3]] == [choice.key for choice in among.themes[:3]]
        assert alone.themes[0].confidence == pytest.approx(among.themes[0].confidence, abs=0.03)


def test_it_abstains_where_it_does_not_know(model: Model) -> None:
    for proposal in model.propose(["ok", "asdf qwer zxcv", "Kan iemand mij terugbellen?", "12345"]):
        assert proposal.abstained


def test_it_explains_by_words_of_the_text(model: Model) -> None:
    words = model.explain("De verhuurder weigert mensen met een leefloon.", "wonen")
    assert words
    assert all(word in "de verhuurder weigert mensen met een leefloon" for word in words)


def test_its_manifest_tells_what_the_files_are_worth(model: Model) -> None:
    frozen = [example for example in read_examples(model.labels) if example.frozen]
    found = evaluate(model, frozen[::4])
    # `make evaluate` recomputes them on the whole set; a part of it lies near, or the files are not those.
    assert found.whole.first == pytest.approx(model.manifest["figures"]["first"], abs=0.12)


def test_tellings_of_one_problem_are_more_like_each_other_than_like_another(model: Model) -> None:
    one = "Er is geen huisarts meer die nieuwe patiënten aanneemt in onze gemeente."
    same = "Inwoners vinden nergens een dokter, elke praktijk heeft een patiëntenstop."
    other = "De bushalte aan het station is geschrapt en ouderen geraken niet meer in de stad."
    near, far, itself = compare(model, [one, one, one], [same, other, one])
    assert itself > near > far
    assert compare(model, [], []).shape == (0,)


@pytest.mark.parametrize("part", [MANIFEST, CALIBRATION, NETWORK])
def test_a_broken_model_is_told_and_stops_nothing(part: str, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(shipped(), folder)
    (folder / part).write_bytes(b"{}")
    with pytest.raises((OSError, ValueError), match=str(folder)):
        load_model(folder)
    assert Shelf(str(folder), tmp_path).model() is None
    assert Shelf("off", tmp_path).model() is None
    assert Shelf(str(tmp_path / "nowhere"), tmp_path).model() is None


def test_what_ships_does_not_say_where_it_was_made() -> None:
    for file in shipped().iterdir():
        assert not re.search(rb"/(?:work|home|root|tmp|Users)/", file.read_bytes()), file.name


def test_what_ships_is_small(model: Model) -> None:
    assert sum(file.stat().st_size for file in shipped().iterdir()) <= 40_000_000
    assert json.loads((shipped() / MANIFEST).read_text("utf-8"))["version"] == model.name


def test_a_key_that_leads_by_far_is_surer() -> None:
    scores = np.asarray([[2.0, 1.9, -3.0], [2.0, -3.0, -3.0]], np.float32)
    assert find_lead(scores)[0] == pytest.approx([0.1, -0.1, -5.0], abs=1e-6)
    assert find_lead(scores[:, :1]).tolist() == [[0.0], [0.0]]
    alone, close = mix((1.0, 0.0, 1.0, 0.5, 0.0), scores, scores)[[1, 0], 0]
    assert alone > close > 0.5
