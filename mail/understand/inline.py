"""Tell our own questions from her answers between them, with the letter that we sent as the measure."""

import re

from mail.understand.lines import seen

_WORD = re.compile(r"[^\W_]+")
_SHORT = 3


class Sent:
    """What we sent, made ready to recognise: whole lines, and all of it as one row of words."""

    def __init__(self, text: str) -> None:
        self.lines = {_row(line) for line in text.split("\n")}
        self.lines.discard("")
        self.row = f" {_row(text)} "
        self.questions = tuple(line for line in self.lines if line.count(" ") >= _SHORT)

    def __bool__(self) -> bool:
        return bool(self.lines)

    def holds(self, look: str) -> bool:
        """Whether this line is ours. Lines of three words or fewer must be a whole line of ours."""
        row = _row(look)
        if row in self.lines:
            return True
        return row.count(" ") >= _SHORT and f" {row} " in self.row

    def answered_behind(self, look: str) -> bool:
        """Whether a line of ours stands here with more words behind it: an answer on the line of the question."""
        row = _row(look)
        return any(row.startswith(f"{question} ") for question in self.questions)


def _row(text: str) -> str:
    """The words of a text in lower case; no digits alone at the front (a list's number)."""
    found = _WORD.findall(seen(text).lower() if "\n" not in text else text.lower())
    while found and found[0].isdigit() and len(found) > 1:
        found = found[1:]
    return " ".join(found)
