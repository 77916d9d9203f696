"""What outlived a meeting: who was invited and what she answered go soon, what was noted when signals of its day go."""

from sqlalchemy import ColumnElement, String, and_, cast, delete, literal, select, update
from sqlalchemy.orm import Session

from core.privacy.periods import Category, Limits, Part, change
from core.store.tables import AgendaGuest, AgendaInvitation, AgendaItem, AgendaNote

_COLLEAGUE = "collega"


def _over(limits: Limits, period: str) -> ColumnElement[bool]:
    ended = select(AgendaItem.id).where(AgendaItem.ends_at < limits.before(period))
    table = AgendaNote if period == "signals" else AgendaInvitation
    return table.item_id.in_(ended)


def _every(_limits: Limits) -> ColumnElement[bool]:
    return literal(value=True)


def _invitations(limits: Limits) -> ColumnElement[bool]:
    return _over(limits, "guests")


def _erase_invitations(session: Session, limits: Limits) -> int:
    return change(session, delete(AgendaInvitation).where(_invitations(limits)))


def _colleagues(_limits: Limits) -> ColumnElement[bool]:
    """Guests that are named by the address of a colleague."""
    return and_(AgendaGuest.kind == _COLLEAGUE, AgendaGuest.name.contains("@"))


def _old_colleagues(limits: Limits) -> ColumnElement[bool]:
    ended = select(AgendaItem.id).where(AgendaItem.ends_at < limits.before("guests"))
    return and_(_colleagues(limits), AgendaGuest.item_id.in_(ended))


def _unname_colleagues(session: Session, limits: Limits) -> int:
    """Leave that a colleague was there, and with how many; who it was is told by no name any more."""
    nameless = {"name": literal(f"{_COLLEAGUE} ") + cast(AgendaGuest.id, String), "staff_id": None}
    return change(session, update(AgendaGuest).where(_old_colleagues(limits)).values(nameless))


def _notes(limits: Limits) -> ColumnElement[bool]:
    return _over(limits, "signals")


def _erase_notes(session: Session, limits: Limits) -> int:
    return change(session, delete(AgendaNote).where(_notes(limits)))


GUESTS = Category(
    "guests",
    (
        Part(AgendaInvitation, _every, _invitations, _erase_invitations),
        Part(AgendaGuest, _colleagues, _old_colleagues, _unname_colleagues),
    ),
)
NOTES = Category("notes", (Part(AgendaNote, _every, _notes, _erase_notes),))
