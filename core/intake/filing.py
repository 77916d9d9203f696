"""File: the thread of a mail, its signal and the first line of its journal stored and numbered, in one trip."""

import json
from typing import Any

from sqlalchemy.orm import Session

from core.intake.receive import RECEIVED
from core.store.tables import Conversation, Signal

# What the database makes itself, and the number, which is taken in the same statement.
_COMPUTED = {column.key for column in Signal.__table__.c if column.computed is not None}
_SIGNAL = tuple(sorted({*Signal.__table__.c.keys()} - {"number", "received_at"} - _COMPUTED))
_THREAD = tuple(sorted({*Conversation.__table__.c.keys()} - {"number", "opened_at", "touched_at"}))


def _insert(table: str, columns: tuple[str, ...]) -> str:
    values = ", ".join(f"%({table}_{column})s" for column in columns)
    return (
        f"insert into {table} (number, {', '.join(columns)})"  # noqa: S608 # columns of our own tables
        f" values ((select number from numbered), {values})"
    )


# Spelled once, because every mail asks it. The municipality's row stays locked to the end of the transaction, so that
# numbers have no holes and no doubles: whoever asks this should be nearly done.
_FILE = f"""
    with numbered as (
        update municipality set next_number = next_number + 1 where id = %(signal_municipality_id)s
        returning next_number - 1 as number
    ), thread as (
        {_insert("conversation", _THREAD)}
    ), told as (
        {_insert("signal", _SIGNAL)}
    ), noted as (
        insert into journal (municipality_id, signal_id, what, actor, details)
        values (%(signal_municipality_id)s, %(signal_id)s, %(what)s, 'reporter', %(details)s)
    )
    select number from numbered
"""  # noqa: S608 # columns of our own tables


def file_signal(session: Session, thread: Conversation, signal: Signal, details: dict[str, object]) -> int:
    """Store a new thread with its signal and return the signal's number, which both then have too.

    Neither is of the session: what is changed in them afterwards is not stored.
    """
    values: dict[str, Any] = {f"conversation_{column}": getattr(thread, column) for column in _THREAD}
    values |= {f"signal_{column}": getattr(signal, column) for column in _SIGNAL}
    values |= {
        "signal_whole": None if signal.whole is None else json.dumps(signal.whole),
        "signal_own": json.dumps(signal.own),
        "what": RECEIVED,
        "details": json.dumps(details),
    }
    number: int = session.connection().exec_driver_sql(_FILE, values).scalar_one()
    thread.number = signal.number = number
    return number
