"""Tell our own questions from her answers between them, with the letter that we sent as the measure."""

import re

from mail.understand.lines import seen

_WORD = re.compile(r"[^\W_]+")
_SHORT, _ANSWER = 3, 2


class Sent:
    """What we sent, made ready to recognise: whole lines, and all of it as one row of words."""

    def __init__(self, text: str) -> None:
        self.lines = {_row(line) for line in text.split("\n")}
        self.lines.discard("")
        self.row = f" {_row(text)} "
        asked = {_row(line) for line in text.split("\n") if line.rstrip().endswith("?")}
        self.questions = tuple(line for line in asked if line.count(" ") >= _SHORT)

    def __bool__(self) -> bool:
        return bool(self.lines)

    def holds(self, look: str) -> bool:
        """Whether this line is ours. Lines of three words or fewer must be a whole line of ours."""
        row = _row(look)
        if row in self.lines:
            return True
        return row.count(" ") >= _SHORT and f" {row} " in self.row

    def answered_behind(self, look: str) -> bool:
        """Whether a line of ours stands here with more words behind it: an answer on the line of the question.

        A word or two are an answer, even where our next line begins with them ("Is it new or older? New"); more words
        of our next line are a line that was wrapped anew.
        """
        row = _row(look)
        behind = [row.removeprefix(f"{asked} ") for asked in self.questions if row.startswith(f"{asked} ")]
        return any(said.count(" ") < _ANSWER for said in behind) or (bool(behind) and not self.holds(look))


def _row(text: str) -> str:
    """The words of a text in lower case; no digits alone at the front (a list's number)."""
    found = _WORD.findall(seen(text).lower() if "\n" not in text else text.lower())
    while found and found[0].isdigit() and len(found) > 1:
        found = found[1:]
    return " ".join(found)
