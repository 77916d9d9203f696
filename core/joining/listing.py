"""Organisations that are pasted as a list, `naam; sector`: which lines can be kept, and why the others cannot."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy.orm import Session

from core.dialogue.load import labels
from core.errors import Refused
from core.importing.values import find_key
from core.municipalities import add_organisation, list_organisations
from core.people.audit import note
from core.people.sessions import Present

PERMISSION = "start.set"
MOST, LONGEST = 300, 120  # lines, characters of a name
SECTOR, LONG, TWICE, THERE, MANY = "sector", "lang", "dubbel", "bestaat", "teveel"
_APART = re.compile(r"[;\t]")
# How like a word must be to be meant (as difflib counts), and the shortest words of a label that say something.
_LIKE, _SHORTEST = 0.7, 4


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its number, what was typed, and what it says. `why`: a word for why it is not kept; empty: it is.

    `meant`: the key of the sector that an unknown one is likest to; empty: like none.
    """

    number: int
    typed: str
    name: str
    sector: str
    why: str = ""
    meant: str = ""


def read_list(typed: str, there: Collection[str]) -> tuple[Line, ...]:
    """Read the lines that say something; `there`: the organisations that are listed already."""
    seen = {_fold(name) for name in there}
    listed = set(seen)
    lines: list[Line] = []
    for number, text in enumerate(typed.splitlines(), 1):
        if not text.strip(" ;\t"):
            continue
        line = _read(number, " ".join(text.split(" ")).strip(), len(lines))
        folded = _fold(line.name)
        if not line.why and folded in seen:
            line = Line(line.number, line.typed, line.name, line.sector, THERE if folded in listed else TWICE)
        seen.add(folded)
        lines.append(line)
    return tuple(lines)


def keep_list(session: Session, by: Present, typed: str) -> tuple[Line, ...]:
    """List what can be kept for the reporters of the bound municipality, and give every line as it was read."""
    by.must(PERMISSION)
    lines = read_list(typed, list_organisations(session))
    for line in lines:
        if not line.why:
            add_organisation(session, by.place.id, line.name, line.sector or None)
    kept = sum(not line.why for line in lines)
    if kept:
        note(session, by.place.id, by.staff_id, "organisations.listed", kept)
    return lines


def _read(number: int, text: str, before: int) -> Line:
    name, *rest = (part.strip() for part in _APART.split(text, maxsplit=1))
    name, wanted = " ".join(name.split()), rest[0].strip(" ;") if rest else ""
    try:
        sector = find_sector(wanted)
    except Refused:
        return Line(number, text, name, wanted, SECTOR, _guess_sector(wanted))
    why = MANY if before >= MOST else LONG if not 0 < len(name) <= LONGEST else ""
    return Line(number, text, name, sector, why)


def find_sector(wanted: str) -> str:
    """Find the key of a sector by its key, its label or what people call it; empty: none. Refused: unknown."""
    if not wanted:
        return ""
    folded = _fold(wanted)
    for key, label in labels("sectors").items():
        if folded in {_fold(key), _fold(label)}:
            return key
    known = find_key("sector", wanted, {})
    near = [known] if known else [key for key, label in labels("sectors").items() if folded in _fold(label)]
    if len(near) != 1:
        raise Refused("sector")
    return near[0]


def _guess_sector(wanted: str) -> str:
    """Guess which sector an unknown word may mean; empty: like none."""
    words = {word: key for key, label in labels("sectors").items() for word in _fold(label).split()}
    words = {word: key for word, key in words.items() if len(word) >= _SHORTEST}
    words |= {_fold(key): key for key in labels("sectors")}
    near = get_close_matches(_fold(wanted), words, n=1, cutoff=_LIKE)
    return words[near[0]] if near else ""


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()
