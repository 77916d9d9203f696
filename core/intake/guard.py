"""The guard of one delivery: what this municipality agreed to be no person, read once, and each text screened once."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.intake.pairs import find_more
from core.intake.screen.find import find_personal
from core.intake.screen.spans import Span, mask
from core.store.tables import Allowed


@dataclass(slots=True)
class Guard:
    """Finds and hides personal data. `allowed`: casefolded words that are no person; it lives as long as a delivery."""

    allowed: frozenset[str]
    _found: dict[str, tuple[Span, ...]] = field(default_factory=dict[str, tuple[Span, ...]])

    def find(self, text: str) -> tuple[Span, ...]:
        """Find the spans of personal data in a text; the same text is searched once."""
        found = self._found.get(text)
        if found is None:
            spans = find_personal(text, self.allowed)
            more = (Span(pair.start, pair.end, pair.type) for pair in find_more(text, spans, self.allowed))
            found = self._found[text] = (*spans, *more)
        return found

    def hide(self, text: str) -> str:
        """Give a text with what was found in it replaced by placeholders."""
        spans = self.find(text)
        if not spans:
            return text
        masked = mask(text, spans)
        # Nothing is found in what is masked already: that holds for every text (tests/core/intake).
        self._found.setdefault(masked, ())
        return masked


def make_guard(words: Iterable[str]) -> Guard:
    """Make a guard that lets these words pass."""
    return Guard(frozenset(word.casefold() for word in words))


def read_guard(session: Session) -> Guard:
    """Make the guard of the municipality that is bound."""
    return make_guard(session.scalars(select(Allowed.words).where(Allowed.accepted)))
