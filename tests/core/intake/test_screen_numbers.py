"""The detectors of numbers, each with what it must find and what it must leave alone."""

import pytest

from core.intake.screen.accounts import find_accounts, valid_iban
from core.intake.screen.dates import find_birth_dates
from core.intake.screen.find import find_personal
from core.intake.screen.identity import find_identities, valid_national_number
from core.intake.screen.phones import find_phones
from core.intake.screen.plates import find_plates


@pytest.mark.parametrize(
    "number",
    [
        "0471/23.45.67",
        "0471 23 45 67",
        "0471234567",
        "0471-23-45-67",
        "+32 471 23 45 67",
        "+32(0)471 23 45 67",
        "0032471234567",
        "0032 471/23.45.67",
        "09 225 34 12",
        "(02) 234 56 78",
        "03/234.56.78",
        "053 78 12 34",
        "+31 6 12345678",
        "+212 6 12 34 56 78",
        "0 4 7 1 2 3 4 5 6 7",
        "O471 23 45 67",
    ],
)
def test_find_phones_finds_a_number_however_it_is_written(number: str) -> None:
    text = f"bel eens naar {number} aub"

    (span,) = find_personal(text)

    assert span.type == "PHONE"
    assert text[span.start : span.end] == number


@pytest.mark.parametrize(
    "text",
    [
        "open van 09.00-12.30 en 13.30-16.00",
        "op 01/02/2023 14 mensen",
        "bel 0800 123 45 of 078 15 15 15",
        "BTW BE 0476.123.456",
        "van 2019 tot 2023, 14 400 euro",
        "dossier 0471234567",
        "zorgbudget 1.288,46 euro",
    ],
)
def test_find_phones_leaves_hours_dates_services_and_companies(text: str) -> None:
    assert not list(find_phones(text))


def test_brackets_around_a_number_stay_with_the_sentence() -> None:
    (span,) = find_phones("zij (0471 23 45 67) wacht al lang")
    assert (span.start, span.end) == (5, 18)


def test_find_phones_reads_a_short_number_behind_a_phone_word() -> None:
    assert list(find_phones("gsm 471 23 45 67"))
    assert not list(find_phones("er zijn 471 23 45 67"))


@pytest.mark.parametrize(("digits", "valid"), [("85073003328", True), ("00010100105", True), ("85073003329", False)])
def test_valid_national_number_checks_both_centuries(digits: str, valid: bool) -> None:  # noqa: FBT001
    assert valid_national_number(digits) is valid


@pytest.mark.parametrize(
    "number", ["85.07.30-033.28", "85073003328", "85.07.30-033.29", "850730-033-28", "85 47 30 033 74"]
)
def test_find_identities_finds_valid_and_usual_numbers(number: str) -> None:
    text = f"nr {number}."

    (span,) = find_identities(text)

    assert text[span.start : span.end] == number


def test_find_identities_leaves_other_long_numbers() -> None:
    assert not list(find_identities("referentie 99999999999 en 12 34 56 78"))


@pytest.mark.parametrize(
    "account", ["BE68 5390 0754 7034", "be68539007547034", "BE68-5390-0754-7034", "NL91 ABNA 0417 1643 00"]
)
def test_find_accounts_finds_an_iban_however_it_is_written(account: str) -> None:
    text = f"storten op {account} graag"

    (span,) = find_accounts(text)

    assert text[span.start : span.end] == account


def test_find_accounts_knows_a_belgian_typing_error_but_no_foreign_one() -> None:
    assert list(find_accounts("BE68 5390 0754 7035"))
    assert not list(find_accounts("NL91 ABNA 0417 1643 01"))
    assert not valid_iban("BE68539007547035")


def test_find_accounts_knows_old_accounts_and_cards() -> None:
    assert list(find_accounts("rek 539-0075470-34"))
    assert list(find_accounts("kaart 4111 1111 1111 1111"))
    assert not list(find_accounts("kaart 4111 1111 1111 1112 en 539-0075470-35"))


@pytest.mark.parametrize("plate", ["1-ABC-123", "1abc123", "2 XYZ 987", "ABC-123", "AB-123-CD", "9-bcd-001"])
def test_find_plates_finds_plates(plate: str) -> None:
    text = f"de auto {plate} staat fout"

    assert [text[span.start : span.end] for span in find_personal(text)] == [plate]


def test_find_plates_leaves_codes() -> None:
    assert not list(find_plates("ISO-900, covid-19, WVG-100, formulier A-123, 3 keer 250 euro, 1 uur 300"))


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("geboren op 12/03/1998 te Gent", "12/03/1998"),
        ("geb. 3 mei 2012", "3 mei 2012"),
        ("geboortedatum: 1975-11-02", "1975-11-02"),
        ("23/11/1947, alleenstaand", "23/11/1947"),
        ("verjaart op 12 april", "12 april"),
        ("geb.12/3/85", "12/3/85"),
        ("geboren in maart 1985", "maart 1985"),
    ],
)
def test_find_birth_dates_finds_dates_of_birth(text: str, date: str) -> None:
    assert {text[span.start : span.end] for span in find_birth_dates(text)} == {date}


@pytest.mark.parametrize(
    "text",
    [
        "op 12/03/2024 was het loket dicht",
        "de wet van 26 mei 1998",
        "kinderen geboren na 1 september 2019",
        "sinds 01/01/1995",
        "in de week van 3 mei",
    ],
)
def test_find_birth_dates_leaves_other_dates(text: str) -> None:
    assert not list(find_birth_dates(text))


def test_find_personal_takes_a_date_behind_a_name_as_a_birth_date() -> None:
    assert [span.type for span in find_personal("Youssef (05/06/2015) wacht")] == ["NAME", "BIRTHDATE"]


@pytest.mark.parametrize(
    "text",
    [
        "０４７１/２３.４５.６７",
        "0471\u00a023\u202f45\u200967",
        "0471\u200b23\u200b45\u200b67",
        "0471‑23–45−67",
        "04\u00ad71 23 45 67",
        "٠٤٧١ ٢٣ ٤٥ ٦٧",
    ],
)
def test_find_personal_sees_through_typographic_disguise(text: str) -> None:
    (span,) = find_personal(f"gsm: {text} ok")

    assert (span.start, span.end, span.type) == (5, 5 + len(text), "PHONE")
