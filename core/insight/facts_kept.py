"""Keeping facts: those of the bound municipality, packed by month, brought up to date with what moved since."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
from sqlalchemy import ARRAY, BigInteger, Integer, Uuid, delete, func, literal, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.insight.facts import Facts
from core.insight.facts_around import read_begun, read_followed, read_held, read_judged, read_rated
from core.insight.facts_read import read_moved
from core.insight.fiches_followed import carry
from core.insight.sents import NOTHING, RECORD, Sents, follow_reporters, join, pack, shed
from core.store.tables import FactMonth, FactMoved

_LOCK = "signaal facts"
# Signals that are read at once.
_BLOCK = 2000


def read_facts(session: Session, since: datetime, until: datetime) -> Facts:
    """Read what was sent and begun from one moment to another, what was judged then, and all fiches."""
    every = read_every(session)
    fiches = carry(read_followed(session), every)
    return Facts(
        sent=_counted(every, since, until),
        followed=fiches,
        begun=read_begun(session, since, until),
        judged=read_judged(session, since, until),
        held=read_held(session, until),
        rated=read_rated(session, since, until),
        every=fiches,
    )


def read_sent(session: Session, since: datetime, until: datetime) -> Sents:
    """Read the signals that count and were sent from one moment to another, also those that nobody looked at yet."""
    return _counted(read_every(session), since, until)


def read_every(session: Session) -> Sents:
    """Read every signal there is, also those that count nowhere; first what moved since is packed again."""
    follow_moved(session)
    kept = session.connection().execute(select(FactMonth.rows, FactMonth.words).order_by(FactMonth.month)).all()
    return join([Sents(np.frombuffer(row.rows, RECORD), tuple(row.words.get("words", ()))) for row in kept])


def follow_moved(session: Session) -> int:
    """Pack the facts of what moved since; gives of how many signals.

    One at a time does this in a municipality. What moves in the meantime is kept for the next.
    """
    if session.execute(select(FactMoved.month).limit(1)).first() is None:
        return 0
    municipality = func.nullif(func.current_setting("signaal.municipality", True), "")  # as it is called
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(_LOCK), municipality.cast(Integer))))
    moved: defaultdict[int, list[tuple[uuid.UUID, int, int]]] = defaultdict(list)
    columns = select(FactMoved.month, FactMoved.signal_id, FactMoved.moved_in, FactMoved.municipality_id)
    for month, signal, moved_in, of in session.connection().execute(columns):
        moved[month].append((signal, moved_in, of))
    for month, rows in sorted(moved.items()):
        for begun in range(0, len(rows), _BLOCK):
            _pack_month(session, month, rows[begun : begun + _BLOCK])
    return sum(map(len, moved.values()))


def _pack_month(session: Session, month: int, moved: Sequence[tuple[uuid.UUID, int, int]]) -> None:
    ids = [row[0] for row in moved]
    kept = session.execute(select(FactMonth.rows, FactMonth.words).where(FactMonth.month == month)).first()
    before = Sents(np.frombuffer(kept.rows, RECORD), tuple(kept.words.get("words", ()))) if kept else NOTHING
    gone = {id_.bytes for id_ in ids}
    stay = np.fromiter((id_ not in gone for id_ in before["id"].tolist()), bool, len(before))
    now = pack(one for one in read_moved(session, ids) if _month_of(one.at) == month)
    made = shed(join([before.where(stay), now]))
    values = {"rows": made.rows.tobytes(), "words": {"words": made.words}}
    row = insert(FactMonth).values(municipality_id=moved[0][2], month=month, **values)
    session.execute(row.on_conflict_do_update(index_elements=["municipality_id", "month"], set_=values))
    # What moved again since it was read here has another transaction, and stays.
    pairs = (func.unnest(literal(ids, ARRAY(Uuid))), func.unnest(literal([row[1] for row in moved], ARRAY(BigInteger))))
    seen = tuple_(FactMoved.signal_id, FactMoved.moved_in).in_(select(*pairs))
    # Nor what somebody is changing now: nobody waits here for who may be waiting for this.
    free = select(FactMoved.signal_id).where(FactMoved.month == month, seen).order_by(FactMoved.signal_id)
    taken = FactMoved.signal_id.in_(free.with_for_update(skip_locked=True))
    session.execute(
        delete(FactMoved).where(FactMoved.month == month, seen, taken).execution_options(synchronize_session=False)
    )


def _month_of(moment: datetime) -> int:
    here = moment.astimezone(UTC)
    return here.year * 12 + here.month - 1


def _counted(every: Sents, since: datetime, until: datetime) -> Sents:
    counted = every.where(every["counts"])
    follow_reporters(counted.rows)
    return counted.between(since, until)
