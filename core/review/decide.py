"""Decide: a person moves a signal to a fiche, to its organisation or out; each time is kept, and can be undone."""

import uuid
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotPossible, Refused
from core.feedback.planning import plan_correction, plan_decision
from core.feedback.questions import settle_questions
from core.intake.guard import read_guard
from core.intake.normalise import normalise
from core.people.sessions import Present
from core.review.bundling import fiches_of, lock_fiche, open_fiche, put_in, remove_untouched, take_out
from core.review.decision import (
    BUNDLED,
    DECIDED,
    MOVES,
    NO_SIGNAL,
    REASONS,
    RECONSIDERED,
    REVIEWED,
    SAME,
    Decision,
    Standing,
    read_standing,
)
from core.review.signal_rows import lock_signal
from core.store.tables import Fiche, Journal, Signal

_LONGEST_MESSAGE = 1500  # characters


class NoReason(Refused):
    """No signal: one of REASONS has to be said."""


class NotTheSame(Refused):
    """There is no such other signal, it was put aside itself, or somebody else sent it."""


@dataclass(frozen=True, slots=True)
class Decided:
    """Done; `changed` is False when the same held already. `stand`: what undoing it names."""

    changed: bool
    stand: str


@dataclass(frozen=True, slots=True)
class Outrun:
    """Not done: somebody else decided since the page was opened. `standing` is how it stands now."""

    standing: Standing


def decide_signal(
    session: Session, present: Present, signal_id: uuid.UUID, decision: Decision, stand: str
) -> Decided | Outrun:
    """Move a signal, and journal what was decided, why and by whom.

    `stand`: what `read_standing` gave when the page was made. The rows are locked; deciding the same again changes
    nothing. Raises NoReason, NotTheSame, NoTitle (core.review.bundling), NotFound for an unknown signal or fiche, and
    NotPossible for a move that does not exist.
    """
    present.must("signals.decide")
    signal = lock_signal(session, signal_id)
    decision = _tidy(session, decision)
    standing = read_standing(session, signal_id)
    if signal.status == decision.to and standing.decision is not None and _says_same(standing.decision, decision):
        return Decided(changed=False, stand=standing.stand)
    if standing.stand != stand:
        return Outrun(standing)
    if decision.to not in MOVES[signal.status] or decision.to == REVIEWED:
        raise NotPossible("decision")
    _check(session, signal, decision)
    details: dict[str, Any] = {"from": signal.status, "to": decision.to}
    if decision.to == BUNDLED:
        fiche = (
            lock_fiche(session, decision.fiche)
            if decision.fiche
            else open_fiche(session, present, signal, decision.title)
        )
        if not put_in(session, present, fiche, signal):
            return Decided(changed=False, stand=standing.stand)
        details |= {"fiche": fiche.number, "title": fiche.title, **({} if decision.fiche else {"opened": True})}
    details |= {name: value for name in ("reason", "same_as", "message") if (value := getattr(decision, name))}
    return _write(session, present, signal, decision.to, DECIDED, details)


def undo_decision(session: Session, present: Present, signal_id: uuid.UUID, stand: str) -> Decided | Outrun:
    """Put a signal back in review, out of the fiche that the last decision put it in; once, not twice.

    A fiche that this decision opened and nobody touched since goes; a signal that is in another one as well stays
    bundled there.
    """
    present.must("signals.decide")
    signal = lock_signal(session, signal_id)
    standing = read_standing(session, signal_id)
    if standing.details is not None and standing.details.get("undone") == stand:
        return Decided(changed=False, stand=standing.stand)
    if standing.stand != stand:
        return Outrun(standing)
    if standing.decision is None or REVIEWED not in MOVES[signal.status]:
        raise NotPossible("decision: undo")
    details: dict[str, Any] = {"from": signal.status, "undone": stand}
    if standing.decision.to == BUNDLED:
        opened = bool(standing.details and standing.details.get("opened"))
        _leave(session, present, signal, standing.decision.fiche, untouched=opened)
        details["fiche"] = standing.decision.fiche
    return _write(session, present, signal, _back(session, signal), RECONSIDERED, details)


