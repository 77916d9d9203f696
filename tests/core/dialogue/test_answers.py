import pytest

from core.dialogue.answers import Complaint, find_option, plain, read_answer
from core.dialogue.cleaning import align, clean
from core.dialogue.events import Personal
from core.dialogue.form import Answer, Option, Question
from core.dialogue.load import load_form

FORM = load_form("signaal", ["OCMW Demo", "Huis van het Kind"])


def question(key: str) -> Question:
    found = FORM.question(key)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("key", "typed", "meant"),
    [
        ("breadth", "enkele", "enkele"),
        ("breadth", "Enkele (2-5)", "enkele"),
        ("breadth", "WEET IK NIET!", "onbekend"),
        ("breadth", "één", "een"),
        ("breadth", "1", "een"),
        ("breadth", "3", "enkele"),
        ("breadth", "ongeveer 4 gezinnen", "enkele"),
        ("breadth", "2 of 3", "enkele"),
        ("breadth", "5 à 6", None),
        ("breadth", "10", "veel"),
        ("breadth", "010", "veel"),
        ("breadth", "0", None),
        ("breadth", "meer dan 5", "veel"),
        ("breadth", "minder dan 5", None),
        ("breadth", "9" * 5000, None),
        ("breadth", "een hele", "groep"),
        ("breadth", "", None),
        ("breadth", "...", None),
        ("trend", "3", "erger"),
        ("trend", "6", None),
        ("trend", "0", None),
        ("trend", "3 jaar", "langer"),
        ("trend", "langer", "langer"),
        ("feedback", "ja", "hier"),
        ("feedback", "per e-mail", "email"),
        ("feedback", "nee", "nee"),
        ("pattern", "ja", "ja"),
        ("organisation", "huis van het kind", "Huis van het Kind"),
    ],
)
def test_option_that_is_meant(key: str, typed: str, meant: str | None) -> None:
    option = find_option(question(key), typed)
    assert (option.key if option else None) == meant


@pytest.mark.parametrize(
    ("key", "value", "read"),
    [
        ("description", "  Te weinig plaatsen hier. \x00", "Te weinig plaatsen hier."),
        ("description", "a" * 19, Complaint("complaint.too-short")),
        ("description", "a" * 20, "a" * 20),
        ("description", "a" * 1500, "a" * 1500),
        ("description", "a" * 1501, Complaint("complaint.too-long")),
        ("description", " \x00\r\n", Complaint("complaint.empty")),
        ("description", ("Te weinig plaatsen", "in de opvang."), "Te weinig plaatsen in de opvang."),
        ("kinds", "regels en te hoge drempel", ("regelgeving", "ontoegankelijk")),
        ("kinds", "1, 3", ("tekort", "afstemming")),
        ("kinds", "nieuwe groep in de knel", ("risicogroep",)),
        ("kinds", ("regelgeving", "regelgeving"), ("regelgeving",)),
        ("kinds", ("onbekend",), ("onbekend",)),
        ("kinds", ("onbekend", "regelgeving"), ("regelgeving",)),
        ("kinds", ("tekort", "afstemming", "werking"), Complaint("complaint.too-many")),
        ("kinds", "regels en iets anders", Complaint("complaint.not-an-option")),
        ("kinds", (), Complaint("complaint.not-an-option")),
        ("organisation", " CAW  Halle ", "CAW  Halle"),
        ("organisation", "x" * 121, Complaint("complaint.too-long")),
        ("organisation", " ", Complaint("complaint.not-an-option")),
        ("trend", ("nieuw", "langer"), "nieuw"),
        ("trend", "misschien", Complaint("complaint.not-an-option")),
        ("address", " an.peeters@ocmw.be ", "an.peeters@ocmw.be"),
        ("address", "Mijn adres is <an@ocmw.be>.", "an@ocmw.be"),
        ("address", "an@ocmw.be of jan@ocmw.be", Complaint("complaint.not-an-address")),
        ("address", "an@ocmw", Complaint("complaint.not-an-address")),
        ("address", "an@ocmw.be2", Complaint("complaint.not-an-address")),
        ("address", "an@ocmw.be\nBcc: x", "an@ocmw.be"),
    ],
)
def test_value_as_an_answer(key: str, value: Answer, read: Answer | Complaint) -> None:
    assert read_answer(question(key), value) == read


def test_label_with_en_in_it_is_one_option() -> None:
    sectors = Question("s", "choices", "?", options=(Option("a", "Wonen en zorg"), Option("b", "Werk")), at_most=2)
    assert read_answer(sectors, "wonen en zorg") == ("a",)


def test_plain_folds() -> None:
    assert plain("  Eén  CAFÉ, ‘s avonds!") == "een cafe s avonds"


def test_clean_keeps_lines_and_spaces_and_drops_what_cannot_be_stored() -> None:
    assert clean("\ufeff a\u00a0b\r\nc\rd\u2028e\x07\ud800\tf\u200b \n") == "a b\nc\nd\ne\tf"
    assert clean("\x00 \u200b\r\n") == ""


def test_spans_move_with_the_text_and_overlaps_become_one() -> None:
    spans = [Personal(9, 12, "NAME"), Personal(4, 7, "NAME"), Personal(6, 11, "ADDRESS"), Personal(14, 40, "URL")]
    assert align("\r\n\u200b abcdefgh ijk", [*spans, Personal(-5, 2, "NAME")]) == (
        Personal(0, 8, "NAME"),
        Personal(10, 12, "URL"),
    )
