import re
import tomllib
from importlib.resources import files
from typing import Any

import pytest

from core.dialogue.load import labels, load_form, read_form
from core.dialogue.stored import load_dialogue
from core.errors import SettingsError, StoreError

FORM = load_form("signaal", ["OCMW Demo"])
# The wording of domain research 1.2.
COUNTED = {
    "description": "Wat merk je op? Beschrijf het probleem in een paar zinnen.",
    "breadth": "Bij hoeveel mensen of gezinnen zie je dit?",
    "trend": "Is dit nieuw, of speelt het al langer?",
    "kinds": "Waar knelt het volgens jou?",
    "impact": "Wat is het gevolg voor de mensen om wie het gaat?",
    "suggestion": "Heb je een idee wat zou helpen, of wie dit mee kan aanpakken?",
    "feedback": "Wil je horen wat er met je signaal gebeurt?",
}
FOLLOW_UPS = {
    "pattern": "Een signaal gaat over iets dat ook bij anderen speelt. Denk je dat dit bij anderen ook zo is?",
    "example": "Kan je één voorbeeld geven, zonder namen?",
    "rule": "Wie maakt die regel?",
    "others": "Merken andere organisaties dit ook?",
}


def shipped() -> dict[str, Any]:
    return tomllib.loads(files("core").joinpath("dialogue/forms/signaal.toml").read_text("utf-8"))


def options(key: str) -> list[str]:
    question = FORM.question(key)
    assert question is not None
    return [option.label for option in question.options]


def test_seven_counted_questions_in_their_words_and_order() -> None:
    assert {question.key: question.text for question in FORM.questions if question.counted} == COUNTED
    assert [question.key for question in FORM.questions if question.counted] == list(COUNTED)


def test_two_counted_questions_are_mandatory() -> None:
    mandatory = [question.key for question in FORM.questions if question.required and question.counted]
    assert mandatory == ["description", "breadth"]


def test_follow_ups_in_their_words() -> None:
    asked = {question.key: question.text for question in FORM.questions if question.key in FOLLOW_UPS}
    assert asked == FOLLOW_UPS
    assert [q.key for q in FORM.questions if q.extra] == ["elsewhere", "example", "pattern", "others", "rule"]


def test_lengths() -> None:
    lengths = {q.key: (q.shortest, q.longest) for q in FORM.questions if q.kind == "text"}
    assert lengths == {
        "description": (20, 1500),
        "example": (0, 500),
        "impact": (0, 500),
        "suggestion": (0, 500),
    }


def test_options_in_their_words() -> None:
    assert options("breadth") == [
        "Tot nu toe één situatie",
        "Enkele (2-5)",
        "Veel (meer dan 5)",
        "Een hele groep of buurt",
        "Weet ik niet",
    ]
    assert options("trend") == ["Nieuw", "Al langer", "Het wordt erger", "Komt en gaat", "Weet ik niet"]
    assert options("pattern") == ["Ja, ga verder", "Weet ik niet, ga verder", "Nee, het gaat om één persoon"]
    assert options("feedback") == ["Ja, hier", "Ja, per e-mail", "Nee"]
    assert options("elsewhere")[0] == "Toch als signaal doorgeven"
    assert options("individual")[0] == "Toch doorgeven"


def test_kinds_and_sectors_come_from_the_taxonomy() -> None:
    kinds, sectors = FORM.question("kinds"), FORM.question("sector")
    assert kinds is not None
    assert sectors is not None
    assert [option.key for option in kinds.options] == [*labels("kinds"), "onbekend"]
    assert {option.key: option.label for option in sectors.options} == labels("sectors")
    assert sum(option.common for option in sectors.options) == 8


def test_organisations_are_the_municipality_s_and_the_form_is_not_shared() -> None:
    assert options("organisation") == ["OCMW Demo"]
    other = load_form("signaal").question("organisation")
    assert other is not None
    assert (other.options, other.free) == ((), True)


def test_unknown_form() -> None:
    with pytest.raises(SettingsError, match=re.escape("form bestaat-niet: FileNotFoundError")):
        load_form("bestaat-niet")


def spoiled(place: int, **changes: Any) -> dict[str, Any]:
    data = shipped()
    data["questions"][place] = data["questions"][place] | changes
    return data


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({}, "'questions'"),
        ({"questions": ["sector"]}, "no attribute"),
        (shipped() | {"story": "verhaal"}, "include the story"),
        (spoiled(0, key="description"), "unique"),
        (spoiled(0, kind="getal"), "sector has no known kind"),
        (spoiled(0, options_from="nergens"), "sector has no options"),
        (spoiled(0, only_if={"question": "breadth", "any_of": ["een"]}), "does not come before"),
        (spoiled(0, options=[{"key": "a"}]), "label"),
    ],
)
def test_wrong_data(data: dict[str, Any], reason: str) -> None:
    with pytest.raises(SettingsError, match=reason):
        read_form(data)


def test_stored_text_that_is_no_dialogue_is_not_quoted() -> None:
    with pytest.raises(StoreError) as raised:
        load_dialogue(b'{"form": "Jan Peeters", "version": "x"}')
    assert (str(raised.value), raised.value.__suppress_context__) == ("dialogue", True)


def test_no_line_of_the_review_says_the_same_twice() -> None:
    for asked in load_form("signaal").questions:
        assert not any(option.label.startswith(asked.name) for option in asked.options if asked.name), asked.key
