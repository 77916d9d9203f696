"""Spreadsheets as they come: Microsoft Forms exports in three languages, and what people make themselves."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from xlsxwriter import Workbook

# The columns that Microsoft Forms adds, and questions as municipalities ask them.
FORMS = {
    "nl": (
        "Id", "Begintijd", "Tijd van voltooien", "E-mail", "Naam", "Wat merk je op?", "Kan je een voorbeeld geven?",
        "Bij hoeveel mensen of gezinnen zie je dit?", "Is dit nieuw, of speelt het al langer?", "Welk thema?",
        "Waar knelt het volgens jou?", "Bij welke organisatie werk je?", "Je sector", "Heb je een idee wat zou helpen?",
    ),
    "fr": (
        "ID", "Heure de début", "Heure de fin", "Adresse de messagerie", "Nom", "Quel est le problème ?",
        "Pouvez-vous donner un exemple ?", "Combien de personnes ?", "Depuis quand ?", "Quel thème ?",
        "Type de problème", "Votre organisation", "Secteur", "Que proposez-vous ?",
    ),
    "en": (
        "ID", "Start time", "Completion time", "Email", "Name", "What do you notice?", "Can you give an example?",
        "How many people?", "Is this new?", "Which theme?", "Kind of problem", "Your organisation", "Sector",
        "What would help?",
    ),
}  # fmt: skip
_WORDS = {
    "nl": (
        "Gezinnen wachten al maanden op een betaalbare huurwoning",
        "Alleenstaanden krijgen geen afspraak bij de huisarts",
        "Ouders vinden geen opvang na school",
    ),
    "fr": (
        "Les familles attendent un logement abordable depuis des mois",
        "Les parents ne trouvent pas de place à la crèche",
        "Les aînés n'ont plus de médecin",
    ),
    "en": (
        "Families wait for months for an affordable home",
        "Parents find no child care after school hours",
        "Older people find no family doctor any more",
    ),
}
_BREADTHS = {
    "nl": ("Meer dan 5", "Enkele (2-5)", "Weet ik niet"),
    "fr": ("Plus de 5", "Quelques-uns", "Je ne sais pas"),
    "en": ("More than 5", "A few", "Unknown"),
}
_TRENDS = {
    "nl": ("Al langer", "Nieuw"),
    "fr": ("Depuis longtemps", "Nouveau"),
    "en": ("Getting worse", "New"),
}
_THEMES = {
    "nl": ("Huisvesting;", "Gezondheid;Kinderopvang;"),
    "fr": ("Logement;", "Santé;"),
    "en": ("Housing;", "Health;Child care;"),
}
_KINDS = {"nl": "te weinig aanbod", "fr": "manque de places", "en": "shortage"}
_SECTORS = {"nl": "OCMW en sociaal huis", "fr": "Enseignement", "en": "Housing"}
BEGUN = datetime(2026, 1, 13, 9, 12, 5)  # noqa: DTZ001 # as a workbook has it


def make_rows(language: str, count: int, begin: int = 1) -> list[list[Any]]:
    """Make the rows of a Forms export, without its head: no two alike."""
    rows: list[list[Any]] = []
    for number in range(begin, begin + count):
        at = BEGUN + timedelta(hours=7 * (number % 900), minutes=number % 50)
        words = _WORDS[language][number % 3]
        rows.append([
            number, at, at + timedelta(minutes=3), f"medewerker{number}@example.org", f"Noor Peeters {number}",
            f"{words}, nummer {number}.", f"In de buurt {number} gebeurt dat vaak." if number % 2 else "",
            _BREADTHS[language][number % 3], _TRENDS[language][number % 2], _THEMES[language][number % 2],
            _KINDS[language], f"Huis {number % 7}", _SECTORS[language], "Meer plaatsen." if number % 5 == 0 else "",
        ])  # fmt: skip
    return rows


def make_forms(language: str, count: int, begin: int = 1) -> bytes:
    """Make a Forms export as a workbook."""
    return make_book([list(FORMS[language]), *make_rows(language, count, begin)])


def make_book(
    rows: Sequence[Sequence[Any]], name: str = "Form1", merged: Sequence[tuple[int, int, int, str]] = ()
) -> bytes:
    """Make a workbook; a formula is (formula, what it gave), and `merged` (top, bottom, column, text)."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        dated = book.add_format({"num_format": "d/mm/yyyy h:mm:ss"})  # pyright: ignore[reportUnknownMemberType]
        sheet: Any = book.add_worksheet(name)  # pyright: ignore[reportUnknownMemberType]
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(place, column, cell, dated)
                elif isinstance(cell, tuple):
                    sheet.write_formula(place, column, cell[0], None, cell[1])
                else:
                    sheet.write(place, column, cell)
        for top, bottom, column, text in merged:
            sheet.merge_range(top, column, bottom, column, text)
    return file.getvalue()


def make_csv(rows: Sequence[Sequence[Any]], encoding: str = "utf-8", delimiter: str = ";") -> bytes:
    """Make a table of texts."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode(encoding)
