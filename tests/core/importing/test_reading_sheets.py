"""Files as they come, read whole or refused with why: encodings, dates, merged cells, formulas, bombs."""

import csv
import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.importing.days import ORDERS, Order, read_moment
from core.importing.mapping import Chosen
from core.importing.packing import Packed, pack_file, unpack
from core.importing.rows import REASONS, Row, Span, read_row
from core.importing.sheet import MOST_BYTES, Unreadable
from core.importing.values import choose
from tests.core.importing.made_sheets import make_book, make_csv

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SPAN = Span(datetime(2020, 11, 23, tzinfo=UTC), NOW)
HEAD = ["Datum", "Omschrijving", "Organisatie"]
TOLD = "Cliënten wachten al maanden op een plaats in het centrum: “geen plek”."
# As a workbook has them, of no place.
YEARS = datetime(2021, 1, 1), datetime(2026, 11, 1)  # noqa: DTZ001
# Signs that a table of texts may hold anywhere; a line that is all white is no row.
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.sampled_from('";,\t|\n'), max_size=60
)


def rows_of(packed: Packed) -> list[list[str]]:
    return [cells for part in packed.parts for _number, cells in unpack(part)]


def read(data: bytes, sheet: str = "") -> Packed:
    return pack_file(data, NOW, sheet)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_table_of_texts_is_read_in_any_encoding(encoding: str, delimiter: str) -> None:
    packed = read(
        make_csv([HEAD, ["5/3/2026", TOLD, "Huis 'Café'"], ["", "Regel\neen; en twee", ""]], encoding, delimiter)
    )
    assert packed.chosen.headings == tuple(HEAD)
    assert packed.chosen.fields == ("date", "text", "organisation")
    assert rows_of(packed) == [["5/3/2026", TOLD, "Huis 'Café'"], ["", "Regel\neen; en twee", ""]]


def test_a_file_of_two_encodings_loses_no_letter() -> None:
    lines = [b"Datum;Omschrijving", "5/3/2026;één cliënt".encode(), "6/3/2026;één cliënt".encode("cp1252")]
    assert [row[1] for row in rows_of(read(b"sep=;\r\n" + b"\r\n".join(lines)))] == ["één cliënt"] * 2
    dos = make_csv([HEAD, ["5/3/2026", "één cliënt à côté, reële nood, geïsoleerd", ""]], "cp850")
    assert rows_of(read(dos))[0][1] == "één cliënt à côté, reële nood, geïsoleerd"


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=8))
@settings(max_examples=25)
def test_every_row_of_any_table_is_there_once(rows: list[list[str]]) -> None:
    wanted = [[cell.strip() for cell in row] for row in rows]
    wanted = [row for row in wanted if any(row)]
    if not wanted:
        with pytest.raises(Unreadable):
            read(make_csv([HEAD, *rows]))
        return
    assert rows_of(read(make_csv([HEAD, *rows]))) == wanted


@given(st.lists(TEXTS, min_size=3, max_size=3))
@settings(max_examples=40)
def test_a_row_is_kept_or_refused_with_a_reason(cells: list[str]) -> None:
    row = read_row(Chosen(tuple(HEAD), ("date", "text", "organisation")), cells, SPAN)
    assert isinstance(row, Row) or row in REASONS


def test_a_workbook_with_titles_merged_cells_formulas_and_empty_columns() -> None:
    rows = [
        ["Signalen van onze dienst"],
        [],
        ["Dienst", "", "Omschrijving van het signaal", "Datum", "Aantal"],
        ["", "", TOLD, datetime(2026, 3, 5, 14, 22), ("=2+4", 6)],  # noqa: DTZ001 # as a workbook has it
        ["", "", f"{TOLD} Twee.", "12 maart 2026", ("=1/0", "#DIV/0!")],
        ["", "", ("=CONCAT(C4)", "Ouders vinden geen opvang na school."), 46093.5, ""],
    ]
    packed = read(make_book(rows, merged=[(3, 5, 0, "OCMW Lommerbeek")]))
    assert packed.chosen.fields == ("organisation", "", "text", "date", "breadth")
    assert [row[0] for row in rows_of(packed)] == ["OCMW Lommerbeek"] * 3
    found = [read_row(packed.chosen, cells, SPAN) for cells in rows_of(packed)]
    assert [row.at and row.at.date().isoformat() for row in found if isinstance(row, Row)] == [
        "2026-03-05", "2026-03-12", "2026-03-12",
    ]  # fmt: skip
    assert isinstance(found[0], Row)
    assert found[0].answers["breadth"] == "veel"
    assert isinstance(found[2], Row)
    assert found[2].story == "Ouders vinden geen opvang na school."


