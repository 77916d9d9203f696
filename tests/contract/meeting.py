"""Rows of the agenda and of partners, for a municipality that is filled for a test."""

from collections.abc import Generator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core.store.tables import (
    AgendaFiche,
    AgendaGuest,
    AgendaInvitation,
    AgendaItem,
    AgendaNote,
    AgendaQuote,
    Agreement,
    Approval,
    Base,
    Fiche,
    Partner,
    PartnerFiche,
    Signal,
)


def fill_meeting(session: Session, here: dict[str, Any], fiche: Fiche, signal: Signal) -> Generator[Base]:
    """Put one row in each table of the agenda and of partners."""
    at = datetime(2026, 12, 1, 13, tzinfo=UTC)
    partner = Partner(**here, name="Huis van het Kind")
    item = AgendaItem(
        **here, number=1, kind="signaaldag", title="Signaaldag", starts_at=at, ends_at=at + timedelta(hours=3)
    )
    session.add_all((partner, item))
    session.flush()
    shown = AgendaFiche(**here, item_id=item.id, fiche_id=fiche.id, place=1)
    session.add(shown)
    session.flush()
    rows: list[Base] = [
        Agreement(**here, partner_id=partner.id, signed_on=date(2026, 1, 1)),
        PartnerFiche(**here, partner_id=partner.id, fiche_id=fiche.id),
        Approval(**here, partner_id=partner.id, fiche_id=fiche.id, version=1, digest=b"words"),
        AgendaQuote(**here, agenda_fiche_id=shown.id, signal_id=signal.id, digest=b"words"),
        AgendaGuest(**here, item_id=item.id, kind="partner", name=partner.name, partner_id=partner.id),
        AgendaNote(**here, item_id=item.id, agenda_fiche_id=shown.id, kind="besluit", text="We beginnen."),
    ]
    session.add_all(rows)
    session.flush()
    invited = AgendaInvitation(**here, item_id=item.id, reporter_id=signal.reporter_id, address=b"")
    session.add(invited)
    session.flush()
    yield from (partner, item, shown, *rows, invited)
