"""Rows of signals as acts need them: one taken in hand."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.store.tables import Signal


def lock_signal(session: Session, signal_id: uuid.UUID) -> Signal:
    """Take a signal of the bound municipality in hand, as it is now; NotFound when there is none."""
    locked = select(Signal).where(Signal.id == signal_id).with_for_update().execution_options(populate_existing=True)
    signal = session.scalar(locked)
    if signal is None:
        raise NotFound("signal")
    return signal
