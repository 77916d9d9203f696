"""Live trials: a mail or a chat that carries a code, to see that it comes in by the door that workers will use."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.people.audit import note
from core.people.sessions import Present
from core.store.tables import Trial

MAIL, CHAT = "mail", "telegram"
PERMISSION = "start.set"
VALID = timedelta(hours=24)
# Of the length of a thread's token, so that an address can carry it; the first letters tell people what it is.
_PREFIX, _RANDOM, _LETTERS = "proef", 15, "abcdefghijklmnopqrstuvwxyz234567"
_CODE = re.compile(rf"(?<![a-z0-9]){_PREFIX}[a-z2-7]{{{_RANDOM}}}(?![a-z0-9])")


@dataclass(frozen=True, slots=True)
class Tried:
    """The last trial of a kind. `arrived_at`: when one last arrived, also one from before; `verified`: its sender."""

    code: str
    asked_at: datetime
    arrived_at: datetime | None
    verified: bool | None
    door_id: int | None

    @property
    def here(self) -> bool:
        """Tell whether the one that was asked for last is here."""
        return self.arrived_at is not None and self.arrived_at >= self.asked_at

    def over(self, now: datetime) -> bool:
        """Tell whether it was waited for too long."""
        return not self.here and now - self.asked_at > VALID


def begin_trial(session: Session, by: Present, kind: str, now: datetime, door_id: int | None = None) -> str:
    """Ask for a mail or a chat and return the code that it has to carry; the one asked for before is over.

    `door_id`: the bot of the municipality's own that it has to come by. Raises NotAllowed.
    """
    by.must(PERMISSION)
    code = _PREFIX + "".join(secrets.choice(_LETTERS) for _ in range(_RANDOM))
    asked = {"code": code, "asked_at": now, "door_id": door_id}
    made = insert(Trial).values(municipality_id=by.place.id, kind=kind, **asked)
    session.execute(made.on_conflict_do_update(index_elements=["municipality_id", "kind"], set_=asked))
    note(session, by.place.id, by.staff_id, "trial.begun", kind)
    return code


def read_trials(session: Session) -> Mapping[str, Tried]:
    """Read the trials of the bound municipality, by kind."""
    rows = session.execute(
        select(Trial.kind, Trial.code, Trial.asked_at, Trial.arrived_at, Trial.verified, Trial.door_id)
    )
    return {row.kind: Tried(*row[1:]) for row in rows}


def find_code(text: str) -> str:
    """Find the code of a trial in an address or a text; empty when there is none."""
    found = _CODE.search(text.casefold())
    return found[0] if found else ""


def find_tried(session: Session, kind: str, code: str, now: datetime, door_id: int) -> int | None:
    """Find whose trial a code is that came by a door, unless it is over; None: nobody's. For the door's role too."""
    if not code:
        return None
    found = select(Trial.municipality_id).where(Trial.kind == kind, Trial.code == code, Trial.asked_at > now - VALID)
    return session.scalar(found.where(func.coalesce(Trial.door_id, door_id) == door_id))


def note_arrived(session: Session, kind: str, now: datetime, *, verified: bool | None = None) -> None:
    """Note that the trial of a kind arrived in the bound municipality."""
    session.execute(update(Trial).where(Trial.kind == kind).values(arrived_at=now, verified=verified))
