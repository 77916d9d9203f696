"""Word: a document to change in a word processor, with headings, lists and tables that a screen reader knows."""

import io
import re
from collections.abc import Iterable
from typing import Any, cast

import docx
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement  # pyright: ignore[reportUnknownVariableType]  # as the library has it
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from core.kit.blocks import Block, Box, Code, Codes, Document, Heading, Paragraph, Points, Spans, Table
from core.kit.codes import draw_png
from core.words import Words

# What XML cannot hold at all.
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LANGUAGE = "nl-BE"
_CARDS, _IN_A_ROW = 8, 2
_TEXT = Pt(10.5)


def write_word(document: Document, words: Words) -> bytes:
    """Write a document as .docx."""
    made: Any = docx.Document()
    _prepare(made, document)
    if document.shape == "cards":
        _write_cards(made, document)
    else:
        made.add_heading(_fit(document.title), 0)
        made.add_paragraph(words.say("kit.head", place=document.place))
        if document.legal:
            made.add_paragraph(words.say("kit.legal"), style="Intense Quote")
        _write(made, document.blocks)
    made.sections[0].footer.paragraphs[0].text = _fit(document.edition)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def _prepare(made: Any, document: Document) -> None:
    about = made.core_properties
    about.title, about.author, about.language = _fit(document.title), _fit(document.place), _LANGUAGE
    about.subject, about.comments = _fit(document.summary), ""
    styles, colour = made.styles, RGBColor.from_string(document.colour.upper())
    styles["Normal"].font.size = _TEXT
    styles["Normal"].element.get_or_add_rPr().append(_element("w:lang", "w:val", _LANGUAGE))
    for name in ("Title", "Heading 2"):
        styles[name].font.color.rgb = colour
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    edge = Mm(10) if document.shape == "cards" else Mm(22)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = edge


def _write(where: Any, blocks: Iterable[Block]) -> None:
    for block in blocks:
        match block:
            case Heading(level, spans):
                _say(where.add_paragraph(style=f"Heading {level}"), spans)
            case Paragraph(spans):
                _say(where.add_paragraph(), spans)
            case Points():
                _list(where, block)
            case Table():
                _table(where, block)
            case Codes(codes):
                _codes(where, codes, Mm(32))
            case Box(inner):
                frame = where.add_table(rows=1, cols=1, style="Table Grid").cell(0, 0)
                _write(frame, inner)
                frame._element.remove(frame.paragraphs[0]._element)  # noqa: SLF001 # a cell begins with an empty one
                where.add_paragraph()
            case _:
                where.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _list(where: Any, points: Points) -> None:
    # Numbers are typed: those of Word would run on from one list to the next.
    for number, item in enumerate(points.items, 1):
        if points.ordered:
            line = where.add_paragraph(style="List")
            line.add_run(f"{number}.\t")
        else:
            line = where.add_paragraph(style="List Bullet")
        _say(line, item)


def _table(where: Any, table: Table) -> None:
    made = where.add_table(rows=1, cols=len(table.heads), style="Table Grid")
    for cell, head in zip(made.rows[0].cells, table.heads, strict=True):
        _say(cell.paragraphs[0], head, strong=True)
    made.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader", "w:val", "true"))  # noqa: SLF001 # the library has no word for it
    for row in table.rows:
        for cell, spans in zip(made.add_row().cells, row, strict=True):
            _say(cell.paragraphs[0], spans)
    where.add_paragraph()


def _codes(where: Any, codes: tuple[Code, ...], size: Any) -> None:
    row = where.add_table(rows=1, cols=max(1, len(codes)))
    for cell, code in zip(row.rows[0].cells, codes, strict=False):
        line = cell.paragraphs[0]
        shape = line.add_run().add_picture(io.BytesIO(draw_png(code.address)), width=size)
        shape._inline.docPr.set("descr", f"{code.title}: {code.said}")  # noqa: SLF001 # the library has no word for it
        line.add_run(f"\n{code.title}").bold = True
        line.add_run(f"\n{_fit(code.said)}").font.size = Pt(8)


def _write_cards(made: Any, document: Document) -> None:
    sheet = made.add_table(rows=_CARDS // _IN_A_ROW, cols=_IN_A_ROW, style="Table Grid")
    for row in sheet.rows:
        row.height = Mm(66)
        for cell in row.cells:
            cell.paragraphs[0].style = "Heading 3"
            cell.paragraphs[0].add_run(_fit(document.title))
            for block in document.blocks:
                if isinstance(block, Codes):
                    _codes(cell, block.codes, Mm(18))
                else:
                    _write(cell, [block])
            for line in cell.paragraphs:
                line.paragraph_format.space_after = Pt(2)
                for run in line.runs:
                    run.font.size = Pt(8)


def _say(line: Any, spans: Spans, *, strong: bool = False) -> None:
    for span in spans:
        if span.link:
            _link(line, span.text, span.link)
            continue
        run = line.add_run(_fit(span.text))
        run.bold = True if strong or span.strong else None
        run.italic = True if span.slanted else None


def _link(line: Any, text: str, address: str) -> None:
    known = line.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link, run, said = _element("w:hyperlink", "r:id", known), _element("w:r"), _element("w:t")
    look = _element("w:rPr")
    look.append(_element("w:u", "w:val", "single"))
    said.text = _fit(text)
    run.extend((look, said))
    link.append(run)
    line._p.append(link)  # noqa: SLF001 # the library has no word for it


def _element(tag: str, attribute: str = "", value: str = "") -> Any:
    made: Any = cast("Any", OxmlElement)(tag)
    if attribute:
        made.set(qn(attribute), value)
    return made


def _fit(text: str) -> str:
    return _UNFIT.sub("", text)
