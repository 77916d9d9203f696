"""Stripping: traps where her words look like a quote, what we sent as a measure, forwards, splitting and language."""

from typing import Any

import pytest

from core.classify.language import language
from mail.understand.several import several
from mail.understand.strip import strip

_HEAD = "Van: Lokaal Signaal <s@gent.example.org>\nVerzonden: dinsdag 3 september 2024 10:12\nAan: An\nOnderwerp: x\n\n"
_SENT = "1. In welke gemeente speelt dit?\n2. Hoeveel mensen zijn het?\nLokaal Signaal"
_UNTOUCHED = (
    "Op maandag schreef de huisbaas: je moet eruit.\nDat is de derde keer.",
    'Op maandag 3 maart schreef de huisbaas:\n"U moet de woning verlaten."\nDe cliënt weet niet wat te doen.',
    "Op 3 maart 2024 om 10:12 schreef de verhuurder:\n> u moet eruit\n\nwat nu?",
    "Een eerste zin.\n--\nEen tweede zin is dat mensen geen post krijgen omdat ze geen adres hebben.",
    "Dit zijn de cijfers:\n> 20 gezinnen wachten\n> 3 zijn dakloos",
    "Verstuurd vanaf mijn iPhone was de aanvraag ongeldig, zei het loket.",
    "De brief:\n\nVan: Jan\nAan: huurder\nOnderwerp: opzeg\n\nU moet eruit. Dit kreeg mijn cliënt.",
    "Mensen wachten.\n\nDe mail is vertrouwelijk, zegt men, maar iedereen las hem.",
    "Dit bericht is bedoeld voor alle diensten: het adres van de opvang is veranderd.",
    "De wachtlijst is te lang. Ik schreef op 3/09/2024 om 10:12:\nniemand antwoordde.",
    "Gezinnen slapen in de auto. Mvg, An",
)


@pytest.mark.parametrize("text", _UNTOUCHED)
def test_her_own_words_stay(text: str) -> None:
    assert strip(text).text == text


def test_a_postscript_below_a_signature_stays() -> None:
    got = strip("Ik ben akkoord.\n\nVriendelijke groet,\n\nJan\n\nPS: het zijn er nu vijf.\n")
    assert got.text == "Ik ben akkoord.\n\nPS: het zijn er nu vijf."


def test_answers_inside_an_unquoted_original_are_found_with_what_we_sent() -> None:
    answers = "1. In welke gemeente speelt dit?\n\nGent, aan het station.\n\n2. Hoeveel mensen zijn het?\n\nTien"
    letter = f"Ja.\n\n{_HEAD}{answers}"
    assert strip(letter, sent=_SENT).text == "Ja.\n\nGent, aan het station.\n\nTien"
    assert strip(letter).text == "Ja."


def test_an_answer_on_the_line_of_the_question_stays() -> None:
    got = strip("> 1. In welke gemeente speelt dit? Kortrijk\n> 2. Hoeveel mensen zijn het?\nTien", sent=_SENT)
    assert "Kortrijk" in got.text
    assert got.text.endswith("Tien")


def test_an_answer_on_the_line_of_the_question_stays_where_our_next_line_begins_with_it() -> None:
    sent = "1. Is dit nieuw, of speelt het al langer?\n[Nieuw / Al langer / Het wordt erger]"
    assert "nieuw" in strip("> 1. Is dit nieuw, of speelt het al langer? nieuw\n> [Nieuw / Al langer]", sent=sent).text
    wrapped = "> 1. Is dit nieuw, of speelt het al langer? [Nieuw / Al langer /\n> Het wordt erger]\n\nnieuw"
    assert strip(wrapped, sent=sent).text == "nieuw"


def test_an_older_exchange_below_ours_is_cut() -> None:
    letter = f"Gent\n\n{_HEAD}{_SENT}\n\n{_HEAD}Mijn eerste mail over schimmel."
    assert strip(letter, sent=_SENT).text == "Gent"


def test_her_name_goes_when_we_know_it() -> None:
    assert strip("Ja, dat klopt.\n\nAn", sender="An De Smet").text == "Ja, dat klopt."
    assert strip("Ja, dat klopt.\n\nAn").text == "Ja, dat klopt.\n\nAn"
    assert strip("An", sender="An De Smet").text == "An"


def test_what_an_old_outlook_passes_on_is_a_forward() -> None:
    text = (
        f"Graag opvolgen.\n\n-----Oorspronkelijk bericht-----\n{_HEAD}Drie gezinnen zonder huisarts.\n\n> Hoe gaat het?"
    )
    got = strip(text, subject="FW: huisarts")
    assert got.text == "Graag opvolgen."
    assert got.forward is not None
    assert got.forward.text.startswith("Drie gezinnen zonder huisarts.")
    assert strip(text, subject="Re: huisarts").forward is None


def test_a_forward_keeps_who_wrote_what() -> None:
    got = strip(f"Dit horen wij vaak.\n\n---------- Forwarded message ---------\n{_HEAD}Geen warm water.")
    assert got.text == "Dit horen wij vaak."
    assert got.forward is not None
    assert got.forward.author == "Lokaal Signaal <s@gent.example.org>"
    assert got.forward.text == "Geen warm water."
    assert strip(f"Kijk.\n\n{_HEAD}Geen warm water.", subject="FW: x").forward is not None
    assert strip(f"Kijk.\n\n{_HEAD}Geen warm water.", subject="RE: x").forward is None


def test_what_is_too_long_is_cut_and_said() -> None:
    got = strip("regel\n" * 60_000)
    assert not got.sure
    assert got.cut[-1].why == "length"


_LONG_LINE = "De huur in de wijk stijgt elk jaar en mensen kunnen niet volgen."
SEVERAL = (
    ("1. De wachtlijst van de psycholoog is te lang.\n2. In de wijk rijdt na acht uur geen bus.", True),
    ("Ten eerste is de huur te hoog.\nTen tweede is er schimmel.", True),
    (f"{_LONG_LINE}\n---\n{_LONG_LINE}", True),
    ("1. Kortrijk\n2. Wonen\n3. Ja", False),
    ("Drie gezinnen hebben geen verwarming.", False),
    ("- huur te hoog\n- schimmel", False),
)


@pytest.mark.parametrize(("text", "many"), SEVERAL)
def test_several_problems_are_marked(text: str, many: Any) -> None:
    assert several(text) is many


LANGUAGES = (
    ("Drie gezinnen hebben al weken geen verwarming en de huisbaas doet niets.", "nl"),
    ("Trois familles n'ont pas de chauffage depuis des semaines et le propriétaire ne fait rien.", "fr"),
    ("Three families have had no heating for weeks and the landlord does nothing.", "en"),
    ("Drei Familien haben seit Wochen keine Heizung und der Vermieter tut nichts.", "de"),
    ("Üç aile haftalardır ısıtmasız kaldı, ev sahibi hiçbir şey yapmıyor, çocuklar hasta oldu.", "other"),
    ("Gent", "unknown"),
    ("Ja", "unknown"),
    ("", "unknown"),
)


@pytest.mark.parametrize(("text", "name"), LANGUAGES)
def test_the_language_is_guessed(text: str, name: str) -> None:
    assert language(text) == name
