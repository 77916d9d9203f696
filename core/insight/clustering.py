"""Clustering: each night, which signals in no fiche yet seem to tell of one problem, stored for the panel."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from core.classify.clusters import Cluster as Found
from core.classify.clusters import Member, find_clusters
from core.classify.model import Model
from core.classify.nearest import read_vector
from core.classify.sources import Source
from core.context import Context
from core.insight.facts_kept import follow_moved
from core.insight.labels_held import held_or_shown
from core.municipalities import read_municipality
from core.store.tables import Cluster, Proposal, Signal

# A signal may be clustered while it is in no fiche and nobody decided otherwise.
OPEN_STATES = ("nieuw", "in-nazicht")
_LOOKED_BACK = timedelta(days=365)
# The newest; the time that joining takes grows with the square of those of one theme.
_MOST = 5000
_LOCK = "signaal clusters"


class Clustering:
    """Finds the clusters of a municipality."""

    def __init__(self, context: Context) -> None:
        """Take the store and the models."""
        self._context = context

    def renew(self, municipality: int) -> int:
        """Find the clusters of a municipality and let them stand in the place of the last; gives how many.

        Doing it twice changes nothing. Where proposals are switched off there are none.
        """
        with self._context.store.tenant(municipality) as session:
            # What was taken out of signals leaves the facts that are kept of them too, also where nobody looks.
            follow_moved(session)
            place = read_municipality(session, municipality)
            model = self._context.shelf.model(place.slug) if place.setting("model") else None
            members = self._read(session, model) if model else []
            before = {id_: frozenset(ids) for id_, ids in session.execute(select(Cluster.id, Cluster.signals))}
        # Minutes of computing at most, outside any transaction.
        found = find_clusters(members, before)
        with self._context.store.tenant(municipality) as session:
            session.execute(select(func.pg_advisory_xact_lock(func.hashtext(_LOCK), municipality)))
            _replace(session, municipality, found)
        return len(found)

    def _read(self, session: Session, model: Model) -> list[Member]:
        rows = session.execute(
            select(
                Signal.id,
                Signal.text,
                Signal.themes,
                Signal.labelled_at,
                Signal.organisation,
                Signal.sector,
                Proposal.content,
                Proposal.vector,
            )
            .join(Proposal, Proposal.signal_id == Signal.id)
            .where(
                Signal.status.in_(OPEN_STATES),
                Signal.received_at > self._context.clock() - _LOOKED_BACK,
                Proposal.model == model.name,
                Proposal.vector.is_not(None),
            )
            .order_by(Signal.received_at.desc())
            .limit(_MOST)
        )
        return [
            Member(row.id, theme, row.text, Source(row.organisation or "", row.sector or ""), vector, sure)
            for row in rows
            for vector in (read_vector(row.vector),)
            for theme, sure in (_place(row),)
        ]


def _place(row: Any) -> tuple[str, bool]:
    """Say among which theme a signal is compared: the first that counts, else the likeliest, which is not sure."""
    counting = held_or_shown("themes", row.themes, row.content, labelled=row.labelled_at is not None)
    best = [entry["key"] for entry in row.content.get("best", [])]
    return (counting[0], True) if counting else (best[0] if best else "", False)


def _replace(session: Session, municipality: int, found: Sequence[Found]) -> None:
    session.execute(delete(Cluster))
    told = {id_ for cluster in found for id_ in cluster.members}
    columns = select(Signal.id, Signal.received_at).where(Signal.id.in_(told), Signal.text != "")
    at = {row.id: row.received_at for row in session.execute(columns)}
    for cluster in found:
        moments = [at[member] for member in cluster.members if member in at]
        # Words that went while we computed name no group any more; the next night finds what is left of it.
        if len(moments) == len(cluster.members):
            session.add(
                Cluster(
                    id=cluster.id,
                    municipality_id=municipality,
                    theme=cluster.theme or None,
                    words=list(cluster.words),
                    signals=list(cluster.members),
                    organisations=cluster.organisations,
                    first_at=min(moments),
                    last_at=max(moments),
                )
            )
    session.flush()
