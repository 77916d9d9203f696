"""Periods of retention, and what a category of things that expire is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.municipal_defaults import DEFAULTS
from core.municipalities import Place


@dataclass(frozen=True, slots=True)
class Limits:
    """The periods of a municipality, seen from `now`. Place 0: what belongs to no municipality, with the defaults."""

    place: Place
    now: datetime

    def before(self, period: str) -> datetime:
        """Give the moment before which something (intake, drafts, contact, signals) is past its period."""
        return self.now - timedelta(days={**DEFAULTS["retention"], **self.place.setting("retention")}[period])


Condition = Callable[[Limits], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one table that expire: which are there, which are due, and how those are erased (giving how many)."""

    table: Any
    there: Condition
    due: Condition
    erase: Callable[[Session, Limits], int]


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of thing that expires, under the name that plans and the audit use."""

    name: str
    parts: tuple[Part, ...]

    def count(self, session: Session, limits: Limits) -> tuple[int, int]:
        """Count the rows that are due, and all there are."""
        due = sum(_rows(session, part.table, part.due(limits)) for part in self.parts)
        return due, sum(_rows(session, part.table, part.there(limits)) for part in self.parts)

    def erase(self, session: Session, limits: Limits) -> int:
        """Erase what is due; gives how many rows that were."""
        return sum(part.erase(session, limits) for part in self.parts)


def change(session: Session, statement: Any) -> int:
    """Run an update or delete and give how many rows it touched."""
    result: Any = session.execute(statement, execution_options={"synchronize_session": False})
    return int(result.rowcount)


def _rows(session: Session, table: Any, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(condition)) or 0
