"""Actions that go along when their fiche goes up in another: those still to be done, and back when that is undone."""

import uuid
from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.review.action_moves import OPEN
from core.store.tables import Action, Fiche


def take_along(session: Session, giver: Fiche, taker: Fiche) -> list[str]:
    """Let the open actions of a locked fiche go to another, and give their ids; what is over stays where it was."""
    still = select(Action.id).where(Action.fiche_id == giver.id, Action.state.in_(OPEN)).with_for_update()
    ids = list(session.scalars(still.order_by(Action.id)))
    _put(session, ids, taker)
    return [str(id_) for id_ in ids]


def bring_back(session: Session, ids: Collection[str], giver: Fiche, taker: Fiche) -> None:
    """Let actions that went along come back as they are now, where they did not go on to yet another fiche."""
    there = select(Action.id).where(Action.id.in_([uuid.UUID(id_) for id_ in ids]), Action.fiche_id == taker.id)
    _put(session, list(session.scalars(there.with_for_update())), giver)


def _put(session: Session, ids: Collection[uuid.UUID], fiche: Fiche) -> None:
    if ids:
        session.execute(update(Action).where(Action.id.in_(ids)).values(fiche_id=fiche.id))
