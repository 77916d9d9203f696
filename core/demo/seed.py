"""Fill an empty installation with many invented signals, to see how it behaves when it is large.

Skewed as life is: a few large municipalities and many small ones, some themes far oftener than others, more signals
each year, old ones decided and most of the new ones not. Texts are the written examples that ship with the program.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg import sql

from core.classify.examples import Example, read_examples
from core.classify.labels import FACETS, read_labels
from core.dialogue.load import labels as named
from core.errors import NotPossible
from core.review.decision import BUNDLED, DECIDED, INTERN, NO_SIGNAL, REASONS, SAME

_YEARS = 3
_LATELY = timedelta(days=21)  # what came in since then is mostly undecided
_CHANNELS = {"web": 35, "telegram": 45, "mail": 19, "terminal": 1}
_DECIDED = {BUNDLED: 60, INTERN: 10, NO_SIGNAL: 22, SAME: 3, "in-nazicht": 3, "ingetrokken": 2}
_BREADTHS = {"enkele": 35, "veel": 40, "een": 15, "onbekend": 10}
_A_FICHE = 7  # signals, about
_FICHE_STATES = {
    "ontwerp": 35, "getoetst": 15, "geprioriteerd": 15, "geparkeerd": 8, "in-actie": 15, "bovenlokaal": 4, "afgerond": 8
}  # fmt: skip
_SIGNAL = (
    "id", "municipality_id", "number", "conversation_id", "reporter_id", "channel", "started_at", "received_at", "text",
    "breadth", "sector", "organisation", "language", "wants", "status", "form", "form_version", *FACETS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made: municipalities, signals in all of them together; the same `seed` gives the same signals."""

    municipalities: int
    signals: int
    seed: int = 7


@dataclass(slots=True)
class _Place:
    """A municipality while it is filled: its organisations with their sectors, its reporters, its open fiches."""

    id: int
    organisations: list[tuple[str, str]]
    reporters: list[tuple[str, tuple[str, str]]] = field(default_factory=list)
    numbers: int = 0
    fiches: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    opened: int = 0


@dataclass(slots=True)
class _Rows:
    """What is copied into each table, a block at a time."""

    signal: list[tuple[Any, ...]] = field(default_factory=list)
    journal: list[tuple[Any, ...]] = field(default_factory=list)
    reporter: list[tuple[Any, ...]] = field(default_factory=list)
    fiche: list[tuple[Any, ...]] = field(default_factory=list)
    fiche_signal: list[tuple[Any, ...]] = field(default_factory=list)


_COLUMNS: dict[str, tuple[str, ...]] = {
    "reporter": ("id", "municipality_id", "sector", "organisation", "wants"),
    "signal": _SIGNAL,
    "fiche": ("id", "municipality_id", "number", "title", "themes", "status", "outcome", "version", "opened_at"),
    "fiche_signal": ("municipality_id", "fiche_id", "signal_id", "since"),
    "journal": ("municipality_id", "signal_id", "fiche_id", "at", "what", "actor", "details"),
}
_BLOCK = 5000
# So many of the new signals are dealt with at once, and come from somebody who reported before.
_AT_ONCE, _BEFORE = 0.3, 0.75


def seed(url: str, size: Size, now: datetime) -> Iterator[int]:
    """Fill the database of an owner's URL; gives how many signals are in after each block.

    All of it is one transaction. Nothing waits for the model afterwards: the signals have no proposal. Raises
    NotPossible where there are municipalities already: invented signals never get among real ones.
    """
    with psycopg.connect(url.replace("+psycopg", "")) as owner:
        if owner.execute("select 1 from municipality limit 1").fetchone():
            raise NotPossible("seed: there are municipalities in this database; take an empty one (SIGNAAL_DATA)")
        chance = random.Random(size.seed)  # noqa: S311 # invented data, the same each time
        places = [_add_place(owner, chance, turn) for turn in range(size.municipalities)]
        owner.execute("alter table signal disable trigger follow_words")
        done = 0
        for rows in _invent(chance, places, size.signals, now):
            for table, columns in _COLUMNS.items():
                _copy(owner, table, columns, getattr(rows, table))
            done += len(rows.signal)
            yield done
        owner.execute("alter table signal enable trigger follow_words")
        owner.execute("select setval(pg_get_serial_sequence('municipality', 'id'), %s)", (len(places),))
        for place in places:
            owner.execute(
                "update municipality set next_number = %s, next_fiche = %s where id = %s",
                (place.numbers + 1, place.opened + 1, place.id),
            )
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as owner:
        owner.execute("vacuum analyze")


