"""Personal data in what is typed for a fiche: found by the guard, and hidden or kept by who typed it, with a reason."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.errors import Refused
from core.intake.guard import Guard, read_guard
from core.intake.normalise import normalise
from core.intake.screen.spans import mask
from core.review.wording import PERSON, Hint

HIDE, KEEP = "hide", "keep"
_LONGEST_REASON = 300  # characters


@dataclass(frozen=True, slots=True)
class Handling:
    """What somebody said to do with what the guard finds: HIDE, KEEP with a reason, or nothing yet."""

    choice: str = ""
    reason: str = ""


class HasPersonal(Refused):
    """The guard found `words` that were not there before, and nobody said yet what to do with them."""

    def __init__(self, words: tuple[str, ...]) -> None:
        """Take the words as they were typed: for the page that asks, never for a log."""
        super().__init__("personal data")
        self.words = words


@dataclass(frozen=True, slots=True)
class Handled:
    """Texts that may be kept, and the screened reason why something in them was kept; empty: nothing was."""

    texts: tuple[str, ...]
    reason: str = ""


UNSAID = Handling()


def handle(session: Session, texts: tuple[str, ...], before: tuple[str, ...], handling: Handling) -> Handled:
    """Ask about, hide or keep the personal data in texts that are typed; what stood in `before` is not asked again.

    Raises HasPersonal where something has to be said first.
    """
    guard = read_guard(session)
    known = {word.casefold() for text in before for word in _words(guard, text)}
    found = tuple(dict.fromkeys(word for text in texts for word in _words(guard, text) if word.casefold() not in known))
    if not found:
        return Handled(texts)
    if handling.choice == HIDE:
        return Handled(tuple(_hide(guard, text, known) for text in texts))
    reason = screen_line(guard, handling.reason, _LONGEST_REASON)
    if handling.choice == KEEP and reason:
        return Handled(texts, reason)
    raise HasPersonal(found)


def find_people(guard: Guard, text: str) -> tuple[Hint, ...]:
    """Find what may be about a person in a text, as hints."""
    return tuple(Hint(span.start, span.end, PERSON, span.type) for span in guard.find(text))


def screen_line(guard: Guard, text: str, longest: int) -> str:
    """Give a text that goes into a journal: normalised, cut and screened."""
    return guard.hide(normalise(text)[:longest])


def _words(guard: Guard, text: str) -> tuple[str, ...]:
    return tuple(text[span.start : span.end] for span in guard.find(text))


def _hide(guard: Guard, text: str, known: set[str]) -> str:
    spans = [span for span in guard.find(text) if text[span.start : span.end].casefold() not in known]
    return mask(text, spans)
