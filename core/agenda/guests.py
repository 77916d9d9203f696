"""Guests: who is invited to an item, by name, and who came; reporters are counted and never named."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.agenda.items import lock_item
from core.errors import NotFound, NotPossible, Refused
from core.intake.normalise import normalise
from core.people.sessions import Present
from core.store.tables import AgendaGuest, AgendaInvitation, Organisation, Partner, Staff

PARTNER, COLLEAGUE, ORGANISATION = "partner", "collega", "organisatie"
LONGEST_NAME = 120  # characters
MOST_PEOPLE = 5000
_MOST_DIGITS = 9  # of an id that there may be


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is invited; `came`: with how many."""

    id: int
    kind: str
    name: str
    came: int


@dataclass(frozen=True, slots=True)
class Invitable:
    """Who could be invited, without who is: partners and colleagues as (id, name), and names of organisations."""

    partners: tuple[tuple[int, str], ...]
    colleagues: tuple[tuple[uuid.UUID, str], ...]
    organisations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Presence:
    """Who came to an item: people, organisations, and how many gave signals themselves (None: nobody asked)."""

    people: int
    organisations: int
    signallers: int | None


def list_guests(session: Session, present: Present, item_id: uuid.UUID) -> tuple[Guest, ...]:
    """List who is invited to an item: partners, organisations, colleagues, each by name."""
    present.must("agenda.read")
    rows = session.scalars(select(AgendaGuest).where(AgendaGuest.item_id == item_id))
    order = (PARTNER, ORGANISATION, COLLEAGUE)
    guests = (Guest(row.id, row.kind, row.name, row.came) for row in rows)
    return tuple(sorted(guests, key=lambda guest: (order.index(guest.kind), guest.name.casefold())))


def list_invitable(session: Session, present: Present, guests: tuple[Guest, ...]) -> Invitable:
    """List who could still be invited."""
    present.must("agenda.edit")
    here = {(guest.kind, guest.name) for guest in guests}
    partners = session.execute(select(Partner.id, Partner.name).where(Partner.left_on.is_(None)).order_by(Partner.name))
    staff = session.execute(select(Staff.id, Staff.email).where(Staff.disabled_at.is_(None)).order_by(Staff.email))
    named = {name for _, name in here}
    return Invitable(
        tuple((row.id, row.name) for row in partners if (PARTNER, row.name) not in here),
        tuple((row.id, row.email) for row in staff if (COLLEAGUE, row.email) not in here),
        tuple(
            name for name in session.scalars(select(Organisation.name).order_by(Organisation.name)) if name not in named
        ),
    )


def invite(session: Session, present: Present, number: int, kind: str, whom: str) -> bool:
    """Invite a partner or colleague by id, or an organisation by name; False when it is invited. Raises NotFound.

    Nothing is sent: who on the list gets a letter, a person says (core.agenda.inviting).
    """
    present.must("agenda.edit")
    item = lock_item(session, number)
    guest: dict[str, object] = {"kind": kind}
    if kind == PARTNER:
        known = whom.isascii() and whom.isdigit() and len(whom) <= _MOST_DIGITS
        partner = session.get(Partner, int(whom)) if known else None
        if partner is None:
            raise NotFound("partner")
        guest |= {"name": partner.name, "partner_id": partner.id}
    elif kind == COLLEAGUE:
        guest |= _colleague(session, whom)
    elif kind == ORGANISATION:
        name = " ".join(normalise(whom).split())
        if not 0 < len(name) <= LONGEST_NAME:
            raise Refused("agenda: name")
        guest |= {"name": name}
    else:
        raise NotPossible("agenda: guest")
    added = insert(AgendaGuest).values(municipality_id=item.municipality_id, item_id=item.id, **guest)
    done = session.scalar(
        added.on_conflict_do_nothing(index_elements=["item_id", "kind", "name"]).returning(AgendaGuest.id)
    )
    return done is not None


def uninvite(session: Session, present: Present, number: int, guest: int) -> bool:
    """Take someone off the list; False when she is not on it, came, or was written to."""
    present.must("agenda.edit")
    item = lock_item(session, number)
    written = select(AgendaInvitation.id).where(
        AgendaInvitation.guest_id == AgendaGuest.id, AgendaInvitation.told != ""
    )
    gone = delete(AgendaGuest).where(AgendaGuest.id == guest, AgendaGuest.item_id == item.id, AgendaGuest.came == 0)
    return session.scalar(gone.where(~written.exists()).returning(AgendaGuest.id)) is not None


def count_presence(
    session: Session, present: Present, number: int, came: Mapping[int, int], others: int, signallers: int | None
) -> bool:
    """Note with how many each guest came, how many others did, and how many gave signals themselves.

    Raises Refused for a number below zero, above MOST_PEOPLE, or for more signallers than people. False when nothing
    changed.
    """
    present.must("agenda.edit")
    item = lock_item(session, number)
    guests = {row.id: row for row in session.scalars(select(AgendaGuest).where(AgendaGuest.item_id == item.id))}
    given = {id_: people for id_, people in came.items() if id_ in guests}
    people = others + sum(given.get(id_, row.came) for id_, row in guests.items())
    if any(not 0 <= number <= MOST_PEOPLE for number in (others, signallers or 0, *given.values())):
        raise Refused("agenda: people")
    if signallers is not None and signallers > people:
        raise Refused("agenda: signallers")
    before = (item.others, item.signallers, {id_: row.came for id_, row in guests.items()})
    item.others, item.signallers = others, signallers
    for id_, number_ in given.items():
        guests[id_].came = number_
    session.flush()
    return before != (item.others, item.signallers, {id_: row.came for id_, row in guests.items()})


def add_up(guests: tuple[Guest, ...], others: int, signallers: int | None) -> Presence:
    """Add up who came. Colleagues are of one organisation: the municipality's own."""
    came = [guest for guest in guests if guest.came]
    outside = {guest.name.casefold() for guest in came if guest.kind != COLLEAGUE}
    own = any(guest.kind == COLLEAGUE for guest in came)
    return Presence(others + sum(guest.came for guest in came), len(outside) + own, signallers)


def _colleague(session: Session, whom: str) -> dict[str, object]:
    try:
        staff = session.get(Staff, uuid.UUID(whom))
    except ValueError:
        staff = None
    if staff is None or staff.disabled_at is not None:
        raise NotFound("colleague")
    return {"name": staff.email, "staff_id": staff.id}
