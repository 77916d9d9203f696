"""Text as it may be stored, and where a stretch of the text as it came lies in it."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable

from core.dialogue.events import Personal


def clean(text: str) -> str:
    """Drop characters that a database or a log cannot take, and white space at the ends; lines end in a newline."""
    return "".join(character for _, character in _kept(text))


def plain(text: str) -> str:
    """Fold case, accents and punctuation away, for comparing what people type with what we offer."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def align(text: str, spans: Iterable[Personal]) -> tuple[Personal, ...]:
    """Move spans of a text to where they lie in the cleaned text, in order; those that overlap become one."""
    places = [place for place, _ in _kept(text)]
    moved = (Personal(bisect_left(places, span.start), bisect_left(places, span.end), span.type) for span in spans)
    apart: list[Personal] = []
    for span in sorted(moved, key=lambda span: (span.start, -span.end)):
        if span.start >= span.end:
            continue
        if apart and span.start < apart[-1].end:
            apart[-1] = Personal(apart[-1].start, max(apart[-1].end, span.end), apart[-1].type)
        else:
            apart.append(span)
    return tuple(apart)


def _kept(text: str) -> list[tuple[int, str]]:
    fitting = [(place, fit) for place, character in enumerate(text) if (fit := _fit(text, place, character))]
    inked = [index for index, (_, character) in enumerate(fitting) if not character.isspace()]
    return fitting[inked[0] : inked[-1] + 1] if inked else []


def _fit(text: str, place: int, character: str) -> str:
    """Give what one character becomes: itself, a space, a line end or nothing."""
    if character in {"\n", "\t"}:
        return character
    if character == "\r":
        return "" if text[place + 1 : place + 2] == "\n" else "\n"
    match unicodedata.category(character):
        case "Cc" | "Cf" | "Cs":
            return ""
        case "Zs":
            return " "
        case "Zl" | "Zp":
            return "\n"
        case _:
            return character
