"""A signal as a fact: what figures and trends need of it, read from its row and from what happened to it."""

import uuid
from datetime import datetime
from typing import NamedTuple


class Sent(NamedTuple):
    """A signal; `fiches` by number, `themes` and `groups` with commas.

    `theme`, `group` and `level` are those that people chose: the most important one, since each signal counts once.
    `themes` and `groups` are all of them, and `proposed_themes` and `proposed_groups` what a model proposes where no
    processor said what holds.

    `points`: how many of the six points of depth it has, None when its words are gone. `first_at`: when its reporter
    sent her first one; `next_at`: her next one after this; of a nameless reporter both are None. `decided_at` and
    `decided`: the first decision of a person, with its reason. `asked`: she was asked something about it. `told_at`:
    the first thing she heard about it that a person did. `leaked`: a processor still found personal data. `read`: a
    model read it; `silent`: it was sure of nothing. `counts`: in figures; `trends`: in trends too; `carries`: the
    fiches that it is in.
    """

    id: uuid.UUID
    at: datetime
    started_at: datetime
    reporter: uuid.UUID | None
    organisation: str
    sector: str
    channel: str
    theme: str
    group: str
    level: str
    themes: str
    groups: str
    proposed_themes: str
    proposed_groups: str
    fiches: tuple[int, ...]
    decided_at: datetime | None
    decided: str
    reason: str
    asked: bool
    told_at: datetime | None
    leaked: bool
    wants: bool
    points: int | None
    guarded: bool
    read: bool
    silent: bool
    counts: bool
    trends: bool
    carries: bool
    first_at: datetime | None = None
    next_at: datetime | None = None
