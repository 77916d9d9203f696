"""Bundling: a fiche opened from a signal, a signal put in a fiche and taken out again, in the caller's transaction."""

import uuid
from collections import Counter
from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core.classify.labels import FACETS
from core.errors import NotFound, NotPossible, Refused
from core.people.sessions import Present
from core.store.tables import Action, Fiche, FicheSignal, Journal, Municipality, Signal

OPENED, BUNDLED_IN, TAKEN_OUT = "opened", "bundled", "released"
CLOSED = "afgerond"
LONGEST_TITLE = 150  # characters
MOST_THEMES = 3


class NoTitle(Refused):
    """A fiche needs a title of its own, not longer than LONGEST_TITLE."""


class WentUp(NotPossible):
    """The fiche went up in another: that one goes on."""

    key = "error.fiche-merged"


def must_stand(fiche: Fiche) -> None:
    """Raise WentUp for a fiche that was merged into another."""
    if fiche.merged_into_id is not None:
        raise WentUp("fiche: merged")


def open_fiche(session: Session, present: Present, signal: Signal, title: str) -> Fiche:
    """Open a fiche that a signal will be put in, with its labels. Raises NoTitle."""
    tidy = tidy_title(title)
    fiche = Fiche(
        municipality_id=present.place.id,
        number=next_number(session, present.place.id),
        title=tidy,
        themes=list(signal.themes),
        target_groups=list(signal.target_groups),
        kinds=list(signal.kinds),
        levels=list(signal.levels),
    )
    session.add(fiche)
    session.flush()
    note_fiche(session, present, fiche, OPENED, {"signal": signal.number})
    return fiche


def tidy_title(title: str) -> str:
    """Give a title on one line; raises NoTitle when nothing is left, or too much."""
    tidy = " ".join(title.replace("\x00", " ").split())
    if not tidy or len(tidy) > LONGEST_TITLE:
        raise NoTitle("title")
    return tidy


def lock_fiche(session: Session, number: int, *, merged: bool = False) -> Fiche:
    """Take a fiche of the bound municipality in hand; NotFound when there is none.

    NotPossible where it went up in another one, unless such a one will do (`merged`).
    """
    locked = select(Fiche).where(Fiche.number == number).with_for_update().execution_options(populate_existing=True)
    fiche = session.scalar(locked)
    if fiche is None:
        raise NotFound("fiche")
    if fiche.merged_into_id is not None and not merged:
        raise NotPossible("fiche: merged")
    return fiche


def put_in(session: Session, present: Present, fiche: Fiche, signal: Signal) -> bool:
    """Put a locked signal in a locked fiche; False when it is in there. NotPossible where it is closed or merged.

    One that is being closed takes it: its reporter is then told as well, and it closes after that.
    """
    must_stand(fiche)
    if fiche.status == CLOSED:
        raise NotPossible("fiche: closed")
    if _link(session, fiche.id, signal.id) is not None:
        return False
    session.add(
        FicheSignal(municipality_id=present.place.id, fiche_id=fiche.id, signal_id=signal.id, staff_id=present.staff_id)
    )
    session.flush()
    note_fiche(session, present, fiche, BUNDLED_IN, {"signal": signal.number})
    follow_labels(session, fiche)
    return True


def take_out(session: Session, present: Present, fiche: Fiche, signal: Signal) -> bool:
    """Take a locked signal out of a locked fiche; False when it is not in there. That it was stays known."""
    link = _link(session, fiche.id, signal.id)
    if link is None:
        return False
    link.released_at = session.scalar(select(func.clock_timestamp()))
    note_fiche(session, present, fiche, TAKEN_OUT, {"signal": signal.number})
    follow_labels(session, fiche)
    return True


