"""Acts on actions: added to a fiche, reworded, moved; told in the fiche's journal, never overwritten unseen."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import NotFound, NotPossible, Refused
from core.intake.guard import read_guard
from core.intake.normalise import normalise
from core.people.sessions import Present
from core.review.action_moves import MOVES, STOPPED, Days, note_days
from core.review.action_rows import ADDED, put_action, put_words, words_of
from core.review.action_words import ActionWords, Wrong, tidy_words
from core.review.bundling import CLOSED, lock_fiche, must_stand, note_fiche
from core.review.fiches import Behind, Changed
from core.review.scope import within_fiches
from core.store.tables import Action, Fiche, Journal, Staff

EDITED, MOVED = "actions.edited", "actions.moved"
_PERMISSION = "actions.edit"
_LONGEST_REASON = 1000  # characters


def add_action(
    session: Session, present: Present, number: int, words: ActionWords, action_id: uuid.UUID
) -> Changed | Wrong:
    """Add an action to a fiche. `action_id` is the form's: the same form twice adds one.

    Raises NotPossible for a fiche that is closed or merged, NotFound.
    """
    fiche = _lock_fiche(session, present, number)
    if session.scalar(select(Action.id).where(Action.id == action_id)) is not None:
        return Changed(changed=False)
    must_stand(fiche)
    if fiche.status == CLOSED:
        raise NotPossible("fiche: closed")
    tidy = tidy_words(session, words)
    if isinstance(tidy, Wrong):
        return tidy
    put_action(session, present, fiche, tidy, action_id)
    return Changed(changed=True)


def edit_action(
    session: Session, present: Present, action_id: uuid.UUID, words: ActionWords, version: int
) -> Changed | Wrong | Behind:
    """Change what an action says. `version`: that of the page. Raises NotFound."""
    action, fiche = _lock(session, present, action_id)
    tidy = tidy_words(session, words)
    if isinstance(tidy, Wrong):
        return tidy
    if words_of(action) == tidy:
        return Changed(changed=False)
    if action.version != version:
        return _behind(session, action)
    changed = put_words(action, tidy)
    _write(session, present, action, fiche, EDITED, {"fields": changed})
    return Changed(changed=True)


@dataclass(frozen=True, slots=True)
class Asked:
    """A state that somebody asks for; one that is stopped needs a `reason`. `version`: that of the page."""

    to: str
    reason: str
    version: int


def move_action(
    session: Session, present: Present, action_id: uuid.UUID, asked: Asked, today: date
) -> Changed | Wrong | Behind:
    """Give an action another state; days follow it. Raises NotPossible outside the table, NotFound."""
    action, fiche = _lock(session, present, action_id)
    to = asked.to
    why = read_guard(session).hide(normalise(asked.reason)[:_LONGEST_REASON]).strip() if to == STOPPED else ""
    if action.version != asked.version:
        again = action.state == to and action.version == asked.version + 1  # the same form twice
        return Changed(changed=False) if again else _behind(session, action)
    if to not in MOVES[action.state]:
        raise NotPossible("action: move")
    if to == STOPPED and not why:
        return Wrong(("reason",))
    details = {"from": action.state, "to": to, **({"reason": why} if why else {})}
    days = note_days(Days(action.starts_on, action.begun_on, action.ended_on), to, today)
    action.begun_on, action.ended_on = days.begun_on, days.ended_on
    action.state, action.stop_reason = to, why
    _write(session, present, action, fiche, MOVED, details)
    return Changed(changed=True)


def _lock_fiche(session: Session, present: Present, number: int) -> Fiche:
    """Take a fiche in hand whose actions are hers to change; NotFound for another."""
    reached = select(Fiche.id).where(Fiche.number == number, *within_fiches(present, _PERMISSION))
    if session.scalar(reached) is None:
        raise NotFound("fiche")
    return lock_fiche(session, number)


def _lock(session: Session, present: Present, action_id: uuid.UUID) -> tuple[Action, Fiche]:
    """Take an action in hand, after its fiche, as whoever adds one does."""
    present.reach(_PERMISSION)
    number = session.scalar(
        select(Fiche.number).join(Action, Action.fiche_id == Fiche.id).where(Action.id == action_id)
    )
    if number is None:
        raise NotFound("action")
    fiche = _lock_fiche(session, present, number)
    locked = select(Action).where(Action.id == action_id).with_for_update()
    return session.scalars(locked.execution_options(populate_existing=True)).one(), fiche


def _behind(session: Session, action: Action) -> Behind:
    last = (
        select(Journal.at, Staff.email)
        .outerjoin(Staff, Staff.id == Journal.staff_id)
        # Of whichever fiche it was then: it goes along when that goes up in another.
        .where(Journal.fiche_id.is_not(None), Journal.what.in_((ADDED, EDITED, MOVED)))
        .where(Journal.details["action"].as_string() == str(action.id))
        .order_by(Journal.id.desc())
        .limit(1)
    )
    found = session.execute(last).one_or_none()
    if found is None:  # a form that was tampered with
        raise Refused("action: version")
    return Behind(found.email or "", found.at)


def _write(
    session: Session, present: Present, action: Action, fiche: Fiche, what: str, details: dict[str, Any]
) -> None:
    action.version += 1
    action.changed_at = session.scalar(select(func.clock_timestamp())) or action.changed_at
    session.flush()
    note_fiche(session, present, fiche, what, {"action": str(action.id), "title": action.title, **details})
