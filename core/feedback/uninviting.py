"""Uninviting: who hears that her fiche closes is not invited a moment later to come and talk about it."""

import uuid

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, aliased

from core.feedback.planning import FAILED, PLANNED, QUEUED, take_letters_back
from core.store.tables import AgendaFiche, AgendaInvitation, Closing, Fiche, FicheSignal, Signal


def stop_inviting_about(session: Session, fiche_id: uuid.UUID) -> int:
    """Take back the first invitations that did not leave yet, of reporters with no other open fiche on that table.

    Gives how many. They go altogether, so that who stops the closing can invite them again.
    """
    here, there = aliased(AgendaFiche), aliased(AgendaFiche)
    hers = select(FicheSignal.fiche_id).join(Signal, Signal.id == FicheSignal.signal_id)
    hers = hers.where(Signal.reporter_id == AgendaInvitation.reporter_id, FicheSignal.released_at.is_(None))
    closing = select(Closing.fiche_id).where(Closing.fiche_id == there.fiche_id)
    other = (
        select(there.id)
        .join(Fiche, Fiche.id == there.fiche_id)
        .where(there.item_id == AgendaInvitation.item_id, there.fiche_id != fiche_id, there.fiche_id.in_(hers))
        .where(Fiche.status != "afgerond", ~closing.exists())
    )
    waiting = (
        select(AgendaInvitation)
        .join(here, here.item_id == AgendaInvitation.item_id)
        .where(here.fiche_id == fiche_id, here.fiche_id.in_(hers), ~other.exists())
        .where(AgendaInvitation.state.in_((PLANNED, QUEUED, FAILED)), AgendaInvitation.told_before == "")
        .with_for_update(of=AgendaInvitation)
    )
    # What was told already and is planned again is a change of day: who got the first letter hears of it.
    rows = [row for row in session.scalars(waiting) if row.state != PLANNED or not row.told]
    dropped = take_letters_back(session, [row.letter_id for row in rows if row.letter_id is not None])
    gone = [row.id for row in rows if row.state == PLANNED or row.letter_id in dropped]
    session.execute(delete(AgendaInvitation).where(AgendaInvitation.id.in_(gone)))
    return len(gone)
