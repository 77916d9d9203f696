"""A letter as lines that know where they stand and why they were cut."""

import re
from dataclasses import dataclass

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPACES = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_QUOTED = re.compile(r"[ \t]{0,3}(?:[A-Z]{1,3})?>")
_LONGEST_LOOK = 600


@dataclass(slots=True)
class Line:
    """One line. `start` and `end` are characters of the letter, without the line end; `why` is set when it is cut.

    `seen` is what a reader sees: one kind of space, nothing invisible, no edges, at most 600 characters.
    """

    start: int
    end: int
    text: str
    seen: str
    quoted: bool
    why: str = ""

    @property
    def blank(self) -> bool:
        """Nothing to see here."""
        return not self.seen


def seen(text: str) -> str:
    """Give the text as a reader sees it."""
    text = text[:_LONGEST_LOOK]
    if text.isascii() and "  " not in text and "\t" not in text:  # most lines: nothing to change
        return text.strip()
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def split(text: str) -> list[Line]:
    """Cut a letter into lines."""
    lines: list[Line] = []
    at = 0
    for piece in text.split("\n"):
        look = seen(piece)
        lines.append(Line(at, at + len(piece), piece, look, bool(_QUOTED.match(look)) and not _PROMPT.match(look)))
        at += len(piece) + 1
    return lines


# ">10 gezinnen", "> 20 %" and "=>" are words of the writer.
_PROMPT = re.compile(r">[ ]?\d[\d.,]*[ ]?(?:%|procent|euro|€|jaar|keer|maanden|gezinnen|mensen)|>=|>-+>?$")


def unquoted(line: Line) -> str:
    """What a line says without its quote signs."""
    return seen(re.sub(r"^(?:[ \t]{0,3}(?:[A-Z]{1,3})?>){1,50}", "", line.seen))
