"""Blocks: what a document consists of, whatever it is written as."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Words in one style; `link` is where they lead, empty: nowhere."""

    text: str
    strong: bool = False
    slanted: bool = False
    link: str = ""


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; 2 is the highest below the title of the document."""

    level: int
    spans: Spans


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Points:
    """A list, with numbers when it is `ordered`."""

    items: tuple[Spans, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what stands above its columns, and rows of as many cells. `about` names it for who cannot see it."""

    heads: tuple[Spans, ...]
    rows: tuple[tuple[Spans, ...], ...]
    about: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A code for a camera: what it is for, where it leads, and that in words as people read or type it."""

    title: str
    address: str
    said: str


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes for a camera, beside each other."""

    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """Blocks in a frame, because they matter more."""

    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins a new sheet of paper."""


Block = Heading | Paragraph | Points | Table | Codes | Box | NewPage


@dataclass(frozen=True, slots=True)
class Document:
    """A document that is filled in. `shape`: paper, poster or cards. `lacks`: names of what was not set and is asked.

    `summary`: what it is for. `edition`: number and day of its text. `legal`: it touches law, so a DPO reads it first.
    """

    key: str
    title: str
    summary: str
    edition: str
    blocks: tuple[Block, ...]
    lacks: tuple[str, ...] = ()
    shape: str = "paper"
    legal: bool = False
    place: str = ""
    colour: str = ""


def plain(spans: Spans) -> str:
    """Give the words of spans without their style."""
    return "".join(span.text for span in spans)
