"""The house style: the colour of a municipality's pages, set by who may, and never one that some cannot read."""

from sqlalchemy.orm import Session

from core.errors import Refused
from core.html.colours import Judged, judge_colour, read_colour
from core.municipalities import read_municipality, set_setting
from core.people.audit import note
from core.people.sessions import Present

SETTING = "colour"
_SET, _BACK = "style.set", "style.back"


class NoColour(Refused):
    """What was typed is no colour."""


def set_colour(session: Session, by: Present, typed: str) -> Judged | None:
    """Set the colour of the municipality that is bound; empty: that of Signaal again. Gives how it can be read.

    One that cannot be read well enough is judged and not set. Raises NoColour, NotAllowed.
    """
    by.must("style.set")
    now = read_municipality(session, by.place.id).setting(SETTING)
    if not typed.strip():
        _keep(session, by, now, "")
        return None
    colour = read_colour(typed)
    if colour is None:
        raise NoColour("colour")
    judged = judge_colour(colour)
    if judged.readable:
        _keep(session, by, now, colour)
    return judged


def _keep(session: Session, by: Present, now: str, colour: str) -> None:
    if now != colour:
        set_setting(session, by.place.id, SETTING, colour)
        note(session, by.place.id, by.staff_id, _SET if colour else _BACK)