def _add_place(owner: "psycopg.Connection[Any]", chance: random.Random, turn: int) -> _Place:
    place = turn + 1
    owner.execute(
        "insert into municipality (id, slug, name, settings, next_number) overriding system value"
        " values (%s, %s, %s, '{}', 1)",
        (place, f"gemeente-{place}", f"Gemeente {place}"),
    )
    sectors = list(named("sectors"))
    listed = [(f"Organisatie {n + 1}", chance.choice(sectors)) for n in range(chance.randint(8, 40))]
    with owner.cursor() as cursor:
        cursor.executemany(
            "insert into organisation (municipality_id, name, sector) values (%s, %s, %s)",
            [(place, name, sector) for name, sector in listed],
        )
    return _Place(place, listed)


def _copy(owner: "psycopg.Connection[Any]", table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    order = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), _names(columns))
    with owner.cursor().copy(order) as copy:
        for row in rows:
            copy.write_row(row)


def _names(columns: tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _invent(chance: random.Random, places: Sequence[_Place], signals: int, now: datetime) -> Iterator[_Rows]:
    """Invent signals, oldest first, a block at a time."""
    examples = read_examples(read_labels())
    weights = [1 / (turn + 4) ** 0.9 for turn in range(len(places))]
    for begun in range(0, signals, _BLOCK):
        rows = _Rows()
        many = min(_BLOCK, signals - begun)
        chosen = chance.choices(places, weights, k=many)
        for turn, place in enumerate(chosen, begun):
            # More of them each year: half of all in the last third of the time.
            age = timedelta(days=_YEARS * 365) * (1 - ((turn + chance.random()) / signals) ** 0.63)
            _add_signal(chance, rows, place, chance.choice(examples), now - age, decided=age > _LATELY)
        yield rows


def _add_signal(
    chance: random.Random, rows: _Rows, place: _Place, example: Example, at: datetime, *, decided: bool
) -> None:
    place.numbers += 1
    status = _pick(chance, _DECIDED) if decided or chance.random() < _AT_ONCE else "nieuw"
    signal, (reporter, (organisation, sector)) = _uuid(chance), _find_reporter(chance, rows, place)
    channel = _pick(chance, _CHANNELS)
    held = [list(example.keys[facet]) for facet in FACETS]
    began = at - timedelta(seconds=chance.randint(40, 400))
    rows.signal.append((
        signal, place.id, place.numbers, _uuid(chance), reporter, channel, began, at, example.text,
        _pick(chance, _BREADTHS), sector, organisation, "nl", "hier", status, "signaal", 1, *held,
    ))  # fmt: skip
    rows.journal.append((place.id, signal, None, at, "received", "reporter", json.dumps({"channel": channel})))
    if status not in _DECIDED or status in ("in-nazicht", "ingetrokken"):
        return
    later = at + timedelta(days=chance.expovariate(1 / 6))
    details: dict[str, Any] = {"from": "nieuw", "to": status}
    if status == NO_SIGNAL:
        details["reason"] = chance.choice(REASONS)
    if status == SAME:
        details["same_as"] = max(1, place.numbers - chance.randint(1, 9))
    if status == BUNDLED:
        fiche, number = _find_fiche(chance, rows, place, example, later)
        details |= {"fiche": number, "title": f"Fiche {number}"}
        rows.fiche_signal.append((place.id, fiche, signal, later))
        told = json.dumps({"signal": place.numbers})
        rows.journal.append((place.id, None, fiche, later, "bundled", "staff", told))
    rows.journal.append((place.id, signal, None, later, DECIDED, "staff", json.dumps(details)))


def _find_reporter(chance: random.Random, rows: _Rows, place: _Place) -> tuple[str, tuple[str, str]]:
    """Find who reports: somebody who did before, three times in four."""
    if place.reporters and chance.random() < _BEFORE:
        return chance.choice(place.reporters)
    found = (_uuid(chance), chance.choice(place.organisations))
    place.reporters.append(found)
    rows.reporter.append((found[0], place.id, found[1][1], found[1][0], "hier"))
    return found


def _find_fiche(chance: random.Random, rows: _Rows, place: _Place, example: Example, at: datetime) -> tuple[str, int]:
    there = place.fiches.setdefault(example.theme, [])
    if there and chance.random() > 1 / _A_FICHE:
        return chance.choice(there[-12:])
    place.opened += 1
    opened = (_uuid(chance), place.opened)
    there.append(opened)
    status = _pick(chance, _FICHE_STATES)
    outcome = "verbeterd" if status == "afgerond" else None
    title = f"Fiche {place.opened}: {example.text[:60].strip()}"
    themes = list(example.keys["themes"])
    rows.fiche.append((opened[0], place.id, place.opened, title, themes, status, outcome, 1, at))
    rows.journal.append((place.id, None, opened[0], at, "opened", "staff", json.dumps({"signal": place.numbers})))
    return opened


def _pick(chance: random.Random, weighed: dict[str, int]) -> str:
    return chance.choices(list(weighed), list(weighed.values()))[0]


def _uuid(chance: random.Random) -> str:
    return f"{chance.getrandbits(128):032x}"
