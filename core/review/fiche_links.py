"""Fiches that name each other, a problem that has come back, and where a merged fiche went."""

import uuid
from dataclasses import dataclass

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from core.errors import NotPossible, Refused
from core.people.sessions import Present
from core.review.bundling import CLOSED, lock_fiche, next_number, note_fiche
from core.store.tables import Fiche, FicheReference

REFERRED, UNREFERRED = "fiche.referred", "fiche.unreferred"
RETURNED, CAME_BACK = "fiche.returned", "fiche.came-back"


@dataclass(frozen=True, slots=True)
class Named:
    """A fiche by number, title and state."""

    number: int
    title: str
    status: str


@dataclass(frozen=True, slots=True)
class Links:
    """What a fiche has to do with others.

    `see`: those it names; `before`: the one it came back from; `after`: those that came back from it; `into`: the one
    that took its signals over; `took`: those whose signals it took over.
    """

    see: tuple[Named, ...]
    before: Named | None
    after: tuple[Named, ...]
    into: Named | None
    took: tuple[Named, ...]


class NoSuchFiche(Refused):
    """There is no other fiche with that number to name."""


def refer(session: Session, present: Present, number: int, other: int) -> bool:
    """Let two fiches name each other; False when they do. Raises NoSuchFiche, NotFound."""
    present.must("fiches.edit")
    fiche, named = _both(session, number, other)
    one, two = sorted((fiche.id, named.id))
    there = select(FicheReference.id).where(FicheReference.one_id == one, FicheReference.other_id == two)
    if session.scalar(there) is not None:
        return False
    session.add(FicheReference(municipality_id=fiche.municipality_id, one_id=one, other_id=two))
    _note_both(session, present, fiche, named, REFERRED)
    return True


def unrefer(session: Session, present: Present, number: int, other: int) -> bool:
    """Let two fiches not name each other any more; False when they do not."""
    present.must("fiches.edit")
    fiche, named = _both(session, number, other)
    one, two = sorted((fiche.id, named.id))
    gone = delete(FicheReference).where(FicheReference.one_id == one, FicheReference.other_id == two)
    if session.scalar(gone.returning(FicheReference.id)) is None:
        return False
    _note_both(session, present, fiche, named, UNREFERRED)
    return True


def come_back(session: Session, present: Present, number: int) -> int:
    """Open a new fiche about the problem of a closed one, and give its number; asked twice, the same one.

    It begins with the words, labels and rights of the closed one, which stays as it is. NotPossible for an open fiche.
    """
    present.must("fiches.edit")
    old = lock_fiche(session, number)
    if old.status != CLOSED:
        raise NotPossible("fiche: open")
    again = select(Fiche.number).where(Fiche.predecessor_id == old.id, Fiche.status != CLOSED)
    there = session.scalar(again.order_by(Fiche.number).limit(1))
    if there is not None:
        return there
    new = Fiche(
        municipality_id=old.municipality_id,
        number=next_number(session, old.municipality_id),
        title=old.title,
        description=old.description,
        themes=list(old.themes),
        target_groups=list(old.target_groups),
        kinds=list(old.kinds),
        levels=list(old.levels),
        rights=list(old.rights),
        predecessor_id=old.id,
    )
    session.add(new)
    session.flush()
    note_fiche(session, present, new, RETURNED, {"fiche": old.number})
    note_fiche(session, present, old, CAME_BACK, {"fiche": new.number})
    return new.number


def read_links(session: Session, fiche: Fiche) -> Links:
    """Read what a fiche has to do with others, in one query."""
    names = select(FicheReference.one_id, FicheReference.other_id).where(
        or_(FicheReference.one_id == fiche.id, FicheReference.other_id == fiche.id)
    )
    seen = {id_ for pair in session.execute(names) for id_ in pair} - {fiche.id}
    near = select(Fiche).where(
        or_(
            Fiche.id.in_([*seen, *filter(None, (fiche.predecessor_id, fiche.merged_into_id))]),
            Fiche.predecessor_id == fiche.id,
            Fiche.merged_into_id == fiche.id,
        )
    )
    others = session.scalars(near.order_by(Fiche.number)).all()
    named = {other.id: Named(other.number, other.title, other.status) for other in others}
    return Links(
        see=tuple(named[other.id] for other in others if other.id in seen),
        before=_of(named, fiche.predecessor_id),
        after=tuple(named[other.id] for other in others if other.predecessor_id == fiche.id),
        into=_of(named, fiche.merged_into_id),
        took=tuple(named[other.id] for other in others if other.merged_into_id == fiche.id),
    )


def _of(named: dict[uuid.UUID, Named], id_: uuid.UUID | None) -> Named | None:
    return named.get(id_) if id_ else None


def _both(session: Session, number: int, other: int) -> tuple[Fiche, Fiche]:
    fiche = lock_fiche(session, number)
    named = session.scalar(select(Fiche).where(Fiche.number == other, Fiche.id != fiche.id))
    if named is None:
        raise NoSuchFiche("fiche")
    return fiche, named


def _note_both(session: Session, present: Present, fiche: Fiche, other: Fiche, what: str) -> None:
    note_fiche(session, present, fiche, what, {"fiche": other.number})
    note_fiche(session, present, other, what, {"fiche": fiche.number})
