"""What a reporter heard in digests, said of them, and wrote back, for herself."""

import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.store.tables import DigestSent, Fiche, Improvement, Remark, Signal


def gather_heard(session: Session, reporter_id: uuid.UUID) -> dict[str, Any]:
    """Gather the digests she got and whether they were useful, what she sees of closed fiches, and what she wrote back.

    What she answered to the yearly questions is kept without a way back to her, so it is not here.
    """
    digests = select(DigestSent).where(DigestSent.reporter_id == reporter_id).order_by(DigestSent.made_at)
    improved = (
        select(Fiche.title, Improvement.answer, Improvement.answered_at)
        .join(Fiche, Fiche.id == Improvement.fiche_id)
        .where(Improvement.reporter_id == reporter_id)
        .order_by(Improvement.id)
    )
    remarks = (
        select(Remark, Signal.number)
        .outerjoin(Signal, Signal.id == Remark.signal_id)
        .where(Remark.reporter_id == reporter_id)
        .order_by(Remark.said_at)
    )
    return {
        "digests": [
            {"made_at": row.made_at.isoformat(), "kind": row.kind, "useful": row.useful}
            for row in session.scalars(digests)
        ],
        "improvement": [
            {"fiche": row.title, "answer": row.answer, "answered_at": row.answered_at.isoformat()}
            for row in session.execute(improved)
        ],
        "written_back": [
            {
                "said_at": row.Remark.said_at.isoformat(),
                "text": row.Remark.text,
                "signal": row.number,
                "state": row.Remark.state,
                "answer": row.Remark.answer,
            }
            for row in session.execute(remarks)
        ],
    }