def remove_untouched(session: Session, fiche: Fiche) -> bool:
    """Remove a fiche that nobody changed and no other signal was ever in; its number is not given again."""
    ever = select(func.count(func.distinct(FicheSignal.signal_id))).where(FicheSignal.fiche_id == fiche.id)
    carried = select(FicheSignal.id).where(FicheSignal.fiche_id == fiche.id, FicheSignal.released_at.is_(None))
    if fiche.version > 1 or session.scalar(ever) != 1 or session.scalar(carried.limit(1)) is not None:
        return False
    if session.scalar(select(Action.id).where(Action.fiche_id == fiche.id).limit(1)) is not None:
        return False
    session.delete(fiche)
    session.flush()
    return True


def remove_empty(session: Session, number: int, ever: Collection[uuid.UUID]) -> bool:
    """Remove a fiche that nobody changed, that carries nothing, and in which only these signals ever were."""
    fiche = session.scalar(select(Fiche).where(Fiche.number == number).with_for_update())
    if fiche is None or fiche.version > 1:
        return False
    rows = session.execute(
        select(FicheSignal.signal_id, FicheSignal.released_at).where(FicheSignal.fiche_id == fiche.id)
    ).all()
    if any(row.released_at is None or row.signal_id not in ever for row in rows):
        return False
    session.delete(fiche)
    session.flush()
    return True


def fiches_of(session: Session, signal_id: uuid.UUID) -> list[int]:
    """List the numbers of the fiches that a signal is in."""
    carries = select(Fiche.number).join(FicheSignal, FicheSignal.fiche_id == Fiche.id)
    mine = carries.where(FicheSignal.signal_id == signal_id, FicheSignal.released_at.is_(None))
    return list(session.scalars(mine.order_by(Fiche.number)))


def follow_signal(session: Session, signal_id: uuid.UUID) -> None:
    """Let the fiches that a locked signal is in follow its labels."""
    carried = select(Fiche).join(FicheSignal, FicheSignal.fiche_id == Fiche.id)
    mine = carried.where(FicheSignal.signal_id == signal_id, FicheSignal.released_at.is_(None))
    for fiche in session.scalars(mine.order_by(Fiche.number).with_for_update(of=Fiche)).all():
        follow_labels(session, fiche)


def note_fiche(session: Session, present: Present, fiche: Fiche, what: str, details: dict[str, Any]) -> None:
    """Write in a fiche's journal what somebody did."""
    session.add(
        Journal(
            municipality_id=fiche.municipality_id,
            fiche_id=fiche.id,
            what=what,
            actor="staff",
            staff_id=present.staff_id,
            details=details,
        )
    )
    session.flush()


def follow_labels(session: Session, fiche: Fiche) -> None:
    """Let a fiche have the labels of its signals, those of most signals first; empty, it keeps what it had.

    Labels that a person set by hand stay.
    """
    if not fiche.follows:
        return
    carries = select(Signal).join(FicheSignal, FicheSignal.signal_id == Signal.id)
    signals = session.scalars(
        carries.where(FicheSignal.fiche_id == fiche.id, FicheSignal.released_at.is_(None)).order_by(FicheSignal.id)
    ).all()
    for facet in FACETS if signals else ():
        told = Counter(key for signal in signals for key in getattr(signal, facet))
        setattr(fiche, facet, [key for key, _ in told.most_common(MOST_THEMES if facet == "themes" else None)])
    session.flush()


def _link(session: Session, fiche_id: uuid.UUID, signal_id: uuid.UUID) -> FicheSignal | None:
    there = select(FicheSignal).where(
        FicheSignal.fiche_id == fiche_id, FicheSignal.signal_id == signal_id, FicheSignal.released_at.is_(None)
    )
    return session.scalar(there)


def next_number(session: Session, municipality_id: int) -> int:
    """Take the next number of a fiche."""
    taken = (
        update(Municipality)
        .where(Municipality.id == municipality_id)
        .values(next_fiche=Municipality.next_fiche + 1)
        .returning(Municipality.next_fiche)
    )
    return session.execute(taken).scalar_one() - 1
