"""Finding what digests are due: the reporters of a municipality in blocks, and what each is to get."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from core.feedback.digest import compose
from core.feedback.digest_facts import Moment, Reader
from core.feedback.digest_model import Digest
from core.feedback.digest_reading import Block, read_block
from core.feedback.digest_ways import find_ways
from core.feedback.digest_year import Year, compose_year
from core.feedback.digest_year_read import read_year
from core.feedback.reaching import Way
from core.feedback.schedule import BRUSSELS, Schedule, is_extra, next_slot, next_turns, opens_year, turns
from core.feedback.schedules import read_schedule
from core.municipalities import Place
from core.store.tables import DigestRun, Reporter

_NEVER = datetime.min.replace(tzinfo=UTC)
# News of fiches of others is told within this time, a quarter and a bit; of her own signals always.
_FRESH = timedelta(days=100)
# What was sent beside the schedule takes no turn away.
REGULAR = extract("second", DigestRun.slot) == 0


@dataclass(frozen=True, slots=True)
class When:
    """The moment of a run: now, the slot it is for, the one that was run before, and the schedule that holds.

    `at_once`: it is no run, but for who wants to hear as it happens; silence is broken at a slot.
    """

    at: datetime
    slot: datetime
    previous: datetime | None
    schedule: Schedule
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """What a reporter is to get: the digest and by which way, or why it cannot go to her."""

    reader: Reader
    digest: Digest
    way: Way | str


def find_due(session: Session, place: Place, reporters: Sequence[Reporter], when: When) -> tuple[Block, list[Due]]:
    """Compose what these reporters are to get in a run; nothing is written."""
    block = read_block(session, reporters, when.schedule.rhythm, when.at - _FRESH)
    ways = find_ways(session, reporters, block.signals, when.at.astimezone(BRUSSELS).date())
    following, ahead = next_slot(when.schedule, when.slot), next_turns(when.schedule, when.slot)
    year = _read_year(session, when)
    settled = when.at - timedelta(minutes=int(place.setting("undo_minutes")))
    found: list[Due] = []
    for known in block.readers:
        # What failed is told again at a slot, and not every few minutes.
        failed = frozenset(block.again.get(known.id, ())) if when.at_once else frozenset[int]()
        reader = replace(known, told=known.told | failed)
        moment = Moment(
            when.at,
            turn=when.at_once or turns(reader.rhythm, when.previous, when.slot),
            following=_NEVER if when.at_once else following,
            next_turn=_NEVER if when.at_once else ahead[reader.rhythm],
            settled=settled,
            since=when.at - _FRESH,
        )
        digest, yearly = compose(reader, block.town, moment), compose_year(reader, year) if year else None
        if digest and year and not yearly:  # who gets no letter of the year is asked in this one
            digest = replace(digest, asks=True)
        found += [Due(reader, one, ways[reader.id]) for one in (digest, yearly) if one is not None]
    return block, found


def _read_year(session: Session, when: When) -> Year | None:
    """Read the year that is over, at the first slot of a new one."""
    if when.at_once or is_extra(when.slot) or not opens_year(when.previous, when.slot):
        return None
    return read_year(session, when.slot.astimezone(BRUSSELS).year - 1)


def next_reporters(session: Session, after: uuid.UUID | None, most: int, *, lock: bool = True) -> list[Reporter]:
    """Give the next reporters of the bound municipality, in the order of their ids, and take them in hand."""
    rows = select(Reporter).order_by(Reporter.id).limit(most)
    if after is not None:
        rows = rows.where(Reporter.id > after)
    return list(session.scalars(rows.with_for_update() if lock else rows))


def read_when(session: Session, at: datetime, slot: datetime) -> When:
    """Read what a run for a slot goes by."""
    return When(at, slot, last_run(session, slot), read_schedule(session))


def last_run(session: Session, before: datetime | None = None) -> datetime | None:
    """Give the last slot of the schedule that was run; `before`: before another one."""
    regular = select(func.max(DigestRun.slot)).where(REGULAR)
    return session.scalar(regular.where(DigestRun.slot < before) if before else regular)
