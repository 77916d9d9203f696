"""The installation's owner: how each municipality fares, in counts; adding one, inviting its first.

What she learns of other municipalities comes from functions of the database that look for themselves whether her
session is an owner's, and that give numbers and moments only (migrations/sql/0030_installation.sql).
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import NotFound, NotPossible, Refused
from core.municipalities import read_municipality, read_new
from core.people.audit import note
from core.people.invite import invite
from core.people.roles import BEHEERDER, COORDINATOR, VERWERKER
from core.people.sessions import Present
from core.store.engine import Writing, bind

# Who may be the first of a municipality; whoever comes after is invited from within.
FIRST = (COORDINATOR, VERWERKER, BEHEERDER)
_READ, _SET = "installation.read", "installation.set"


class IsThere(Refused):
    """A municipality has this short name already."""


@dataclass(frozen=True, slots=True)
class Fares:
    """How a municipality fares: who can sign in, who is invited, its own mailboxes and those in trouble, what waits.

    `undecided`: signals without a decision; `stuck`: deliveries that were set aside; `last_letter`: when one was sent.
    """

    id: int
    slug: str
    name: str
    people: int
    invited: int
    doors: int
    troubled: int
    undecided: int
    stuck: int
    last_letter: datetime | None


def list_fares(session: Session, present: Present) -> tuple[Fares, ...]:
    """List every municipality with how it fares, by name."""
    present.must(_READ)
    names = (
        "id", "slug", "name", "people", "invited", "doors", "troubled", "undecided", "stuck", "last_letter",
    )  # fmt: skip
    state = func.installation_state(present.token_hash).table_valued(*names)
    return tuple(Fares(*row) for row in session.execute(select(state)))


def add_place(session: Session, present: Present, slug: str, name: str, nis: str) -> None:
    """Add a municipality with defaults, by the rules of `add_municipality`. Raises Refused, IsThere."""
    present.must(_SET)
    slug, name, code = read_new(slug.strip(), name, nis.strip() or None)
    added = session.scalar(select(func.add_tenant(present.token_hash, slug, name, code)))
    if added is None:
        raise IsThere("slug")
    note(session, present.place.id, present.staff_id, "municipality.added", added)


@contextmanager
def acting_for(session: Writing, present: Present, slug: str) -> Generator[Present]:
    """Bind a transaction to a municipality and give the owner as who sets things there; afterwards it is her own again.

    What is done within is settings only: she reads no signal, no letter and no name of a reporter. For her own
    municipality, anyone: as she is. Raises NotAllowed, NotFound for no such municipality.
    """
    if slug == present.place.slug:
        yield present
        return
    present.must(_SET)
    found = next((fares.id for fares in list_fares(session, present) if fares.slug == slug), None)
    if found is None:
        raise NotFound("municipality")
    bind(session, found)
    try:
        yield replace(present, place=read_municipality(session, found))
        session.flush()
    finally:
        bind(session, present.place.id)


def invite_first(session: Writing, present: Present, slug: str, email: str, role: str) -> str:
    """Invite the first of a municipality where nobody works yet, and return the token of her link.

    Raises NotFound for no such municipality, NotPossible where somebody works, Refused for an address or role that
    cannot be. Afterwards the transaction is bound to the owner's own municipality again.
    """
    present.must(_SET)
    place = next((fares for fares in list_fares(session, present) if fares.slug == slug), None)
    if place is None:
        raise NotFound("municipality")
    if place.people:
        raise NotPossible("municipality: somebody works there")
    if role not in FIRST:
        raise Refused("role")
    note(session, present.place.id, present.staff_id, "municipality.invited", place.id)
    bind(session, place.id)
    try:
        token = invite(session, place.id, email, role, present)
        session.flush()
    finally:
        bind(session, present.place.id)
    return token
