"""The detectors of names, addresses and what is online."""

import pytest

from core.intake.screen.addresses import find_addresses
from core.intake.screen.find import find_personal
from core.intake.screen.names import find_names
from core.intake.screen.online import find_online


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mevrouw Janssens wacht al lang.", "Janssens"),
        ("dhr. Van den Broeck belde", "Van den Broeck"),
        ("ons emma slaapt slecht", "emma"),
        ("mijn collega sofie weet het ook", "sofie"),
        ("mevr de smet kan niet meer", "de smet"),
        ("Ik sprak met Fatima El Amrani vandaag.", "Fatima El Amrani"),
        ("cliënt J.P. kwam langs", "J.P."),
        ("hulp voor Zuznalia (34) en haar kinderen", "Zuznalia"),
        ("de mama van Wodzka", "Wodzka"),
        ("Olena Kovalenko wacht", "Olena Kovalenko"),
        ("Roos heeft gebeld", "Roos"),
        ("brief aan A. Bogaerts", "A. Bogaerts"),
        ("Emma's mama belde", "Emma"),
        ("gisteren jan peeters gezien", "jan peeters"),
        ("Groetjes,\nAnnelies", "Annelies"),
    ],
)
def test_find_names_finds_the_name_without_its_title(text: str, name: str) -> None:
    assert [text[span.start : span.end] for span in find_names(text)] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Roos is de kleur van de folder.",
        "Mei was druk. Hoop is er niet.",
        "Het AZ Sint-Jan en vzw Oscar zitten vol.",
        "Mensen met Parkinson of Alzheimer in Sint-Niklaas.",
        "De Jan Breydelstraat en het Koning Boudewijnpark.",
        "een collega van het CAW, een klant van De Lijn",
        "mijn man Belg, begeleider Frans",
        "Mevrouw, meneer, geachte burgemeester",
        "Turkse, Syrische en Oekraïense gezinnen",
        "het project heet Samen Sterk",
    ],
)
def test_find_names_leaves_organisations_places_and_words(text: str) -> None:
    assert not list(find_names(text))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Ze woont Kerkstraat 12, 9000 Gent.", "Kerkstraat 12, 9000 Gent"),
        ("in de Lange Lozanastraat 210 bus 3 te huur", "Lange Lozanastraat 210 bus 3"),
        ("hij woont kerkstraat 12", "kerkstraat 12"),
        ("Grote Markt 1, Mechelen", "Grote Markt 1, Mechelen"),
        ("Rue de la Loi 16", "Rue de la Loi 16"),
        ("adres: Boshoek 14", "Boshoek 14"),
        ("Brusselsestwg. 8b", "Brusselsestwg. 8b"),
    ],
)
def test_find_addresses_finds_street_number_and_town(text: str, address: str) -> None:
    assert {text[span.start : span.end] for span in find_addresses(text)} == {address}


@pytest.mark.parametrize(
    "text",
    [
        "In de Kerkstraat 3 keer per week",
        "In de Kerkstraat 2 grote gezinnen",
        "De Kerkstraat is gevaarlijk",
        "snelweg 40 en lijn 3 en kamer 12",
        "Kerkstraat 12,50 euro",
        "Vergadering 12 maart",
    ],
)
def test_find_addresses_leaves_streets_without_house_number(text: str) -> None:
    assert not list(find_addresses(text))


@pytest.mark.parametrize(
    ("text", "found", "kind"),
    [
        ("mail an.declercq@telenet.be.", "an.declercq@telenet.be", "EMAIL"),
        ("sara [at] outlook [dot] com", "sara [at] outlook [dot] com", "EMAIL"),
        ("zie www.facebook.com/jan.p.", "www.facebook.com/jan.p", "URL"),
        ("site naaiatelier.be werkt", "naaiatelier.be", "URL"),
        ("(https://a.be/x?y=1)", "https://a.be/x?y=1", "URL"),
        ("telegram @karim_bxl ok", "@karim_bxl", "HANDLE"),
        ("insta noor_vdb", "noor_vdb", "HANDLE"),
    ],
)
def test_find_online_finds_addresses_and_user_names(text: str, found: str, kind: str) -> None:
    assert {(text[span.start : span.end], span.type) for span in find_online(text)} == {(found, kind)}


def test_find_online_leaves_a_forgotten_space_and_file_names() -> None:
    assert not list(find_online("dat is morgen.de wachtlijst in verslag_mei.docx of via facebook en instagram"))


def test_find_personal_leaves_what_the_municipality_allows() -> None:
    text = "Karel is de naam van ons buurthuis, Kerkstraat 12, zie karel.be of @karel"
    allowed = frozenset({"karel", "kerkstraat 12", "karel.be", "@karel"})

    assert {span.type for span in find_personal(text)} == {"NAME", "ADDRESS", "URL", "HANDLE"}
    assert find_personal(text, allowed) == ()


def test_find_personal_allows_no_numbers_and_no_part_of_a_name() -> None:
    assert [span.type for span in find_personal("0471 23 45 67", frozenset({"0471 23 45 67"}))] == ["PHONE"]
    assert [span.type for span in find_personal("Karel Maes", frozenset({"karel"}))] == ["NAME"]
