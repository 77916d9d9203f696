"""Own mailboxes: those that a municipality set itself, each a door of its own, with its secrets sealed."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from core.errors import NotFound, Refused
from core.mailbox_settings import SIGN_INS, OwnMailbox, Secret, wrong_fields
from core.people.audit import note
from core.people.sessions import Present
from core.privacy.keys import Keys, Place
from core.store.tables import Door, Municipality

GOOD = "good"
MOST = 10
_KIND = "mail"


@dataclass(frozen=True, slots=True)
class Listed:
    """An own mailbox as a page shows it. `state`: empty (not tried yet), good, or the code of what is wrong."""

    id: int
    mailbox: OwnMailbox
    active: bool
    state: str
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Watched:
    """An own mailbox as who watches them all finds it, without how to reach it; another `changed_at`: read it again."""

    id: int
    municipality_id: int
    slug: str
    changed_at: datetime


def add_mailbox(session: Session, keys: Keys, by: Present, mailbox: OwnMailbox, secret: Secret) -> int:
    """Add a mailbox of the municipality that is bound, and return its id. Raises Refused for what cannot be."""
    _check(mailbox, secret)
    if len(list_own(session)) >= MOST:
        raise Refused(f"mailboxes: at most {MOST}")
    door = Door(
        kind=_KIND,
        name=f"{by.place.slug}-{secrets.token_hex(6)}",
        municipality_id=by.place.id,
        settings=asdict(mailbox),
    )
    session.add(door)
    session.flush()
    _seal(session, keys, by, door.id, secret)
    note(session, by.place.id, by.staff_id, "mailbox.added", door.id)
    return door.id


def change_mailbox(session: Session, keys: Keys, by: Present, door: int, mailbox: OwnMailbox, secret: Secret) -> None:
    """Set a mailbox anew. Its secret must be given again: who may change the server may not learn what it opens with.

    Raises Refused for what cannot be, NotFound when it is not there.
    """
    _check(mailbox, secret)
    _change(session, by, door, "mailbox.changed", settings=asdict(mailbox))
    _seal(session, keys, by, door, secret)


def switch_mailbox(session: Session, by: Present, door: int, *, active: bool) -> None:
    """Switch a mailbox on or off; NotFound when it is not there."""
    _change(session, by, door, "mailbox.on" if active else "mailbox.off", active=active)


def remove_mailbox(session: Session, by: Present, door: int) -> None:
    """Remove a mailbox with its secrets; what came in by it stays. NotFound when it is not there."""
    if not session.execute(delete(Door).where(Door.id == door, *_OWN).returning(Door.id)).all():
        raise NotFound("mailbox")
    note(session, by.place.id, by.staff_id, "mailbox.removed", door)


def list_own(session: Session) -> list[Listed]:
    """List the mailboxes of the municipality that is bound, oldest first."""
    rows = session.execute(
        select(Door.id, Door.settings, Door.active, Door.state, Door.seen_at).where(*_OWN).order_by(Door.id)
    )
    return [Listed(row.id, found, *row[2:]) for row in rows if (found := _read(row.settings))]


def find_own(session: Session, door: int) -> Listed:
    """Find a mailbox of the municipality that is bound; NotFound when it is not there."""
    for listed in list_own(session):
        if listed.id == door:
            return listed
    raise NotFound("mailbox")


def open_own(session: Session, keys: Keys, municipality_id: int, door: int) -> tuple[OwnMailbox, Secret]:
    """Read a mailbox with its secrets, to sign in with. Raises NotFound, or KeyMismatch for a shut secret."""
    row = session.execute(select(Door.settings, Door.secret).where(Door.id == door, *_OWN)).one_or_none()
    mailbox = _read(row.settings) if row else None
    if row is None or mailbox is None or row.secret is None:
        raise NotFound("mailbox")
    return mailbox, Secret(**keys.open_json(row.secret, _place(municipality_id, door)))


def list_watched(session: Session) -> list[Watched]:
    """List the mailboxes of all municipalities that are switched on. For the door's role."""
    rows = session.execute(
        select(Door.id, Door.municipality_id, Municipality.slug, Door.changed_at)
        .join(Municipality, Municipality.id == Door.municipality_id)
        .where(Door.kind == _KIND, Door.active)
        .order_by(Door.id)
    )
    return [Watched(*row) for row in rows]


def note_states(session: Session, states: Mapping[int, str]) -> None:
    """Note how mailboxes are: good, or the code of what is wrong. For the door's role."""
    for state in sorted(set(states.values())):
        doors = [door for door, found in states.items() if found == state]
        session.execute(
            update(Door)
            .where(Door.id.in_(doors), Door.municipality_id.is_not(None))
            .values(state=state, seen_at=func.clock_timestamp())
        )


_OWN = (Door.kind == _KIND, Door.municipality_id.is_not(None))
_NAMES = frozenset(each.name for each in fields(OwnMailbox))


def _check(mailbox: OwnMailbox, secret: Secret) -> None:
    wrong = wrong_fields(mailbox, secret)
    if wrong or mailbox.sign_in not in SIGN_INS:
        raise Refused(f"mailbox: {', '.join(wrong) or 'sign_in'}")


def _change(session: Session, by: Present, door: int, act: str, **values: Any) -> None:
    changed = (
        update(Door)
        .where(Door.id == door, *_OWN)
        .values(**values, changed_at=func.clock_timestamp(), state="", seen_at=None)
    )
    if not session.execute(changed.returning(Door.id)).all():
        raise NotFound("mailbox")
    note(session, by.place.id, by.staff_id, act, door)


def _seal(session: Session, keys: Keys, by: Present, door: int, secret: Secret) -> None:
    sealed = keys.seal_json({"secret": secret.secret, "refresh": secret.refresh}, _place(by.place.id, door))
    session.execute(update(Door).where(Door.id == door, *_OWN).values(secret=sealed))


def _place(municipality_id: int, door: int) -> Place:
    return Place(municipality_id, str(door), "door.secret")


def _read(settings: Mapping[str, Any]) -> OwnMailbox | None:
    """Read what stands in the row; None for a door that is no mailbox."""
    known = {name: value for name, value in settings.items() if name in _NAMES}
    return OwnMailbox(**known) if {"host", "user"} <= known.keys() else None
