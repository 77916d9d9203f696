"""What a digest is composed from: entries of the journal, and what is known of fiches and of one reporter; no texts."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

# Signals that wait for a first decision, and fiches about which nothing more is to come.
UNDECIDED = frozenset({"nieuw", "in-nazicht", "aanvulling-gevraagd"})
CLOSED = "afgerond"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the journal of a fiche: ids and screened words."""

    id: int
    fiche: uuid.UUID
    what: str
    at: datetime
    details: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Doing:
    """An action of a fiche as it stands; `changed`: what it changed; `reason`: why it was stopped."""

    id: str
    title: str
    state: str
    due_on: date | None = None
    changed: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A day on whose table a fiche is: `certain` when it is not provisional and not called off."""

    number: int
    kind: str
    starts_at: datetime
    certain: bool = True


@dataclass(frozen=True, slots=True)
class FicheFact:
    """A fiche as it stands.

    - `puller`: the function or organisation outside that pulls it; empty for a colleague, who is not named.
    - `public_title`: of its approved public text; empty: there is none. `signals`: how many carry it.
    - `reporters`: how many different people told them; `sectors`: those of which enough did to be named.
    """

    id: uuid.UUID
    number: int
    title: str
    status: str = "ontwerp"
    puller: str = ""
    puller_answer: str = ""
    review_on: date | None = None
    outcome: str = ""
    public_title: str = ""
    signals: int = 1
    reporters: int = 1
    sectors: frozenset[str] = frozenset()
    doings: tuple[Doing, ...] = ()
    meetings: tuple[Meeting, ...] = ()


@dataclass(frozen=True, slots=True)
class Town:
    """What holds for all reporters of a municipality: fiches by id, their entries (in order), and who may be public."""

    fiches: Mapping[uuid.UUID, FicheFact] = field(default_factory=dict[uuid.UUID, FicheFact])
    entries: Mapping[uuid.UUID, tuple[Entry, ...]] = field(default_factory=dict[uuid.UUID, tuple[Entry, ...]])


@dataclass(frozen=True, slots=True)
class Mine:
    """A signal of a reporter about which she wants to hear, and the fiches that it carries now.

    `whole`: where it is a part of a signal that was split, the number of that one: the number that she knows.
    """

    number: int
    status: str
    received_at: datetime
    fiches: tuple[uuid.UUID, ...] = ()
    whole: int = 0

    @property
    def known_as(self) -> int:
        """Give the number that she knows it by."""
        return self.whole or self.number


@dataclass(frozen=True, slots=True)
class Reader:
    """One reporter: her signals, what she was told (ids of entries), and when she last heard of one of her signals.

    `invited`: the numbers of the meetings to which a letter invited her. `said`: by number of a fiche, when the letter
    that put her signal in it was due, which says who sees the same.
    """

    id: uuid.UUID
    rhythm: str
    scope: str = "alles"
    sector: str = ""
    signals: tuple[Mine, ...] = ()
    told: frozenset[int] = frozenset()
    heard: datetime | None = None
    language: str = "nl"
    invited: frozenset[int] = frozenset()
    said: Mapping[int, datetime] = field(default_factory=dict[int, datetime])


@dataclass(frozen=True, slots=True)
class Moment:
    """When a digest is made.

    - `turn`: it is this reporter's turn; `following`: the next slot of the municipality, `next_turn`: her next one.
    - `settled`: what happened later than this can still be undone, and waits. `since`: news of others is no older.
    """

    at: datetime
    turn: bool
    following: datetime
    next_turn: datetime
    settled: datetime
    since: datetime