def release_signal(session: Session, present: Present, number: int, signal_id: uuid.UUID) -> bool:
    """Take a signal out of a fiche; in no other one, it is reviewed again. False when it is not in there."""
    present.must("signals.decide")
    signal = lock_signal(session, signal_id)
    fiche = lock_fiche(session, number)
    if not take_out(session, present, fiche, signal):
        return False
    if signal.status == BUNDLED:
        details = {"from": BUNDLED, "fiche": fiche.number, "title": fiche.title}
        _write(session, present, signal, _back(session, signal), RECONSIDERED, details)
    return True


def return_signal(
    session: Session, present: Present, number: int, signal_id: uuid.UUID, stand: str
) -> Decided | Outrun:
    """Put a signal back in the fiche that it was just taken out of; Outrun when it was decided about since."""
    present.must("signals.decide")
    signal = lock_signal(session, signal_id)
    standing = read_standing(session, signal_id)
    if signal.status != BUNDLED:
        return decide_signal(session, present, signal_id, Decision(BUNDLED, fiche=number), stand)
    if standing.stand != stand:
        return Outrun(standing)
    fiche = lock_fiche(session, number)  # it is in another one as well
    if not put_in(session, present, fiche, signal):
        return Decided(changed=False, stand=standing.stand)
    details = {"from": BUNDLED, "fiche": fiche.number, "title": fiche.title}
    return _write(session, present, signal, BUNDLED, DECIDED, details)


def _leave(session: Session, present: Present, signal: Signal, number: int, *, untouched: bool) -> None:
    """Take a signal out of a fiche, where that is still there; `untouched`: an untouched fiche goes with it.

    Where the fiche went up in another, it is taken out of that one.
    """
    fiche = session.scalar(select(Fiche).where(Fiche.number == number).with_for_update())
    while fiche is not None and fiche.merged_into_id is not None:
        fiche = session.scalar(select(Fiche).where(Fiche.id == fiche.merged_into_id).with_for_update())
    if fiche is not None and take_out(session, present, fiche, signal) and untouched:
        remove_untouched(session, fiche)


def _find_same(session: Session, signal: Signal, number: int) -> Signal | None:
    """Find the signal with a number that another may be the same as: one that stands, and of the same reporter.

    Where one of both has no known reporter, a person who knows better is believed.
    """
    other = session.scalar(select(Signal).where(Signal.number == number))
    if other is None or other.id == signal.id or other.status in (SAME, "ingetrokken"):
        return None
    known = [one for one in (signal.reporter_id, other.reporter_id) if one is not None]
    return None if len(set(known)) > 1 else other


def _tidy(session: Session, decision: Decision) -> Decision:
    """Screen the message: the journal is never rewritten, so no name may get into it."""
    message = decision.message.replace("\x00", " ").strip()[:_LONGEST_MESSAGE]
    return replace(decision, message=read_guard(session).hide(normalise(message)) if message else "")


def _says_same(one: Decision, other: Decision) -> bool:
    if one.to == BUNDLED:
        return one.fiche == other.fiche if other.fiche else one.title == " ".join(other.title.split())
    return (one.reason, one.same_as, one.message) == (other.reason, other.same_as, other.message)


def _check(session: Session, signal: Signal, decision: Decision) -> None:
    if decision.to == NO_SIGNAL and decision.reason not in REASONS:
        raise NoReason("reason")
    if decision.to == SAME and _find_same(session, signal, decision.same_as) is None:
        raise NotTheSame("same_as")


def _back(session: Session, signal: Signal) -> str:
    return BUNDLED if fiches_of(session, signal.id) else REVIEWED


def _write(session: Session, present: Present, signal: Signal, to: str, what: str, details: dict[str, Any]) -> Decided:
    signal.status = to
    entry = Journal(
        municipality_id=signal.municipality_id,
        signal_id=signal.id,
        what=what,
        actor="staff",
        staff_id=present.staff_id,
        details={**details, "to": to},
    )
    session.add(entry)
    session.flush()
    if what == DECIDED:
        settle_questions(session, signal.id)
    tell = plan_decision if what == DECIDED else plan_correction
    tell(session, present.place, signal, entry)
    return Decided(changed=True, stand=str(entry.id))
