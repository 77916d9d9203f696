"""Groups: the clusters of last night as a processor reads them, with what is still open of each."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.classify.clusters import FEWEST_ORGANISATIONS, FEWEST_SIGNALS
from core.classify.sources import Source, count_organisations
from core.dialogue.load import labels
from core.insight.clustering import OPEN_STATES
from core.opening import open_text
from core.people.sessions import Present
from core.store.tables import Cluster, Signal

OPENING = 160  # characters


@dataclass(frozen=True, slots=True)
class Opening:
    """How a signal begins, with its number."""

    id: uuid.UUID
    number: int
    text: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Group:
    """Signals that seem to tell of one problem: their telling words, theme (may be empty), and openings by date."""

    id: uuid.UUID
    words: tuple[str, ...]
    theme: str
    organisations: int
    signals: tuple[Opening, ...]

    @property
    def first(self) -> datetime:
        """When the first of them came."""
        return self.signals[0].received_at

    @property
    def last(self) -> datetime:
        """When the last of them came."""
        return self.signals[-1].received_at


def list_groups(session: Session, present: Present) -> list[Group]:
    """List the groups of the bound municipality, the largest first.

    Only what is open now counts: what was decided upon since last night is left out, and a group with it that has too
    little left. Words that do not stand in the open ones are not shown either.
    """
    present.must("signals.read")
    clusters = session.scalars(select(Cluster).order_by(Cluster.id)).all()
    ids = {signal for cluster in clusters for signal in cluster.signals}
    columns = select(
        Signal.id, Signal.number, Signal.text, Signal.received_at, Signal.organisation, Signal.sector
    ).where(Signal.id.in_(ids), Signal.status.in_(OPEN_STATES), Signal.text != "")
    rows = {row.id: row for row in session.execute(columns)}
    themes = labels("themes")
    groups: list[Group] = []
    for cluster in clusters:
        here = sorted((rows[id_] for id_ in cluster.signals if id_ in rows), key=lambda row: (row.received_at, row.id))
        organisations = count_organisations(Source(row.organisation or "", row.sector or "") for row in here)
        if len(here) < FEWEST_SIGNALS or organisations < FEWEST_ORGANISATIONS:
            continue
        texts = [row.text.lower() for row in here]
        words = tuple(word for word in cluster.words if sum(word in text for text in texts) > 1)
        openings = tuple(Opening(row.id, row.number, open_text(row.text, OPENING), row.received_at) for row in here)
        groups.append(Group(cluster.id, words, themes.get(cluster.theme or "", ""), organisations, openings))
    return sorted(groups, key=lambda group: (-len(group.signals), group.id))
