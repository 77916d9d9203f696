"""The proof: what an import would do, counted before anything is put in."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from core.dialogue.cleaning import plain
from core.dialogue.form import Answer
from core.importing.blocks import find_known, key_of, span_of
from core.importing.columns import CHOSEN
from core.importing.keeping import Content, Hand, read_waiting
from core.importing.listed import fill_sector, read_listed
from core.importing.mapping import Chosen
from core.importing.rows import BROKEN, TWICE, Row, read_row
from core.importing.values import SEVERAL, choose, known_keys
from core.intake.guard import read_guard
from core.intake.normalise import normalise
from core.store.tables import ImportRun

# A larger file is judged by its first rows: who looks at a page does not wait for all.
MOST_LOOKED = 5_000
_SHOWN, _MOST_VALUES = 5, 60


@dataclass(slots=True)
class Proof:
    """What would become of the first `looked` rows: `kept`, `known` from before, `refused` by reason.

    `shown`: the first kept ones. `values`: by field, what cells say and which keys that becomes, the most frequent
    first. `unknown`: by field, words that fit none of our keys, with how often; such a row is kept without them.
    `undated`: kept without a date of their own. `examples`: of each reason, the first lines in the file.
    """

    looked: int = 0
    kept: int = 0
    known: int = 0
    undated: int = 0
    refused: Counter[str] = field(default_factory=Counter[str])
    examples: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    shown: list[tuple[int, Row]] = field(default_factory=list[tuple[int, Row]])
    values: dict[str, Counter[str]] = field(default_factory=dict[str, Counter[str]])
    unknown: dict[str, Counter[str]] = field(default_factory=dict[str, Counter[str]])

    def more(self, why: str) -> int:
        """Count the refused lines of a reason beside its examples."""
        return self.refused[why] - len(self.examples.get(why, ()))


def prove(session: Session, hand: Hand, run: ImportRun, content: Content, most: int = MOST_LOOKED) -> Proof:
    """Count what would become of the rows that wait; nothing is written, and the guard is not asked yet."""
    hand.must()
    proof, mine, context = Proof(), set[bytes](), hand.context
    span = span_of(hand.place, context.clock())
    for rows in read_waiting(session, context, run):
        if proof.looked >= most:
            break
        read: list[tuple[int, bytes, Row]] = []
        for number, cells in rows:
            proof.looked += 1
            _count_values(proof, content.chosen, cells)
            row = _try(content.chosen, cells, span)
            if isinstance(row, str):
                _refuse(proof, number, row)
            else:
                read.append((number, key_of(context, row), row))
        known = find_known(session, (key for _number, key, _row in read))
        for number, key, row in read:
            if key in known:
                proof.known += 1
            elif key in mine:
                _refuse(proof, number, TWICE)
            else:
                mine.add(key)
                _keep(proof, number, row)
    return proof


def map_values(
    proof: Proof, own: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, str, int, tuple[str, ...], bool]]:
    """Give what cells say of each field that is chosen: the words, how often, the keys, and whether some fit none."""
    for name in CHOSEN:
        for said, count in proof.values.get(name, Counter[str]()).most_common(_MOST_VALUES):
            keys, odd = choose(name, said, own)
            yield name, said, count, keys, bool(odd)


@dataclass(frozen=True, slots=True)
class Choice:
    """Own words of a field, folded as they are kept (`word`), how often they come, and what they become.

    `key`: what somebody chose (empty: nothing), None where nobody did; `keys`: what they become; `odd`: some fit none.
    """

    field: str
    said: str
    word: str
    count: int
    key: str | None
    keys: tuple[str, ...]
    odd: bool


def choices_of(proof: Proof, chosen: Chosen) -> dict[str, list[Choice]]:
    """Give, by field, what cells say and what that becomes: what fits none of our keys first."""
    found: dict[str, list[Choice]] = {}
    for name, said, count, keys, odd in map_values(proof, chosen.values):
        word = plain(said)
        if word:
            key = chosen.values.get(name, {}).get(word)
            found.setdefault(name, []).append(Choice(name, said, word, count, key, keys, odd))
    return {name: sorted(listed, key=lambda one: (not one.odd, one.key is None)) for name, listed in found.items()}


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as it would be kept, masked: its number in the file, when it came, its words, and what it was labelled."""

    number: int
    at: datetime | None
    text: str
    labels: tuple[tuple[str, tuple[str, ...]], ...]


def show_rows(session: Session, proof: Proof) -> list[Shown]:
    """Give the first rows as they would be kept, with the personal data that the guard finds hidden."""
    guard, listed = read_guard(session), read_listed(session)

    def label(name: str, answer: Answer) -> tuple[str, ...]:
        given = (answer,) if isinstance(answer, str) else answer
        known = known_keys(name) if name in CHOSEN else {}
        return tuple(known.get(one) or guard.hide(normalise(one)) for one in given)

    return [
        Shown(
            number,
            row.at,
            guard.hide(normalise(row.story)),
            tuple((name, label(name, answer)) for name, answer in row.answers.items() if name != "description"),
        )
        for number, row in ((number, fill_sector(row, listed)) for number, row in proof.shown)
    ]


def show_examples(session: Session, content: Content) -> list[tuple[str, ...]]:
    """Give a few cells of each column, with the personal data that the guard finds hidden."""
    guard = read_guard(session)
    return [tuple(guard.hide(normalise(example)) for example in found.examples) for found in content.columns]


def _try(chosen: Chosen, cells: list[str], span: object) -> Row | str:
    try:
        return read_row(chosen, cells, span)  # pyright: ignore[reportArgumentType] # a Span
    except Exception:  # noqa: BLE001 # as when it is put in
        return BROKEN


def _refuse(proof: Proof, number: int, why: str) -> None:
    proof.refused[why] += 1
    lines = proof.examples.setdefault(why, [])
    if len(lines) < _SHOWN:
        lines.append(number)


def _keep(proof: Proof, number: int, row: Row) -> None:
    proof.kept += 1
    proof.undated += row.at is None
    if len(proof.shown) < _SHOWN:
        proof.shown.append((number, row))
    for name, word in row.unknown:
        proof.unknown.setdefault(name, Counter[str]())[word] += 1


def _count_values(proof: Proof, chosen: Chosen, cells: list[str]) -> None:
    """Count what the cells of chosen fields say, apart where a cell holds several."""
    for place, name in enumerate(chosen.fields):
        if name in CHOSEN and place < len(cells) and cells[place]:
            parts = cells[place].split(";") if name in SEVERAL else [cells[place]]
            counted = proof.values.setdefault(name, Counter[str]())
            for part in filter(None, map(str.strip, parts)):
                counted[part[:120]] += 1
