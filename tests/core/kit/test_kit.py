"""The kit: every document is filled in for who set nothing and who set everything, on paper, in Word, and in a zip."""

import io
import re
from collections.abc import Iterable

import docx
import pytest
import zxingcpp
from PIL import Image

from core.errors import NotFound
from core.insight.suppression import FEWEST_ORGANISATIONS, FEWEST_REPORTERS, LEAST, LEAST_SENSITIVE
from core.kit.blocks import Block, Box, Codes, Heading, Paragraph, Points, Table, plain
from core.kit.codes import draw_png, ways
from core.kit.facts import Facts
from core.kit.filling import KEYS, fill, read_source
from core.kit.packing import write_file
from core.people.roles import COORDINATOR, ROLES, allows
from core.people.sessions import IDLE, LONGEST
from core.words import load_words
from tests.core.kit.full import BARE, FULL

WORDS = load_words()
LEFT = re.compile(r"\{[{%#]|[}%#]\}|\bNone\b|\\[_*|]|```|\+\+\+")


def read(blocks: Iterable[Block]) -> str:
    """Read all words of blocks."""
    lines: list[str] = []
    for block in blocks:
        match block:
            case Heading() | Paragraph():
                lines.append(plain(block.spans))
            case Points():
                lines += [plain(item) for item in block.items]
            case Table():
                lines += [plain(cell) for row in (block.heads, *block.rows) for cell in row]
            case Box():
                lines.append(read(block.blocks))
            case Codes():
                lines += [f"{code.title} {code.said} {code.address}" for code in block.codes]
            case _:
                pass
    return "\n".join(lines)


@pytest.mark.parametrize("facts", [BARE, FULL], ids=["bare", "full"])
@pytest.mark.parametrize("key", KEYS)
def test_no_placeholder_is_left_and_every_form_opens(key: str, facts: Facts) -> None:
    document = fill(key, facts, WORDS)
    said = read(document.blocks).replace(facts.privacy_text or "\0", "")
    assert LEFT.findall(said) == []
    assert len(said) > 150
    pdf = write_file(key, "pdf", facts, WORDS).body
    assert pdf.startswith(b"%PDF-1.")
    assert b"/StructTreeRoot" in pdf
    if facts is BARE:  # Word is written of the same blocks, and takes long to read
        return
    word = docx.Document(io.BytesIO(write_file(key, "docx", facts, WORDS).body))
    assert (word.core_properties.title, word.core_properties.language) == (document.title, "nl-BE")
    in_word = "\n".join([*(line.text for line in word.paragraphs), *_cells(word.tables)])
    assert LEFT.findall(in_word.replace(facts.privacy_text or "\0", "")) == []
    headings = [plain(block.spans) for block in document.blocks if isinstance(block, Heading)]
    assert [heading for heading in headings if heading not in in_word] == []


def _cells(tables: Iterable[object]) -> Iterable[str]:
    for table in tables:
        for row in table.rows:  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]  # of python-docx, without types
            for cell in row.cells:  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
                yield str(cell.text)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
                yield from _cells(cell.tables)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]


def test_what_is_typed_means_nothing_in_a_document() -> None:
    said = read(fill("privacyverklaring", FULL, WORDS).blocks)
    assert "Sint-Anna_aan_de *Leië* is verwerkingsverantwoordelijke: Markt 1, 9999 Sint-Anna [België] – € 0." in said
    assert "de dienst <b>Welzijn</b> | Zorg" in read(fill("modelkaart", FULL, WORDS).blocks)
    assert FULL.privacy_text in said


def test_what_was_not_set_is_a_line_to_write_on_and_named() -> None:
    document = fill("verwerkersovereenkomst", BARE, WORDS)
    assert document.lacks == ("seat", "host", "dpo")
    assert "………… (vul in: wie de server beheert)" in read(document.blocks)
    assert fill("verwerkersovereenkomst", FULL, WORDS).lacks == ()
    # What everybody reads has no lines to write on.
    for key in ("privacyverklaring", "toegankelijkheidsverklaring", "modelkaart", "open-data"):
        assert "vul in" not in read(fill(key, BARE, WORDS).blocks)


def test_what_touches_law_says_that_a_dpo_reads_it_first() -> None:
    legal = [key for key in KEYS if read_source(key).legal]
    assert {"verwerkersovereenkomst", "samenwerkingsovereenkomst", "verwerkingsregister", "dpia"} <= set(legal)
    word = docx.Document(io.BytesIO(write_file(legal[0], "docx", BARE, WORDS).body))
    assert any("Laat nalezen door je DPO" in line.text for line in word.paragraphs)


def test_texts_say_what_the_program_does() -> None:
    open_data = read(fill("open-data", FULL, WORDS).blocks)
    assert f"minder dan {LEAST} signalen" in open_data
    assert f"minder dan {LEAST_SENSITIVE}" in open_data
    assert f"minstens {FEWEST_REPORTERS} mensen uit minstens {FEWEST_ORGANISATIONS} organisaties" in open_data
    agreement = read(fill("verwerkersovereenkomst", FULL, WORDS).blocks)
    idle, all_of_it = IDLE.total_seconds() // 60, LONGEST.total_seconds() // 3600
    assert f"na {idle:.0f} minuten zonder activiteit en altijd na {all_of_it:.0f} uur" in agreement
    # Who may look up a reporter is told as it is.
    assert [role for role in ROLES if allows(role, "signals.identity")] == [COORDINATOR]
    assert "Een coördinator mag nakijken wie een signaal gaf" in read(fill("privacyverklaring", FULL, WORDS).blocks)


def test_addresses_lead_where_they_say() -> None:
    blocks = fill("open-data", FULL, WORDS).blocks
    links = {span.link for block in blocks if isinstance(block, Paragraph) for span in block.spans}
    assert {"mailto:signalen@sint-anna.example.org", "https://signaal.example.org/sint-anna"} <= links


def test_a_camera_reads_where_each_code_leads() -> None:
    codes = ways(FULL, WORDS)
    assert [code.address for code in codes] == [
        "https://signaal.example.org/sint-anna/signaal",
        "https://t.me/sint_anna_bot?start=sint-anna",
        "mailto:sint-anna@signaal.example.org?subject=Signaal",
    ]
    for code in codes:
        [read_back] = zxingcpp.read_barcodes(Image.open(io.BytesIO(draw_png(code.address))))
        assert read_back.text == code.address
    assert [code.title for code in ways(BARE, WORDS)] == ["Formulier"]


@pytest.mark.parametrize(("key", "form"), [("geheim", "pdf"), ("poster", "exe"), ("../poster", "pdf"), ("", "")])
def test_another_document_is_not_there(key: str, form: str) -> None:
    with pytest.raises(NotFound):
        write_file(key, form, BARE, WORDS)
