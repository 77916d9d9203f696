"""Reading a year as everybody may know it: counts that a person released, and public fiches that something came of."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.feedback.digest_year import Came, Year
from core.feedback.schedule import BRUSSELS
from core.review.fiches import MOVED
from core.review.public_texts import APPROVED, FEWEST
from core.store.tables import Fiche, FicheSignal, Journal, PublicText, Release, Signal

_THEMES, _CLOSED, _ACTED = "themes", "afgerond", "in-actie"


def read_year(session: Session, number: int) -> Year:
    """Read a year of the bound municipality, in two queries."""
    return Year(number, _released(session, number), _came(session, number))


def _released(session: Session, number: int) -> dict[str, int]:
    """Give what was released of the year by theme; what is hidden is left out, not counted in anything."""
    cells = session.scalar(select(Release.cells).where(Release.facet == _THEMES, Release.period == str(number)))
    return {key: int(count) for key, (count, shown) in (cells or {}).items() if shown and count}


def _came(session: Session, number: int) -> list[Came]:
    year = func.extract("year", func.timezone(str(BRUSSELS), Journal.at))
    moved = select(Journal.fiche_id).where(
        Journal.what == MOVED, Journal.fiche_id.is_not(None), year == number,
        Journal.details["to"].as_string().in_((_CLOSED, _ACTED)),
    )  # fmt: skip
    carried = (
        select(FicheSignal.fiche_id)
        .join(Signal, Signal.id == FicheSignal.signal_id)
        .where(FicheSignal.released_at.is_(None), Signal.status != "ingetrokken")
        .group_by(FicheSignal.fiche_id)
        .having(func.count() >= FEWEST)
    )
    rows = session.execute(
        select(PublicText.title, Fiche.themes, Fiche.outcome)
        .join(Fiche, Fiche.id == PublicText.fiche_id)
        .where(PublicText.state == APPROVED, Fiche.status.in_((_CLOSED, _ACTED)))
        .where(Fiche.id.in_(moved), Fiche.id.in_(carried))
        .order_by(Fiche.number)
    )
    return [Came(row.title, tuple(row.themes), row.outcome or "") for row in rows]
