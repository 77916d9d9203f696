"""The switch of the model: a municipality turns it off and on; who did it, and when, stands in the audit."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.municipalities import read_municipality, set_setting
from core.people.audit import note
from core.people.sessions import Present
from core.store.tables import Audit, Staff

_SETTING = "model"
_ON, _OFF = "model.on", "model.off"


@dataclass(frozen=True, slots=True)
class Switch:
    """Whether the model proposes here, and since when somebody let it, or not: her e-mail, where it is known."""

    on: bool
    at: datetime | None = None
    by: str = ""


def switch_model(session: Session, by: Present, *, on: bool) -> bool:
    """Turn the model on or off for the municipality that is bound; False when it stood so already.

    From then on nothing is proposed and no proposal is shown; what people chose stays. Raises NotAllowed.
    """
    by.must("model.set")
    if bool(read_municipality(session, by.place.id).setting(_SETTING)) == on:
        return False
    set_setting(session, by.place.id, _SETTING, "ja" if on else "nee")
    note(session, by.place.id, by.staff_id, _ON if on else _OFF)
    return True


def read_switch(session: Session, by: Present) -> Switch:
    """Read how the switch stands in the municipality that is bound."""
    place = read_municipality(session, by.place.id)
    on = bool(place.setting(_SETTING))
    if _SETTING not in place.settings:
        return Switch(on)
    last = (
        select(Audit.at, Staff.email)
        .outerjoin(Staff, Staff.id == Audit.staff_id)
        .where(Audit.municipality_id == place.id, Audit.action == (_ON if on else _OFF))
        .order_by(Audit.id.desc())
        .limit(1)
    )
    found = session.execute(last).one_or_none()
    return Switch(on, found.at, found.email or "") if found else Switch(on)
