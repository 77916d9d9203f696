"""Look: what is found in a text before it is stored: personal data, danger, another channel's business, thinness."""

import re
from collections.abc import Iterable
from dataclasses import replace

from core.dialogue.events import Findings, Personal
from core.intake.alarms import belongs_elsewhere, sounds_dangerous
from core.intake.pairs import find_more
from core.intake.screen.find import find_personal

# A story shorter than this, in characters, gets one nudge for an example; so does one that is somewhat longer and has
# nothing concrete. Who wrote a whole paragraph is not asked for more.
_THIN, _LONG = 60, 160
_CONCRETE = re.compile(
    r"\d|\b(bijvoorbeeld|bv|vb|zoals|omdat|waardoor|doordat|daardoor|want|wachtlijst\w*|wachttijd\w*|maand(en)?|weken|week|jaar"
    r"|dagen|keer|telkens|nergens|niemand|geen|nooit|altijd|te duur|te weinig|tekort)\b",
    re.IGNORECASE,
)


def look(text: str, allowed: Iterable[str] = ()) -> Findings:
    """Look at a text. `allowed` are words that this municipality vouches for. Offsets are in characters of `text`."""
    allow = frozenset(words.casefold() for words in allowed)
    spans = find_personal(text, allow)
    personal = [*(Personal(span.start, span.end, span.type) for span in spans), *find_more(text, spans, allow)]
    return replace(heed(text), personal=tuple(sorted(personal, key=lambda span: span.start)))


def heed(text: str) -> Findings:
    """Look at a text in which personal data was hidden already: danger, what belongs elsewhere, too thin."""
    return Findings(
        personal=(),
        danger=sounds_dangerous(text),
        elsewhere=belongs_elsewhere(text),
        thin=len(text) < _THIN or (len(text) < _LONG and _CONCRETE.search(text) is None),
    )
