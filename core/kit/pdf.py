"""Pdf: a document on paper, as a tagged PDF (PDF/UA-1) with its own letters in it, typeset by Typst."""

import json
from collections.abc import Iterable
from importlib.resources import as_file, files
from typing import Any

from core.kit.blocks import Block, Box, Code, Codes, Document, Heading, NewPage, Paragraph, Points, Spans, Table
from core.kit.codes import draw_svg
from core.words import Words

_STANDARD = "ua-1"


def write_pdf(document: Document, words: Words) -> bytes:
    """Write a document as PDF. Reads no font or file but those of the kit, and nothing from the network."""
    import typst  # noqa: PLC0415 # 30 MB of program, only for who asks for a PDF

    told = {
        "title": document.title,
        "place": document.place,
        "summary": document.summary,
        "edition": document.edition,
        "shape": document.shape,
        "colour": f"#{document.colour}",
        "head": words.say("kit.head", place=document.place),
        "legal": words.say("kit.legal") if document.legal else "",
        "blocks": _told(document.blocks),
    }
    with as_file(files("core.kit")) as kit:
        return typst.compile(
            str(kit / "paper.typ"),
            root=str(kit),
            font_paths=[str(kit / "fonts")],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=_STANDARD,
            sys_inputs={"document": json.dumps(told)},
        )


def _told(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [_tell(block) for block in blocks]


def _tell(block: Block) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": type(block).__name__.lower()}
    match block:
        case Heading(level, spans):
            told |= {"level": level, "spans": _spans(spans)}
        case Paragraph(spans):
            told["spans"] = _spans(spans)
        case Points(items, ordered):
            told |= {"ordered": ordered, "items": [_spans(item) for item in items]}
        case Table(heads, rows):
            cells = [[_spans(cell) for cell in row] for row in rows]
            told |= {"heads": [_spans(head) for head in heads], "rows": cells}
        case Codes(codes):
            told["codes"] = [_code(code) for code in codes]
        case Box(inner):
            told["blocks"] = _told(inner)
        case NewPage():
            pass
    return told


def _code(code: Code) -> dict[str, str]:
    return {"title": code.title, "said": code.said, "svg": draw_svg(code.address)}


def _spans(spans: Spans) -> list[dict[str, Any]]:
    return [{"text": s.text, "strong": s.strong, "slanted": s.slanted, "link": s.link} for s in spans]
