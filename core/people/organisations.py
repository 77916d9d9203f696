"""Organisations that somebody speaks for: whose coordinator she is, named when she is invited or her role changes."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import Refused
from core.people.roles import ORGANISATIE, SPEAKING
from core.store.tables import Organisation

_LONGEST = 120  # characters


class NoOrganisation(Refused):
    """Who coordinates an organisation needs one, of at most 120 characters."""


def place_organisation(session: Session, municipality_id: int, role: str, name: str) -> int | None:
    """Give the id of the organisation that someone with a role speaks for; None for who speaks for none.

    One that is not listed yet is added; however its name is written, it is the same. Raises NoOrganisation.
    """
    name = " ".join(name.split())
    if role not in SPEAKING or (not name and role != ORGANISATIE):
        return None
    if not 0 < len(name) <= _LONGEST:
        raise NoOrganisation("organisation")
    same = func.fold_name(Organisation.name) == func.fold_name(name)
    listed = select(Organisation.id).where(Organisation.municipality_id == municipality_id, same)
    found = session.scalar(listed.order_by(Organisation.id).limit(1))
    if found is not None:
        return found
    added = Organisation(municipality_id=municipality_id, name=name)
    session.add(added)
    session.flush()
    return added.id