def test_a_list_without_a_head_loses_no_row_and_titles_are_counted() -> None:
    bare = read(make_csv([["5/3/2026", TOLD, "Huis A"], ["6/3/2026", f"{TOLD} Twee.", "Huis B"]]))
    assert (bare.rows, bare.above, bare.chosen.fields[:2]) == (2, 0, ("date", "text"))
    titled = read(make_book([["Onze signalen"], ["", "bijgewerkt in mei"], HEAD, ["5/3/2026", TOLD, "Huis A"]]))
    assert (titled.rows, titled.above) == (1, 2)
    # Columns before the first that is filled are left out; what is merged still stands in its own.
    moved = make_book([[], ["", "", "Signaal", "Dienst"], ["", "", TOLD], ["", "", TOLD]], merged=[(2, 3, 3, "OCMW")])
    assert [row[-1] for row in rows_of(read(moved))] == ["OCMW", "OCMW"]


@pytest.mark.parametrize(
    ("heading", "field", "why"),
    [
        ("Naam van de organisatie", "organisation", ""),
        ("Naam van de cliënt", "", "name"),
        ("Geboortedatum", "", "name"),
        ("Je e-mailadres", "", "email"),
        ("Levensdomein(en)", "themes", ""),
        ("Opgevolgd door", "", ""),
        ("Wat zou volgens jou kunnen helpen?", "suggestion", ""),
        ("Qu'est-ce qui pourrait aider ?", "suggestion", ""),
        ("Do you see solutions that could help?", "suggestion", ""),
        ("Welke gevolgen heeft dit?", "impact", ""),
        ("Quels sont les effets ?", "impact", ""),
    ],
)
def test_headings_say_what_columns_are(heading: str, field: str, why: str) -> None:
    packed = read(make_csv([["Signaal", heading], [TOLD, "1/2/1990"], [TOLD, "iets"], [TOLD, "nog iets"]]))
    assert (packed.chosen.fields[1], packed.columns[1].why) == (field, why)


@pytest.mark.parametrize(
    ("cell", "order", "day"),
    [
        ("5/3/2026", "dmy", "2026-03-05T11:00"),
        ("3/5/26 2:22:33 PM", "mdy", "2026-03-05T13:22"),
        ("05-03-2026 14u22", "dmy", "2026-03-05T13:22"),
        ("2026.03.05", "dmy", "2026-03-05T11:00"),
        ("do 5 maart 2026", "dmy", "2026-03-05T11:00"),
        ("5 août 2025 à 9:05", "dmy", "2025-08-05T10:00"),
        ("March 5, 2026", "dmy", "2026-03-05T11:00"),
        ("46086", "dmy", "2026-03-05T11:00"),
        ("2026-03-05T13:22:00Z", "dmy", "2026-03-05T13:22"),
        ("31/2/2026", "dmy", ""),
        ("in maart", "dmy", ""),
        ("2026", "dmy", ""),
    ],
)
def test_moments_as_people_write_them(cell: str, order: str, day: str) -> None:
    moment = read_moment(cell, order)
    assert (moment.isoformat()[:16] if moment else "") == day


@given(
    st.lists(st.datetimes(*YEARS), min_size=12, max_size=40),
    st.sampled_from(ORDERS),
)
@settings(max_examples=40)
def test_the_order_of_day_and_month_shows_in_a_list_that_goes_on(moments: list[datetime], order: str) -> None:
    found = Order()
    for moment in sorted(moments):
        found.add(f"{moment:%d/%m/%Y}" if order == "dmy" else f"{moment:%m/%d/%Y}", NOW)
    if any(moment.day > 12 for moment in moments):
        assert found.find() == order


