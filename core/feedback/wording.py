"""Wording: what a letter says of an entry of the journal: fixed sentences, and what a person wrote for the reporter."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.feedback.parts import Telling, join_words, name_signals, whole_of
from core.feedback.planning import CANNOT, CLOSING_STOPPED, NO, WITHDRAWN
from core.intake.rooms import Notice
from core.store.tables import FicheSignal, Journal, Signal, Told

_DECIDED, _RECONSIDERED, _BUNDLED = "decided", "reconsidered", "gebundeld"


@dataclass(frozen=True, slots=True)
class Worded:
    """The parts of a letter, and the end of the key of its subject."""

    subject: str
    notices: tuple[Notice, ...]


def word_tellings(session: Session, tellings: Sequence[Telling]) -> Worded:
    """Word what happened to a signal, to parts of it, or to its fiche, for its reporter; what is the same once."""
    first = tellings[0]
    if first.entry.fiche_id is not None:
        return Worded("closed", word_fiche(session, find_signals(session, first.told, first.entry), first.entry))
    notices: list[Notice] = []
    if first.about.part_of is not None:
        notices += _word_split(session, tellings)
    otherwise = [one.about for one in tellings if _is_otherwise(session, one)]
    if otherwise:
        notices.append(Notice("asking.told.otherwise", {"number": _name(session, otherwise)}))
    groups: dict[str, list[Telling]] = {}
    for one in tellings:
        groups.setdefault(_mark(one.entry), []).append(one)
    for same in groups.values():
        number = _name(session, [one.about for one in same])
        if same[0].entry.what == _RECONSIDERED:
            notices.append(Notice("asking.told.reconsidered", {"number": number}))
        else:
            notices += word_decision(number, same[0].entry.details)
    entries = [one.entry for one in tellings]
    if any(entry.details.get("to") == _BUNDLED for entry in entries):
        notices.append(Notice("asking.told.gebundeld-next"))  # who gets letters hears at least how the fiche ends
    return Worded(_subject(entries), tuple(notices))


def word_decision(number: str, details: dict[str, Any]) -> tuple[Notice, ...]:
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


def word_fiche(session: Session, signals: Sequence[Signal], entry: Journal) -> tuple[Notice, ...]:
    """Word that a fiche closes, what came of it and what a person wrote of that; or that it stays open after all."""
    title = entry.details["title"]
    values: dict[str, object] = {"number": _name(session, signals), "count": len(signals), "title": title}
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


def _name(session: Session, signals: Sequence[Signal]) -> str:
    return join_words(name_signals(session, signals))


def _subject(entries: Sequence[Journal]) -> str:
    """Tell good news from an answer, in words that say nothing of what it is about; what is mixed is news."""
    if any(entry.what == _RECONSIDERED for entry in entries):
        return "news"
    bundled = {entry.details.get("to") == _BUNDLED for entry in entries}
    return "news" if len(bundled) > 1 else "news-bundled" if bundled == {True} else "news-answer"


def _mark(entry: Journal) -> str:
    """Tell what is the same for a reporter: what was decided, why, and what a person wrote."""
    said = [entry.details.get(name, "") for name in ("to", "reason", "fiche", "title", "same_as", "message")]
    return entry.what if entry.what == _RECONSIDERED else repr(said)


def _word_split(session: Session, tellings: Sequence[Telling]) -> list[Notice]:
    """Say that a signal was split, unless all of it is told the same."""
    about = [one.about for one in tellings]
    whole, same = whole_of(session, about[0]), len({_mark(one.entry) for one in tellings}) == 1
    if same and _name(session, about) == str(whole.number):
        return []
    return [Notice("asking.told.parts", {"number": whole.number})]


def _is_otherwise(session: Session, telling: Telling) -> bool:
    decided = telling.entry.what == _DECIDED
    return decided and _is_told_otherwise(session, telling.told, telling.about)


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
