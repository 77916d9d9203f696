"""How letters fared: why digests did not arrive, by reason and without a word of whom they were for."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.feedback.digest_posting import KIND
from core.feedback.runs import READ, RUN
from core.people.sessions import Present
from core.store.tables import DigestRun, DigestSent, Letter

_MOST, _RUNS = 6, 12


def list_failures(session: Session, present: Present) -> Mapping[int, tuple[tuple[str, int], ...]]:
    """List why letters of digests of the last runs failed, by run: reason and how many, most first."""
    if not present.may(RUN):
        present.must(READ)
    last = select(DigestRun.id).order_by(DigestRun.slot.desc()).limit(_RUNS)
    rows = session.execute(
        select(DigestSent.run_id, func.coalesce(Letter.reason, "").label("reason"), func.count().label("number"))
        .join(Letter, Letter.id == DigestSent.letter_id)
        .where(Letter.state == "failed", Letter.kind == KIND, DigestSent.run_id.in_(last))
        .group_by(DigestSent.run_id, Letter.reason)
        .order_by(func.count().desc())
    )
    found: dict[int, tuple[tuple[str, int], ...]] = {}
    for row in rows:
        found[row.run_id] = (*found.get(row.run_id, ()), (row.reason, row.number))[:_MOST]
    return found
