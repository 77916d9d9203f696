"""How far someone's permissions reach, as conditions for what is read: the fiches she pulls, those that are shown."""

from sqlalchemy import ColumnElement

from core.people.roles import ALL, OWN
from core.people.sessions import Present
from core.store.tables import Fiche

# What a policy maker sees: what was prioritised, and what became of it.
SHOWN_STATES = ("geprioriteerd", "in-actie", "bovenlokaal", "afgerond")


def within_fiches(present: Present, permission: str) -> list[ColumnElement[bool]]:
    """Give the conditions under which someone has a permission for a fiche; NotAllowed when for none.

    A fiche outside them is to her as one that does not exist.
    """
    far = present.reach(permission)
    if far == ALL:
        return []
    return [Fiche.puller_id == present.staff_id if far == OWN else Fiche.status.in_(SHOWN_STATES)]
