"""A split is proposed where two stretches each have a sure theme of their own, and hardly ever else."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.classify.describe import describe
from core.classify.model import Choice, Model, Proposal, load_model
from core.classify.registry import shipped
from core.classify.split import Propose, Split, propose_split

BUS = "De bus naar het dorp rijdt na zeven uur niet meer, en wie geen auto heeft raakt nergens."
RENT = "De huurprijzen zijn zo hoog dat gezinnen met drie kinderen geen betaalbare huurwoning meer vinden."


def sure(texts: Sequence[str], *, doubt: float = 0.02) -> list[Proposal]:
    """A judge that knows two themes by one word each, a text with both being of the first that comes."""
    return [_proposal(text, doubt) for text in texts]


def _proposal(text: str, doubt: float) -> Proposal:
    places = {"mobiliteit": text.find("bus"), "wonen": text.find("huur")}
    said = sorted((place, key) for key, place in places.items() if place >= 0)
    chances = {"mobiliteit": doubt, "wonen": doubt, **{key: 0.9 for _, key in said}}
    themes = tuple(sorted((Choice(key, chance) for key, chance in chances.items()), key=lambda one: -one.confidence))
    return Proposal(themes, themes[:1], (), (), (), 0.9, np.zeros(4, np.float16))


@pytest.mark.parametrize("between", [" ", "\n\n", "\n"])
def test_it_is_cut_where_the_second_problem_begins(between: str) -> None:
    split = propose_split(BUS + between + RENT, sure)
    assert split
    assert (BUS + between + RENT)[split.at :] == RENT
    assert (split.first.key, split.second.key) == ("mobiliteit", "wonen")


def test_one_problem_in_many_sentences_is_not_cut() -> None:
    assert propose_split(" ".join([BUS] * 6), sure) is None


def test_a_theme_that_is_possible_in_both_is_not_cut() -> None:
    assert propose_split(f"{BUS} {RENT}", lambda texts: sure(texts, doubt=0.2)) is None


def test_stretches_of_a_few_words_are_not_judged() -> None:
    def never(texts: Sequence[str]) -> list[Proposal]:
        raise AssertionError(texts)

    assert propose_split("De bus is weg. Huur te hoog.", never) is None
    assert propose_split("", never) is None


@given(st.lists(st.sampled_from([BUS, RENT, "Ja.", "Kort.", "\n"]), max_size=40))
def test_both_stretches_always_say_something(parts: list[str]) -> None:
    text = " ".join(parts)
    split = propose_split(text, sure)
    if split:
        assert min(len(text[: split.at].strip()), len(text[split.at :].strip())) >= 40
        assert split.first.key != split.second.key


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(shipped())


def test_the_model_that_ships_cuts_no_plain_case(model: Model) -> None:
    for text in (f"{BUS} Dat zien we al jaren.", f"{RENT} Ze wachten maanden op een antwoord van de woonmaatschappij."):
        assert propose_split(text, model.propose) is None


def test_what_is_stored_says_where_each_problem_begins(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"{BUS} {RENT}"
    [proposal] = model.propose([text])

    def split_surely(text: str, _propose: Propose) -> Split | None:
        return propose_split(text, sure)

    monkeypatch.setattr("core.classify.describe.propose_split", split_surely)
    parts = [{"at": 0, "theme": "mobiliteit"}, {"at": len(BUS) + 1, "theme": "wonen"}]
    assert describe(model, text, proposal)["quality"] == {"parts": parts}
    [proposal] = model.propose([BUS])
    assert describe(model, BUS, proposal)["quality"] == {"parts": []}
