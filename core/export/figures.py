"""Figures as a table to take along: what the page shows and no more, as CSV or as an XLSX workbook."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from xlsxwriter import Workbook

from core.export.cells import guard_cell
from core.insight.figures import Figures, Line
from core.insight.measures import COUNT, SHARE, SPREAD, Reading
from core.insight.ranges import TOTAL
from core.insight.tables_shown import labels_of
from core.words import Words

Value = str | int | float
_HUNDRED = 100


def sheet_rows(figures: Figures, words: Words) -> list[list[Value]]:
    """Set out figures as rows with a head: indicator, figure, over what, value, ninetieth percentile, unit, n.

    What is hidden is a dash. Under them the signals by facet and quarter.
    """
    say = words.say
    asked = figures.question
    narrowed = labels_of(asked.facet).get(asked.key, "")
    heads = ("number", "indicator", "figure", "over", "value", "late", "unit", "of")
    rows: list[list[Value]] = [
        [say("figures.title"), figures.period.key, narrowed],
        [say("figures.sheet.note")],
        [],
        [say(f"figures.sheet.{head}") for head in heads],
    ]
    for card in figures.cards:
        title = say(f"figures.{card.number}.title")
        if not card.lines:
            rows.append([card.number, title, say("figures.nothing-yet")])
        for line in card.lines:
            name = say(f"figures.{card.number}.{line.name}")
            rows += [
                [card.number, title, name, *values] for values in _over(line, figures, words, as_of_now=card.as_of_now)
            ]
    return rows + _table(figures, words)


def _over(line: Line, figures: Figures, words: Words, *, as_of_now: bool) -> Iterable[list[Value]]:
    over = words.say("figures.as-of-now") if as_of_now else figures.period.key
    yield [over, *_values(line.now, words), "–" if line.of is None else line.of]
    if not as_of_now:
        yield [words.say("figures.before"), *_values(line.before, words), line.before.of if line.before else "–"]
        for quarter, reading in line.quarters:
            yield [quarter.key, *_values(reading, words), reading.of if reading else "–"]


def _values(reading: Reading | None, words: Words) -> list[Value]:
    if reading is None or (not reading.of and reading.kind != COUNT):
        return ["–", "", ""]
    if reading.kind == SHARE:
        return [round(_HUNDRED * reading.yes / reading.of), "", "%"]
    if reading.kind == COUNT:
        return [reading.of, "", ""]
    unit = words.say(f"figures.sheet.{reading.unit}") if reading.unit else ""
    middle = words.say("figures.not-reached") if reading.value is None else round(reading.value, 2)
    if reading.kind != SPREAD:
        return [middle, "", unit]
    return [middle, words.say("figures.not-reached") if reading.late is None else round(reading.late, 2), unit]


def _table(figures: Figures, words: Words) -> list[list[Value]]:
    table = figures.table
    names = {**labels_of(table.facet), "": words.say("figures.none")}
    columns = (*table.columns, TOTAL)
    whole = words.say("figures.total")
    head: list[Value] = [words.say(f"figures.by.{table.facet}"), *table.columns, whole]
    return [
        [],
        head,
        *(
            [whole if row == TOTAL else names.get(row, row), *(_cell(table.shown(row, column)) for column in columns)]
            for row in (*table.rows, TOTAL)
        ),
    ]


def _cell(number: int | None) -> Value:
    return "–" if number is None else number


def write_csv(rows: Iterable[Sequence[Value]]) -> str:
    """Write rows as CSV; no cell is run by a spreadsheet."""
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerows(
        [guard_cell(cell) if isinstance(cell, str) else _comma(cell) for cell in row] for row in rows
    )
    return file.getvalue()


def write_xlsx(rows: Iterable[Sequence[Value]]) -> bytes:
    """Write rows as a workbook of one sheet; texts are texts, whatever they begin with."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, options) as book:
        sheet: Any = book.add_worksheet("Cijfers")  # pyright: ignore[reportUnknownMemberType] # its types are partial
        sheet.set_column(1, 2, 36)
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(place, column, cell) if isinstance(cell, str) else sheet.write_number(
                    place, column, cell
                )
    return file.getvalue()


def _comma(number: float) -> str:
    """Write a number as Belgian spreadsheets read it."""
    return str(number).replace(".", ",")
