"""Who sent a signal: looked at with a permission and a reason, noted in the audit, and shown nowhere else."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.context import Context
from core.errors import NotFound, Refused
from core.intake.seat import contact_place
from core.people.audit import note
from core.people.sessions import Present
from core.store.tables import Contact, Door, Signal

_SHORTEST, _LONGEST = 10, 300  # characters of a reason


@dataclass(frozen=True, slots=True)
class Address:
    """An address of a reporter, and the kind of door it belongs to."""

    kind: str
    address: str


def look_at_contact(
    session: Session, context: Context, present: Present, signal_id: uuid.UUID, reason: str
) -> tuple[Address, ...]:
    """Look at the addresses of who sent a signal; none when she wanted no answer, or was forgotten.

    Raises NotAllowed without the permission, Refused without a reason of some length, NotFound for an unknown signal.
    """
    present.must("signals.identity")
    why = " ".join(reason.replace("\x00", " ").split())[:_LONGEST]
    if len(why) < _SHORTEST:
        raise Refused("reason")
    found = session.execute(select(Signal.id, Signal.reporter_id).where(Signal.id == signal_id)).one_or_none()
    if found is None:
        raise NotFound("signal")
    note(session, present.place.id, present.staff_id, "contact.looked", signal_id, why)
    if found.reporter_id is None:
        return ()
    contacts = (
        select(Contact, Door.kind)
        .join(Door, Door.id == Contact.door_id)
        .where(Contact.reporter_id == found.reporter_id, Contact.address.is_not(None))
        .order_by(Contact.used_at.desc())
    )
    return tuple(
        Address(kind, context.keys.open(contact.address, contact_place(contact)).decode())
        for contact, kind in session.execute(contacts)
        if contact.address is not None
    )
