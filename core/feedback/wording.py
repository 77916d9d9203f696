"""Wording: what a letter says of an entry of the journal: fixed sentences, and what a person wrote for the reporter."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.feedback.planning import CANNOT, CLOSING_STOPPED, NO, WITHDRAWN
from core.intake.rooms import Notice
from core.store.tables import FicheSignal, Journal, Signal, Told

_DECIDED, _RECONSIDERED = "decided", "reconsidered"


@dataclass(frozen=True, slots=True)
class Worded:
    """The parts of a letter, and the end of the key of its subject."""

    subject: str
    notices: tuple[Notice, ...]


def word_entry(session: Session, told: Told, entry: Journal, signal: Signal) -> Worded:
    """Word what happened to a signal or its fiche, for its reporter."""
    if entry.fiche_id is not None:
        return Worded("closed", word_fiche(_numbers(session, told, entry), entry))
    if entry.what == _RECONSIDERED:
        return Worded("news", (Notice("asking.told.reconsidered", {"number": signal.number}),))
    notices = word_decision(signal.number, entry.details)
    if _is_told_otherwise(session, told, signal):
        notices = (Notice("asking.told.otherwise", {"number": signal.number}), *notices)
    return Worded("news", notices)


def word_decision(number: int, details: dict[str, Any]) -> tuple[Notice, ...]:
    """Word a decision, from the details of its entry: what was decided and why, then what a person wrote."""
    to, reason = details["to"], details.get("reason", "")
    key = f"asking.told.{to}.{reason}" if reason else f"asking.told.{to}"
    values: dict[str, object] = {
        "number": number,
        "title": details.get("title", ""),
        "same": details.get("same_as", ""),
    }
    message = details.get("message", "")
    return (Notice(key, values), *([Notice("asking.told.message", {"message": message})] if message else []))


def word_fiche(numbers: Sequence[int], entry: Journal) -> tuple[Notice, ...]:
    """Word that a fiche closes, what came of it and what a person wrote of that; or that it stays open after all."""
    *others, last = (str(number) for number in numbers)
    which = f"{', '.join(others)} en {last}" if others else last
    values: dict[str, object] = {"number": which, "count": len(numbers), "title": entry.details["title"]}
    if entry.what == CLOSING_STOPPED:
        return (Notice("closing.told.stopped", values),)
    outcome, told = entry.details["outcome"], entry.details["told"]
    said = Notice("asking.told.message", {"message": told})
    return (Notice("closing.told.closed", values), Notice(f"closing.told.{outcome}"), said)


def find_signals(session: Session, told: Told, entry: Journal) -> list[Signal]:
    """Find the signals of a reporter that carry a fiche, the first first."""
    carried = select(Signal).join(FicheSignal, FicheSignal.signal_id == Signal.id)
    mine = (Signal.reporter_id == told.reporter_id, Signal.status != "ingetrokken", Signal.wants != NO)
    held = carried.where(FicheSignal.fiche_id == entry.fiche_id, FicheSignal.released_at.is_(None), *mine)
    return list(session.scalars(held.order_by(Signal.number)))


def _numbers(session: Session, told: Told, entry: Journal) -> list[int]:
    return [signal.number for signal in find_signals(session, told, entry)]


def _is_told_otherwise(session: Session, told: Told, signal: Signal) -> bool:
    """Tell whether the last letter about this signal said something that was undone since."""
    before = (
        select(Journal.id, Journal.what)
        .join(Told, Told.entry_id == Journal.id)
        .where(Journal.signal_id == signal.id, Told.reporter_id == told.reporter_id, Journal.id < told.entry_id)
        .where(Told.state.not_in((WITHDRAWN, CANNOT)))
        .order_by(Journal.id.desc())
        .limit(1)
    )
    last = session.execute(before).one_or_none()
    if last is None or last.what != _DECIDED:
        return False
    undone = select(Journal.id).where(Journal.signal_id == signal.id, Journal.what == _RECONSIDERED)
    return session.scalar(undone.where(Journal.id > last.id, Journal.id < told.entry_id).limit(1)) is not None