def test_own_words_become_our_keys_or_stay_unknown() -> None:
    assert choose("themes", "Energie, water en nutsvoorzieningen;Huisvesting;", {}) == (("energie-water", "wonen"), ())
    assert choose("themes", "wonen, armoede", {}) == (("wonen", "inkomen-schulden"), ())
    assert choose("themes", "3", {}) == ((), ("3",))
    assert choose("breadth", "ongeveer 10 gezinnen", {}) == (("veel",), ())
    assert choose("breadth", "Plus de 5", {}) == (("veel",), ())
    assert choose("trend", "geen mening", {})[1] == ()
    assert choose("source", "Telefonisch", {}) == (("telefoon",), ())
    assert choose("source", "duif", {"source": {"duif": "andere"}}) == (("andere",), ())
    assert choose("target_groups", "ouders", {}) == (("gezinnen",), ())
    assert choose("target_groups", "personen", {}) == ((), ("personen",)), "part of a label may name another group"
    assert choose("sector", "zorg", {}) == ((), ("zorg",))
    assert choose("target_groups", "bewoners; gezinnen in armoede", {}) == (("huurders", "armoede"), ())
    assert choose("kinds", "drempel;tekort;regels;", {}) == (("ontoegankelijk", "tekort"), ("regelgeving",))


def _zip(name: str, body: bytes, *, workbook: bool = True) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
        if workbook:
            archive.writestr("xl/workbook.xml", b"<workbook/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "none"),
        (b"Datum;Omschrijving\n", "none"),
        (b"%PDF-1.7\n", "kind"),
        (b"\x00\x01\x02\x03" * 300, "kind"),
        (b"x" * (MOST_BYTES + 1), "large"),
        (_zip("word/document.xml", b"<w/>", workbook=False), "kind"),
        (_zip("xl/worksheets/sheet1.xml", b"0" * 60_000_000), "bomb"),
        (_zip("xl/worksheets/sheet1.xml", b"<worksheet"), "broken"),
        (b"PK\x03\x04 and no more", "broken"),
        (b"\xd0\xcf\x11\xe0 and no more", "broken"),
        (b'Datum;Omschrijving\n5/3/2026;"nooit dicht\n6/3/2026;b\n', "quotes"),
        (b"a" + b";" * 250 + b"b\n", "columns"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_cannot_be_read_whole_is_refused_with_why(data: bytes, why: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(data)
    assert refused.value.why == why


def test_a_cell_far_out_does_not_take_the_memory() -> None:
    with pytest.raises(Unreadable) as refused:
        read(_far_out())
    assert refused.value.why in {"heavy", "large"}


def _far_out() -> bytes:
    """Give a small workbook with two cells, as far from each other as can be."""
    rows = io.BytesIO(make_book([["a", "b"], ["c", "d"]]))
    made = io.BytesIO()
    with zipfile.ZipFile(rows) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            body = old.read(one)
            if one.filename.endswith("sheet1.xml"):
                body = (
                    body.replace(b'r="2"', b'r="1048576"')
                    .replace(b'r="B2"', b'r="XFD1048576"')
                    .replace(b'r="A2"', b'r="A1048576"')
                )
            new.writestr(one.filename, body)
    return made.getvalue()


def test_a_document_in_a_workbook_that_unfolds_by_itself_is_harmless() -> None:
    layers = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{layers}]><workbook>&a9;</workbook>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", bomb)
    with pytest.raises(Unreadable):
        read(file.getvalue())


@pytest.mark.long
def test_a_file_of_30_megabytes_is_read_and_a_larger_one_refused() -> None:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";")
    writer.writerow(HEAD)
    number = 0
    while file.tell() < 29_500_000:
        number += 1
        at = datetime(2022, 1, 3, tzinfo=UTC) + timedelta(minutes=number)
        writer.writerow([f"{at:%d/%m/%Y}", f"{TOLD} {number} " * 5, f"Huis {number % 40}"])
    packed = read(file.getvalue().encode("cp1252", "replace"))
    assert packed.rows == number
    assert sum(len(unpack(part)) for part in packed.parts) == number
