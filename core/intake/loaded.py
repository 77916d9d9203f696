"""Rows that a statement of our own read, given to the session as if it had loaded them: to be changed and flushed."""

from typing import Any, TypeVar

from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from core.store.tables import Base

Entity = TypeVar("Entity", bound=Base)


def as_loaded(session: Session, row: Entity, values: dict[str, Any]) -> Entity:
    """Give a row, made with its key, to the session, with these values; what is in neither is read when it is asked."""
    make_transient_to_detached(row)
    session.add(row)
    for name, value in values.items():
        set_committed_value(row, name, value)
    return row
