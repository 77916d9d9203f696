"""Choices answered in one's own words: taken where clear, asked again where they fit two, and never guessed."""

import pytest

from core.dialogue.answers import UNCLEAR, Complaint, read_answer
from core.dialogue.engine import begin, step
from core.dialogue.events import Answered, Ask
from core.dialogue.load import load_form
from tests.core.dialogue.holding import KNOWN, STORY, asked

FORM = load_form("signaal")
TOLD = step(FORM, begin(FORM, KNOWN), Answered(STORY)).dialogue

MEANT = {
    "breadth": {
        "bij heel veel mensen": "veel",
        "een stuk of tien": "veel",
        "Ik schat een twintigtal patiënten": "veel",
        "een vijftal, denk ik": "enkele",
        "Een vijftigtal": "veel",
        "zo'n 15-tal": "veel",
        "enkele tientallen": "veel",
        "veel te veel": "veel",
        "Een stuk of drie": "enkele",
        "enkele gezinnen": "enkele",
        "bij de hele wijk": "groep",
        "het gaat om één gezin": "een",
        "Het gaat hier om één persoon.": "een",
        "één persoon": "een",
        "twee": "enkele",
        "Twee gezinnen": "enkele",
        "een paar": "enkele",
        "een paar gezinnen, denk ik": "enkele",
        "3 kinderen": "enkele",
        "een gezin of vier": "enkele",
        "een man of tien": "veel",
        "tientallen": "veel",
        "Wel een twintigtal gezinnen": "veel",
        "geen idee": "onbekend",
        "dat weet ik niet": "onbekend",
        "meer dan vijf": "veel",
        "minstens 10": "veel",
        "zeker 12 gezinnen": "veel",
        "zo'n 4 cliënten": "enkele",
        "iedereen hier": "groep",
        "heel de straat": "groep",
        "enkle": "enkele",
        "enkelle": "enkele",
        "weet ik nit": "onbekend",
    },
    "trend": {
        "al jaren": "langer",
        "Al zeker 2 jaar": "langer",
        "sinds een half jaar": "langer",
        "dit speelt al een paar jaar": "langer",
        "het is erger geworden": "erger",
        "dit is nieuw": "nieuw",
        "het wordt steeds erger": "erger",
        "geen idee": "onbekend",
        "sinds corona": "langer",
        "de laatste maanden": "nieuw",
        "het komt en gaat": "wisselend",
        "dit is niet nieuw": "langer",
        "Het speelt al lang": "langer",
        "dit speelt al maanden": "langer",
        "sinds kort": "nieuw",
        "het neemt toe": "erger",
        "af en toe": "wisselend",
        "langr": "langer",
        "wisslend": "wisselend",
        "het wrodt erger": "erger",
        "2": "langer",
    },
    "feedback": {
        "mail me maar": "email",
        "via mail": "email",
        "Ja, graag per mail": "email",
        "liever niet": "nee",
        "nee bedankt": "nee",
        "hoeft niet": "nee",
        "ja graag": "hier",
        "hier is goed": "hier",
        "doe maar": "hier",
    },
    "pattern": {"ik denk het wel": "ja", "misschien": "onbekend", "ik denk het niet": "nee"},
    "rule": {"de stad": "lokaal", "de Vlaamse overheid": "vlaams", "federaal": "federaal", "geen idee": "onbekend"},
    "elsewhere": {"nee": "stop", "ja": "toch"},
    "individual": {"laat maar": "stop", "ja, doorgeven": "toch"},
    "sector": {"ik werk bij de politie": None, "bij het ocmw": "ocmw", "wijkagent": "politie", "politei": "politie"},
}
UNSURE = {
    "breadth": ["5 à 6 gezinnen", "3 tot 8", "meer dan drie", "één gezin of de hele wijk", "enkele of veel"],
    "trend": ["nieuw of al langer", "al jaren, maar het wordt erger", "nieuw en het wordt erger"],
    "feedback": ["mail of hier"],
}
# What says more than an option, or the reverse of one.
TRAPS = {
    "breadth": [
        "Ook bij ons in de wijk zien we dat gezinnen wegtrekken omdat de huur te hoog is.",
        "Bij veel gezinnen is de verwarming stuk en de verhuurder doet niets.",
        "Eén gezin slaapt in de auto sinds vorige maand.",
        "niet veel",
        "geen enkel gezin",
        "minder dan 5",
        "geen groep",
        "0",
        "0 gezinnen",
        "3 jaar",
        "Twee weken geleden begon het",
        "ja",
        "hier bij ons",
        "...",
    ],
    "trend": [
        "Nieuwe regels maken het moeilijk voor iedereen.",
        "Al jaren vragen we een loket in de wijk.",
        "het wordt niet erger",
        "Sinds corona komen ouderen niet meer buiten.",
        "beter",
        "lange wachtlijsten",
    ],
    "feedback": ["Mijn collega wil het ook weten", "mailt iemand dit ook naar de gemeente", "misschien"],
    "rule": ["de bank", "niet de gemeente"],
}


