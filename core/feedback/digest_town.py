"""Reading what holds for everybody: the fiches that digests may tell of, how they stand, and their entries."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import false, func, or_, select, tuple_
from sqlalchemy.orm import Session

from core.feedback.digest_facts import Doing, Entry, FicheFact, Meeting, Town
from core.feedback.digest_own import TELLABLE
from core.review.public_texts import APPROVED, FEWEST
from core.store.among import among
from core.store.tables import Action, AgendaFiche, AgendaItem, Fiche, FicheSignal, Journal, PublicText, Signal
from core.store.tables.fiche import OUTSIDE

_CERTAIN = "vast"
_WITHDRAWN = "ingetrokken"
# By fiche: signals, people, and the sectors of which enough people told it.
Counts = tuple[int, int, frozenset[str]]


def read_town(session: Session, own: Collection[uuid.UUID], since: datetime, *, only_own: bool = False) -> Town:
    """Read these fiches, and those of which everybody may know; of the latter no entries from before `since`.

    `only_own`: these fiches alone.
    """
    others = false() if only_own else PublicText.fiche_id.is_not(None)
    rows = session.execute(
        select(Fiche, PublicText.title.label("public"))
        .outerjoin(PublicText, (PublicText.fiche_id == Fiche.id) & (PublicText.state == APPROVED))
        .where(or_(among(Fiche.id, own), others), Fiche.merged_into_id.is_(None))
        .order_by(Fiche.number)
    ).all()
    ids = [row.Fiche.id for row in rows]
    counts, doings, meetings = _count(session, ids), _doings(session, ids), _meetings(session, ids)
    fiches = {
        row.Fiche.id: _fact(
            row.Fiche,
            row.public or "",
            counts.get(row.Fiche.id, (0, 0, frozenset())),
            (doings[row.Fiche.id], meetings[row.Fiche.id]),
        )
        for row in rows
    }
    return Town(fiches, _entries(session, ids, own, since))


def _fact(fiche: Fiche, public: str, counts: Counts, beside: tuple[list[Doing], list[Meeting]]) -> FicheFact:
    signals, reporters, sectors = counts
    return FicheFact(
        id=fiche.id,
        number=fiche.number,
        title=fiche.title,
        status=fiche.status,
        puller=(fiche.puller or "") if fiche.puller_answer == OUTSIDE else "",
        puller_answer=fiche.puller_answer or "",
        review_on=fiche.review_on,
        outcome=fiche.outcome or "",
        public_title=public,
        signals=signals,
        reporters=reporters,
        sectors=sectors,
        doings=tuple(beside[0]),
        meetings=tuple(beside[1]),
    )


def _count(session: Session, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Counts]:
    """Count signals and people of each fiche, in all and by sector; who is not known is nobody else."""
    rows = session.execute(
        select(
            FicheSignal.fiche_id,
            Signal.sector,
            func.grouping(Signal.sector).label("all"),
            func.count().label("signals"),
            func.count(Signal.reporter_id.distinct()).label("reporters"),
        )
        .join(Signal, Signal.id == FicheSignal.signal_id)
        .where(among(FicheSignal.fiche_id, ids), FicheSignal.released_at.is_(None), Signal.status != _WITHDRAWN)
        .group_by(func.grouping_sets(tuple_(FicheSignal.fiche_id), tuple_(FicheSignal.fiche_id, Signal.sector)))
    ).all()
    sectors: dict[uuid.UUID, set[str]] = defaultdict(set)
    for row in rows:
        if not row.all and row.sector and row.reporters >= FEWEST:
            sectors[row.fiche_id].add(row.sector)
    return {row.fiche_id: (row.signals, row.reporters, frozenset(sectors[row.fiche_id])) for row in rows if row.all}


def _doings(session: Session, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[Doing]]:
    found: dict[uuid.UUID, list[Doing]] = defaultdict(list)
    for action in session.scalars(
        select(Action).where(among(Action.fiche_id, ids)).order_by(Action.added_at, Action.id)
    ):
        doing = Doing(
            str(action.id), action.title, action.state, action.due_on, action.after.strip(), action.stop_reason
        )
        found[action.fiche_id].append(doing)
    return found


def _meetings(session: Session, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[Meeting]]:
    rows = session.execute(
        select(AgendaFiche.fiche_id, AgendaItem.number, AgendaItem.kind, AgendaItem.starts_at, AgendaItem.status)
        .join(AgendaItem, AgendaItem.id == AgendaFiche.item_id)
        .where(among(AgendaFiche.fiche_id, ids))
        .order_by(AgendaItem.starts_at, AgendaItem.number)
    )
    found: dict[uuid.UUID, list[Meeting]] = defaultdict(list)
    for row in rows:
        found[row.fiche_id].append(Meeting(row.number, row.kind, row.starts_at, row.status == _CERTAIN))
    return found


def _entries(
    session: Session, ids: Sequence[uuid.UUID], own: Collection[uuid.UUID], since: datetime
) -> Mapping[uuid.UUID, tuple[Entry, ...]]:
    rows = session.execute(
        select(Journal.id, Journal.fiche_id, Journal.what, Journal.at, Journal.details)
        .where(among(Journal.fiche_id, ids), Journal.what.in_(TELLABLE))
        .where(or_(among(Journal.fiche_id, own), Journal.at >= since))
        .order_by(Journal.id)
    )
    found: dict[uuid.UUID, list[Entry]] = defaultdict(list)
    for row in rows:
        found[row.fiche_id].append(Entry(row.id, row.fiche_id, row.what, row.at, row.details))
    return {id_: tuple(entries) for id_, entries in found.items()}
