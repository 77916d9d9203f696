"""Look: what is found in a text before it is stored: personal data, danger, thinness, what a model holds it for."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from core.classify.language import language
from core.dialogue.events import Findings, Personal
from core.intake.alarms import belongs_elsewhere, sounds_dangerous
from core.intake.pairs import find_more
from core.intake.screen.find import find_personal
from core.words import DUTCH

if TYPE_CHECKING:
    from core.classify.model import Model

# A story shorter than this, in characters, gets one nudge for an example; so does one that is somewhat longer and has
# nothing concrete. Who wrote a whole paragraph is not asked for more.
_THIN, _LONG = 60, 160
# A model that gives a story so little chance to tell of more than one case holds it for one case: of a hundred signals
# of the frozen examples it then is wrong about one, and it finds half of the cases.
_SINGLE = 0.05
_UNKNOWN = "unknown"
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
        thin=is_thin(text),
    )


def is_thin(text: str) -> bool:
    """Tell whether a text says too little to work with."""
    return len(text) < _THIN or (len(text) < _LONG and _CONCRETE.search(text) is None)


def judge(model: "Model", story: str) -> Findings:
    """Judge a story in which personal data was hidden already; of one that is not Dutch nothing is proposed."""
    if read_language(story) != DUTCH:
        return Findings(model=model.name)
    [proposal] = model.propose([story])
    return Findings(
        themes=tuple(choice.key for choice in proposal.shown),
        target_groups=tuple(choice.key for choice in proposal.target_groups),
        single=proposal.structural <= _SINGLE,
        model=model.name,
    )


def read_language(text: str) -> str:
    """Tell the language of a text: nl, also where it is too short to tell; fr, en, de or other."""
    guess = language(text)
    return DUTCH if guess == _UNKNOWN else guess
