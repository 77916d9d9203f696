"""What the documents ask for: who answers questions, the DPO, the seat, who keeps the server."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from core.joining.setting import is_contact
from core.kit.facts import OWN
from core.municipalities import read_municipality, set_setting
from core.people.audit import note
from core.people.sessions import Present

READ, SET = "kit.read", "kit.set"
LONGEST = 200
_ASKED = ("contact", "dpo")


def set_own(session: Session, present: Present, typed: Mapping[str, str]) -> tuple[str, ...]:
    """Set what was typed, where it differs, and name the fields that cannot be; then nothing is set."""
    present.must(SET)
    tidy = {name: " ".join(typed.get(name, "").split()) for name in OWN}
    if wrong := tuple(name for name, value in tidy.items() if not _fits(name, value)):
        return wrong
    place = read_municipality(session, present.place.id)
    for name, value in tidy.items():
        if value != place.setting(OWN[name]):
            set_setting(session, place.id, OWN[name], value)
            note(session, place.id, present.staff_id, f"kit.{name}")
    return ()


def _fits(name: str, value: str) -> bool:
    """Tell whether it can be; who is asked is an address that can be written to or opened."""
    return not value or (len(value) <= LONGEST and (name not in _ASKED or is_contact(value)))
