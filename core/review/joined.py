"""Joined: the fiche to which a signal belongs as its reporter says, for whoever decides; it is only proposed."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from core.store.tables import Fiche, FicheSignal, Signal
from core.store.tables.fiche import CLOSED


@dataclass(frozen=True, slots=True)
class Said:
    """A fiche by its number and title; `closed`: nothing can be put in it any more; `inside`: the signal is in it."""

    number: int
    title: str
    closed: bool
    inside: bool


def read_joined(session: Session, signals: Collection[uuid.UUID]) -> dict[uuid.UUID, Said]:
    """Read which fiche the reporters of signals of the bound municipality named; one that was merged leads on.

    Always one query.
    """
    if not signals:
        return {}
    into = aliased(Fiche)
    inside = select(FicheSignal.signal_id).where(
        FicheSignal.signal_id == Signal.id,
        FicheSignal.fiche_id == func.coalesce(into.id, Fiche.id),
        FicheSignal.released_at.is_(None),
    )
    rows = session.execute(
        select(
            Signal.id,
            func.coalesce(into.number, Fiche.number).label("number"),
            func.coalesce(into.title, Fiche.title).label("title"),
            (func.coalesce(into.status, Fiche.status) == CLOSED).label("closed"),
            inside.exists().label("inside"),
        )
        .join(Fiche, Fiche.id == Signal.joins_id)
        .outerjoin(into, into.id == Fiche.merged_into_id)
        .where(Signal.id.in_(signals))
    )
    return {row.id: Said(row.number, row.title, row.closed, row.inside) for row in rows}