def read(key: str, typed: str) -> object:
    question = FORM.question(key)
    assert question is not None
    return read_answer(question, typed)


@pytest.mark.parametrize(
    ("key", "typed", "meant"),
    [(key, typed, meant) for key, table in MEANT.items() for typed, meant in table.items()],
)
def test_own_words_are_understood(key: str, typed: str, meant: str | None) -> None:
    assert read(key, typed) == (meant or Complaint("complaint.not-an-option"))


@pytest.mark.parametrize(("key", "typed"), [(key, typed) for key, table in UNSURE.items() for typed in table])
def test_words_that_fit_two_options_ask(key: str, typed: str) -> None:
    assert read(key, typed) == Complaint(UNCLEAR)


@pytest.mark.parametrize(("key", "typed"), [(key, typed) for key, table in TRAPS.items() for typed in table])
def test_what_says_something_else_is_no_option(key: str, typed: str) -> None:
    assert read(key, typed) == Complaint("complaint.not-an-option")


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("lange wachtlijsten", ("tekort",)),
        ("te duur en te weinig info", ("ontoegankelijk", "informatie")),
        ("diensten werken langs elkaar heen", ("afstemming",)),
        ("taal, wachtlijsten", ("ontoegankelijk", "tekort")),
        ("geen idee", ("onbekend",)),
    ],
)
def test_kinds_in_own_words(typed: str, kinds: tuple[str, ...]) -> None:
    assert read("kinds", typed) == kinds


@pytest.mark.parametrize("typed", ["bij heel veel mensen", "een stuk of tien gezinnen", "het gaat om één gezin"])
def test_an_answer_is_not_added_to_the_story(typed: str) -> None:
    taken = step(FORM, TOLD, Answered(typed))
    assert taken.dialogue.answers["description"] == STORY
    assert "breadth" in taken.dialogue.answers


def test_words_that_fit_two_options_are_not_added_to_the_story() -> None:
    taken = step(FORM, TOLD, Answered("ongeveer 5 à 6 gezinnen"))
    assert (asked(taken), taken.dialogue.answers["description"]) == ("breadth", STORY)
    last = taken.prompts[-1]
    assert isinstance(last, Ask)
    assert last.complaint == UNCLEAR


def test_a_real_addition_is_added_to_the_story() -> None:
    more = TRAPS["breadth"][0]
    assert step(FORM, TOLD, Answered(more)).dialogue.answers["description"] == f"{STORY}\n{more}"


def test_what_people_say_stands_for_one_option_only_and_is_written_plain() -> None:
    for question in FORM.questions:
        said = [words for option in question.options for words in option.said]
        assert len(said) == len(set(said)), question.key
        for option in question.options:
            assert all(read(question.key, words) in {option.key, (option.key,)} for words in option.said), option.key
