"""Numbers as people type them: 12, #12, nr 12, signaal 12, fiche 3, F3."""

import re
from dataclasses import dataclass

_TYPED = re.compile(
    r"(?:(?P<only>#|nr\.?|nummer)|(?P<signal>signaal|s)|(?P<fiche>fiche|f))?\s*#?\s*(?P<number>\d{1,9})",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number that was asked for: whose it may be; `only`: the words are nothing but that number, and no words."""

    number: int
    signal: bool = True
    fiche: bool = True
    only: bool = True


def read_numbered(words: str) -> Numbered | None:
    """Read the number that somebody typed; None where she typed other words."""
    typed = _TYPED.fullmatch(words.strip())
    if typed is None:
        return None
    named = {name for name in ("only", "signal", "fiche") if typed[name]}
    return Numbered(int(typed["number"]), "fiche" not in named, "signal" not in named, bool(named))
