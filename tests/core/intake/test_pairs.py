"""Two details that together point at one person are asked about; the same details of a group are not."""

import pytest

from core.intake.look import look
from core.intake.pairs import find_pairs


def found(text: str) -> list[tuple[str, str]]:
    """What was found, as (words, type)."""
    return [(text[span.start : span.end], span.type) for span in find_pairs(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Een alleenstaande moeder in de Kerkstraat wacht al een jaar.", [("Kerkstraat", "ADDRESS")]),
        ("Het gezin met vier kinderen uit de Gentsesteenweg moet weg.", [("Gentsesteenweg", "ADDRESS")]),
        ("De man van 83 in de Lange Nieuwstraat krijgt geen hulp.", [("Lange Nieuwstraat", "ADDRESS")]),
        ("Een Syrische jongen van 17 vindt geen school.", [("Syrische", "DETAIL")]),
        ("Er is een 15-jarig Afghaans meisje zonder begeleiding.", [("Afghaans", "DETAIL")]),
    ],
)
def test_a_pair_about_one_person_is_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Alleenstaande moeders vinden in de Kerkstraat geen crèche meer.",
        "Syrische jongeren van 17 jaar krijgen geen plaats in OKAN.",
        "In de Kerkstraat is er te weinig licht.",
        "Een man van 83 krijgt geen hulp.",
        "Veel Afghaanse gezinnen wachten op een antwoord.",
    ],
)
def test_a_group_or_a_lone_detail_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_looking_asks_about_pairs_and_never_twice_about_the_same_words() -> None:
    text = "De weduwe in de Kerkstraat 12 wacht op thuishulp."
    spans = look(text).personal
    assert [(text[span.start : span.end], span.type) for span in spans] == [("Kerkstraat 12", "ADDRESS")]
