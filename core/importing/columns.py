"""Columns: what is found in each while a file is read, and what each most likely is, by its heading and contents."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.resources import files

from core.dialogue.cleaning import plain
from core.importing.days import ORDERS, Order, read_moment

# What a column can become; those of ONCE at most once, the others joined. Empty: it is not used. An address is never
# used: who is in somebody's list was not asked whether she wants to hear from us.
ONCE = ("date", "id", "breadth", "trend", "sector", "organisation", "source")
CHOSEN = ("breadth", "trend", "sector", "source", "kinds", "themes", "target_groups")
FIELDS = ("text", "impact", "suggestion", "others", *ONCE, "kinds", "themes", "target_groups")
# Why a column is not used without anybody saying so.
NAME, ADDRESS = "name", "email"
_EXAMPLES, _LONGEST_EXAMPLE, _LOOKED = 3, 90, 2_000
# No heading is longer; a cell near the top may be.
_LONGEST_HEADING = 300
_MOMENT = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?$")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
# Mean lengths in characters from which a column tells something, and shares from which it is what it seems to be.
_TELLS, _WORDS, _NO_CHOICE, _MOSTLY, _HALF = 40, 15, 90, 0.8, 0.5


@dataclass(slots=True)
class Column:
    """What was found in a column: its heading, how many cells are filled, a few of them, and their shape."""

    heading: str
    filled: int = 0
    length: int = 0
    dates: int = 0
    looked: int = 0
    emails: int = 0
    examples: list[str] = field(default_factory=list[str])
    order: Order = field(default_factory=Order)

    def add(self, cell: str, now: datetime) -> None:
        """Look at one more cell."""
        if not cell:
            return
        self.filled += 1
        self.length += len(cell)
        if len(self.examples) < _EXAMPLES:
            shown = " ".join(_MOMENT.sub(r"\1 \2", cell).split())
            shown = shown if len(shown) <= _LONGEST_EXAMPLE else f"{shown[:_LONGEST_EXAMPLE]}…"
            if shown not in self.examples:
                self.examples.append(shown)
        if self.looked >= _LOOKED:
            return
        self.looked += 1
        self.emails += _EMAIL.fullmatch(cell) is not None
        if len(cell) <= _NO_CHOICE and any(read_moment(cell, order) for order in ORDERS):
            self.dates += 1
            self.order.add(cell, now)

    @property
    def mean(self) -> float:
        """Give the mean length of what is filled in, in characters."""
        return self.length / self.filled if self.filled else 0.0

    @property
    def telling(self) -> bool:
        """Tell whether its cells are words, more than a name or a choice of one word."""
        return self.mean >= _WORDS and not self.mostly(self.dates, _HALF) and not self.mostly(self.emails, _HALF)

    def mostly(self, part: int, share: float) -> bool:
        """Tell whether so large a share of the cells that were looked at is something."""
        return self.looked > 0 and part / self.looked >= share


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column becomes, and why it is not used where that is for somebody's sake (NAME, ADDRESS)."""

    field: str
    why: str = ""


def recognise(columns: Sequence[Column]) -> tuple[Guess, ...]:
    """Say what each column most likely is; who looks at it decides."""
    names = [plain(column.heading) for column in columns]
    forms = _is_forms(names)
    guesses = [_recognise(column, name, forms=forms) for column, name in zip(columns, names, strict=True)]
    taken = set[str]()
    for place, guess in enumerate(guesses):
        if guess.field in ONCE and guess.field in taken:
            tells = columns[place].mean >= _TELLS
            guesses[place] = Guess("text" if tells else "")
        taken.add(guess.field)
    if not any(guess.field == "text" for guess in guesses):
        free = [place for place, guess in enumerate(guesses) if guess == Guess("") and columns[place].filled]
        longest = max(free, key=lambda place: columns[place].mean, default=None)
        if longest is not None:
            guesses[longest] = Guess("text")
    return tuple(guesses)


def score_heading(cells: Sequence[str]) -> int:
    """Count the cells of a row that are known headings: the row with most of them is the head of the table."""
    return sum(
        bool(name) and any(_match(name, table) for table in ("forms", "first", "whole", "part"))
        for name in (plain(cell[:_LONGEST_HEADING]) for cell in cells)
    )


def _is_forms(names: Sequence[str]) -> bool:
    table = _headings()["forms"]
    return any(name in table["date"] for name in names) and any(name in table["id"] for name in names)


def _recognise(column: Column, name: str, *, forms: bool) -> Guess:
    if not column.filled:
        return Guess("")
    known = (_match(name, table) for table in (*(["forms"] if forms else []), "first", "whole", "part"))
    found = next(filter(None, known), "")
    if found == ADDRESS or column.mostly(column.emails, _HALF):
        return Guess("", ADDRESS)
    if found == NAME:
        return Guess("", NAME)
    if found == "date" and not column.mostly(column.dates, _HALF):
        found = ""
    if found in CHOSEN and column.mean > _NO_CHOICE:
        found = "text"
    if found in {"none", "begun"}:
        return Guess("")
    if not found and column.mostly(column.dates, _MOSTLY):
        return Guess("date")
    return Guess(found or ("text" if column.mean >= _TELLS else ""))


def _match(name: str, table: str) -> str:
    """Find what a heading (folded) says, in one of the tables; empty when it says nothing known."""
    listed = _headings()[table]
    if table == "part":
        return next(_parts(name, listed), "")
    return next((key for key, phrases in listed.items() if name in phrases), "")


def _parts(name: str, listed: Mapping[str, Sequence[str]]) -> Iterator[str]:
    padded = f" {name} "
    return (
        key
        for key, phrases in listed.items()
        if any(f" {phrase} " in padded or name.startswith(phrase) for phrase in phrases)
    )


@cache
def _headings() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return tomllib.loads(files("core.importing").joinpath("headings.toml").read_text("utf-8"))
