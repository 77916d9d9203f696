"""Listed: the sector of an organisation that the municipality itself lists, for a row that names it without one."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.dialogue.cleaning import plain
from core.importing.rows import Row
from core.store.tables import Organisation


def read_listed(session: Session) -> Mapping[str, str]:
    """Map the names of the municipality's organisations (folded) to their sectors."""
    listed = select(Organisation.name, Organisation.sector).where(Organisation.sector.is_not(None))
    return {plain(name): sector for name, sector in session.execute(listed.order_by(Organisation.id)) if sector}


def fill_sector(row: Row, listed: Mapping[str, str]) -> Row:
    """Give a row with the sector of the organisation that it names, unless it says one itself."""
    sector = listed.get(plain(str(row.answers.get("organisation", ""))))
    if not sector or "sector" in row.answers:
        return row
    return replace(row, answers={**row.answers, "sector": sector})
