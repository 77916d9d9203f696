"""A letter while it is being stripped: its lines, what we know about it, and what was found so far."""

import re
from dataclasses import dataclass, field

from mail.understand.forward import Forward
from mail.understand.inline import Sent
from mail.understand.lines import Line

OUR_WORDS = re.compile(r"(?i)lokaal signaal|\bL?S-\d{4}-\d{3,}|signaal\+[a-z0-9]+@")
_NEAR = 5


@dataclass(slots=True)
class Letter:
    """`passed_on` and `answered`: what subject and headers say. `original`: an earlier mail was found below hers."""

    lines: list[Line]
    sent: Sent
    passed_on: bool
    answered: bool
    forward: Forward | None = None
    original: bool = False
    sure: bool = True
    last_quoted: int = field(init=False)

    def __post_init__(self) -> None:
        self.last_quoted = max((at for at, line in enumerate(self.lines) if line.quoted), default=-1)

    def mark(self, first: int, end: int, why: str) -> None:
        """Cut what is said in lines[first:end], unless it was cut before."""
        for line in self.lines[first:end]:
            if not line.blank:
                line.why = line.why or why

    def next_said(self, at: int) -> int | None:
        """The first of the next five lines that says something."""
        return next((i for i in range(at, min(at + _NEAR, len(self.lines))) if not self.lines[i].blank), None)
