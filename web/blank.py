"""A signal of which nothing is stored yet, and what its reporter came with."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from core.dialogue.alike import begin_at
from core.dialogue.engine import begin
from core.dialogue.events import Dialogue
from core.dialogue.form import Answer, Form
from core.intake.calls import Called
from core.intake.joining import Joinable
from core.municipalities import Place


@dataclass(frozen=True, slots=True)
class Blank:
    """A form of which nothing is stored yet, and what its reporter came with: an invitation, a call, a public fiche."""

    place: Place
    form: Form
    invitation: str = ""
    call: Called | None = None
    joining: Joinable | None = None

    @property
    def number(self) -> int:
        """The number of the public fiche that is added to; 0 where there is none, or where it cannot be (any more)."""
        return self.joining.number if self.joining else 0

    def begin(self, known: Mapping[str, Answer]) -> Dialogue:
        """Begin the dialogue that its first page shows."""
        dialogue = begin(self.form, known)
        return (
            begin_at(dialogue, self.joining.fiche) if self.joining and self.joining.fiche and self.number else dialogue
        )

    @property
    def code(self) -> str:
        """The code of the call that is answered; empty when there is none, or when it is over."""
        return self.call.code if self.call and not self.call.over else ""

    @property
    def query(self) -> str:
        """What the addresses of its pages carry on."""
        known = {"uitnodiging": self.invitation, "oproep": self.code, "fiche": str(self.number or "")}
        query = urlencode({name: value for name, value in known.items() if value})
        return f"?{query}" if query else ""
