"""Rows of actions as fiches need them: one put beside a fiche and told in its journal; how many are to be done."""

import uuid
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.people.sessions import Present
from core.review.action_moves import OPEN
from core.review.action_words import ActionWords
from core.review.bundling import note_fiche
from core.store.tables import Action, Fiche

ADDED = "actions.added"


def put_action(
    session: Session, present: Present, fiche: Fiche, words: ActionWords, action_id: uuid.UUID | None = None
) -> Action:
    """Put an action beside a locked fiche, its words tidied and screened (core.review.action_words)."""
    action = Action(id=action_id or uuid.uuid4(), municipality_id=fiche.municipality_id, fiche_id=fiche.id, title="")
    put_words(action, words)
    session.add(action)
    session.flush()
    note_fiche(session, present, fiche, ADDED, {"action": str(action.id), "title": action.title})
    return action


def put_words(action: Action, words: ActionWords) -> list[str]:
    """Let an action say this, and name what changed."""
    values: dict[str, Any] = {**asdict(words), "partners": list(words.partners)}
    changed = [name for name, value in values.items() if getattr(action, name) != value]
    for name in changed:
        setattr(action, name, values[name])
    return changed


def words_of(action: Action) -> ActionWords:
    """Give what an action says."""
    said: dict[str, Any] = {field.name: getattr(action, field.name) for field in fields(ActionWords)}
    said["partners"] = tuple(action.partners)
    return ActionWords(**said)


def count_open_actions(session: Session, fiche_id: uuid.UUID) -> int:
    """Count the actions of a fiche that are still to be done."""
    still = select(func.count()).where(Action.fiche_id == fiche_id, Action.state.in_(OPEN))
    return session.scalar(still) or 0
