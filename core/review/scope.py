"""How far permissions reach, as conditions for what is read: one's organisation's signals, the fiches one pulls.

A signal is of an organisation when it carries its name, however that was written (docs/decisions/0016).
"""

from sqlalchemy import ColumnElement, func, select

from core.people.roles import ALL, OWN
from core.people.sessions import Present
from core.store.tables import Fiche, FicheSignal, Signal

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


def within_signals(present: Present, permission: str) -> list[ColumnElement[bool]]:
    """Give the conditions under which someone has a permission for a signal; NotAllowed when for none.

    Who speaks for no organisation reaches none: no signal has an empty name for a key.
    """
    far = present.reach(permission)
    return [] if far == ALL else [Signal.organisation_key == func.fold_name(present.organisation)]


def carried_within(present: Present, permission: str) -> list[ColumnElement[bool]]:
    """Give the conditions under which a fiche holds a signal that someone has a permission for."""
    reached = within_signals(present, permission)
    if not reached:
        return []
    carrying = (
        select(FicheSignal.id)
        .join(Signal, Signal.id == FicheSignal.signal_id)
        .where(FicheSignal.fiche_id == Fiche.id, FicheSignal.released_at.is_(None))
        .where(Signal.status != "ingetrokken", *reached)
    )
    return [carrying.exists()]
