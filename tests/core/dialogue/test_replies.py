"""Replies to numbered questions, as people write them: by number, in between, free; and no word of them lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.dialogue.answers import read_answer
from core.dialogue.events import Answered, Skipped
from core.dialogue.load import load_form
from core.dialogue.replies import read_replies

FORM = load_form("signaal", ("De Regenboog",))
FIRST = ("breadth", "trend", "kinds")
PROFILE = ("sector", "organisation", "impact")
TEXTS = ("impact", "suggestion")


def read(asked: tuple[str, ...], text: str) -> tuple[dict[str, object], str]:
    """Give what each question got (None: passed over), and the rest."""
    replies = read_replies(FORM, asked, text)
    got: dict[str, object] = {}
    for event in replies.events:
        assert isinstance(event, (Answered, Skipped))
        question = FORM.question(event.key or "")
        assert question is not None
        got[question.key] = read_answer(question, event.value) if isinstance(event, Answered) else None
    return got, replies.rest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. 12 gezinnen\n2. al langer\n3. regels", {"breadth": "veel", "trend": "langer", "kinds": ("regelgeving",)}),
        ("1) veel\n3) te weinig aanbod, regels", {"breadth": "veel", "kinds": ("tekort", "regelgeving")}),
        ("1.veel\n2.nieuw", {"breadth": "veel", "trend": "nieuw"}),
        ("1- veel\n2 - nieuw\n", {"breadth": "veel", "trend": "nieuw"}),
        ("1: veel\n\n\n2: nieuw", {"breadth": "veel", "trend": "nieuw"}),
        ("Vraag 1: enkele\nvraag 2: nieuw", {"breadth": "enkele", "trend": "nieuw"}),
        ("Vraag 1\nveel\nVraag 2\nnieuw", {"breadth": "veel", "trend": "nieuw"}),
        ("1.\nveel\n2.\nnieuw", {"breadth": "veel", "trend": "nieuw"}),
        ("1. veel 2. nieuw 3. regels", {"breadth": "veel", "trend": "nieuw", "kinds": ("regelgeving",)}),
        ("1 veel 2 nieuw", {"breadth": "veel", "trend": "nieuw"}),
        ("3. regels\n1. veel", {"kinds": ("regelgeving",), "breadth": "veel"}),
        ("veel\nal langer\nregels", {"breadth": "veel", "trend": "langer", "kinds": ("regelgeving",)}),
        ("veel (meer dan 5)", {"breadth": "veel"}),
        ("Het gaat om 12 gezinnen.\nHet speelt al langer.", {"breadth": "veel", "trend": "langer"}),
        ("Zeker meer dan 5 gezinnen.", {"breadth": "veel"}),
    ],
)
def test_numbered_and_bare_answers_leave_nothing_over(text: str, expected: dict[str, object]) -> None:
    assert read(FIRST, text) == (expected, "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Veel, zeker tien gezinnen wachten al jaren.", {"breadth": "veel"}),
        ("1. Veel, zeker tien gezinnen wachten al jaren.", {"breadth": "veel"}),
        ("Twee gezinnen in onze straat.", {"breadth": "enkele"}),
        ("3 gezinnen wachten al maanden.", {"breadth": "enkele"}),
        ("2 weken geleden begon het.", {}),
        ("Er is een nieuw gezin in de buurt.", {}),
        ("Minder dan 5 gezinnen.", {}),
        ("Eerst 3 gezinnen, nu 12 gezinnen.", {}),
        ("Nieuwe regels maken het moeilijk.", {}),
        ("Ja", {}),
        ("Bedankt voor het snelle antwoord!", {}),
        ("7. bestaat niet", {}),
        ("2. dat weet eigenlijk niemand", {}),
    ],
)
def test_sentences_answer_where_there_is_no_doubt_and_stay_whole(text: str, expected: dict[str, object]) -> None:
    got, rest = read(FIRST, text)
    assert got == expected
    assert re.sub(r"^\d\. ", "", text) in rest


def test_words_after_a_numbered_answer_are_kept() -> None:
    assert read(TEXTS, "1. Ze verhuizen.\nEn de kinderen ook.\n\n2. Meer woningen") == (
        {"impact": "Ze verhuizen.\nEn de kinderen ook.", "suggestion": "Meer woningen"}, "",
    )  # fmt: skip
    got, rest = read(FIRST, "Dag,\n\n1. veel\nHet is echt erg.\n2. nieuw")
    assert got == {"breadth": "veel", "trend": "nieuw"}
    assert "Het is echt erg." in rest
    assert "Dag," in rest


def test_same_number_twice_loses_neither() -> None:
    got, rest = read(FIRST, "1. veel\n1. enkele")
    assert got == {"breadth": "veel"}
    assert "1. enkele" in rest


def test_one_question_left_is_answered_by_whatever_is_said() -> None:
    assert read(("impact",), "Ze verhuizen.\nOf ze blijven.") == ({"impact": "Ze verhuizen.\nOf ze blijven."}, "")
    assert read(("organisation",), "De Regenboog") == ({"organisation": "De Regenboog"}, "")
    got, rest = read(("organisation",), "Wij werken met verschillende organisaties samen aan dit probleem.")
    assert (got, rest) == ({}, "Wij werken met verschillende organisaties samen aan dit probleem.")


def test_a_sentence_is_no_organisation() -> None:
    text = "Ze verhuizen allemaal."
    assert read(PROFILE, text) == ({}, text)
    assert read(PROFILE, "1. ocmw\n2. Huis van het Kind\n3. Ze verhuizen.")[0] == {
        "sector": "ocmw", "organisation": "Huis van het Kind", "impact": "Ze verhuizen.",
    }  # fmt: skip


def test_passed_over_questions_are_no_words() -> None:
    assert read(TEXTS, "1. overslaan\n2. geen idee") == ({"impact": None, "suggestion": None}, "")


def test_nothing_asked_keeps_everything() -> None:
    assert read((), "1. veel") == ({}, "1. veel")
    assert read(("bestaat-niet",), "veel") == ({}, "veel")
    assert read(FIRST, "") == ({}, "")


WORDS = some.sampled_from(
    [
        "1.",
        "2)",
        "3:",
        "4.",
        "1",
        "2",
        "12",
        "vraag",
        "veel",
        "nieuw",
        "regels",
        "gezinnen",
        "wachten",
        "weken",
        "de",
        "een",
        "meer",
        "dan",
        "5",
        "en",
        ",",
        ".",
        "\n",
        "-",
        "geen",
        "OCMW",
        "al",
        "langer",
    ]
)


@given(some.lists(WORDS, max_size=25), some.sampled_from([FIRST, PROFILE, TEXTS, ("impact",), ("breadth",)]))
def test_no_word_is_lost(words: list[str], asked: tuple[str, ...]) -> None:
    text = " ".join(words)
    replies = read_replies(FORM, asked, text)
    left = " ".join([replies.rest, *(str(event.value) for event in replies.events if isinstance(event, Answered))])
    if not any(isinstance(event, Skipped) for event in replies.events):
        said = [word for word in re.findall(r"[a-zA-Z]{2,}", text) if word != "vraag"]
        assert all(word in left for word in said)


@given(some.text(max_size=200), some.sampled_from([FIRST, PROFILE, TEXTS]))
def test_never_raises(text: str, asked: tuple[str, ...]) -> None:
    read_replies(FORM, asked, text)
