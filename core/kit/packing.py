"""Packing: every document of a municipality in its forms, one by one or in one zip."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from core.errors import NotFound
from core.kit.blocks import Document
from core.kit.facts import Facts
from core.kit.filling import KEYS, fill, outline
from core.kit.pdf import write_pdf
from core.kit.word import write_word
from core.words import Words

_WRITERS: Mapping[str, Callable[[Document, Words], bytes]] = {"pdf": write_pdf, "docx": write_word}
TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
}
# Every entry of a zip has the same moment, so that the same documents make the same file.
_MOMENT = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class File:
    """A file with its name."""

    name: str
    body: bytes


def list_documents(facts: Facts, words: Words) -> tuple[Document, ...]:
    """List every document without its blocks, in the order of the kit."""
    return tuple(outline(key, facts, words) for key in KEYS)


def write_file(key: str, form: str, facts: Facts, words: Words) -> File:
    """Write one document as pdf or docx. Raises NotFound for another key or form."""
    if key not in KEYS or form not in _WRITERS:
        raise NotFound("document")
    return File(f"{key}-{facts.slug}.{form}", _WRITERS[form](fill(key, facts, words), words))


def write_files(facts: Facts, words: Words) -> Iterator[File]:
    """Write every document in every form, one after another."""
    for number, key in enumerate(KEYS, 1):
        for form in _WRITERS:
            file = write_file(key, form, facts, words)
            yield File(f"{number:02}-{file.name}", file.body)


def write_zip(facts: Facts, words: Words) -> File:
    """Write them all in one file."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as packed:
        for file in write_files(facts, words):
            packed.writestr(zipfile.ZipInfo(file.name, _MOMENT), file.body)
    return File(f"startpakket-{facts.slug}.zip", kept.getvalue())
