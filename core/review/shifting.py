"""Shifting: two fiches merged, or one split, so that it can be undone exactly; both keep their own journal."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from core.errors import NotFound, NotPossible, Refused
from core.people.sessions import Present
from core.review.action_shifts import bring_back, take_along
from core.review.bundling import CLOSED, follow_labels, lock_fiche, must_stand, next_number, note_fiche, tidy_title
from core.review.closing import must_not_close
from core.review.fiche_reading import FicheShown
from core.review.fiches import PARTED, PUT_BACK, TOOK, WENT, Behind, Changed, behind, write_fiche
from core.store.tables import Fiche, FicheShift, FicheSignal
from core.store.tables.fiche_content import MERGED, SPLIT

CAME = "fiche.came"


@dataclass(frozen=True, slots=True)
class Shift:
    """A merge or split that is not undone: what kind, from which fiche to which, how many signals, and when.

    `actions`: the ids of those that went along.
    """

    id: int
    kind: str
    giver: int
    taker: int
    signals: int
    at: datetime
    actions: tuple[str, ...] = ()


class MergeClosed(NotPossible):
    """A closed fiche is not merged: who reported was told what came of it."""

    key = "error.merge-closed"


class NoSignals(Refused):
    """A fiche is split by choosing some of its signals, not none and not all."""


def merge_fiches(
    session: Session, present: Present, number: int, into: int, versions: tuple[int, int]
) -> Changed | Behind:
    """Let a fiche go up in another: its signals carry that one now, and its number leads there.

    Its open actions go along; what was scored and what is over stays with it. `versions`: of both, as the page showed
    them. Raises NotFound, BeingClosed, MergeClosed, and NotPossible for a fiche and itself,
    or one that went up in another before.
    """
    present.must("fiches.edit")
    giver, taker = _lock_both(session, number, into)
    if giver.merged_into_id == taker.id:
        return Changed(changed=False)
    if giver.id == taker.id:
        raise NotPossible("fiche: itself")
    must_stand(giver)
    must_stand(taker)
    must_not_close(session, giver, taker)
    if CLOSED in (giver.status, taker.status):
        raise MergeClosed("fiche: closed")
    for fiche, version in ((giver, versions[0]), (taker, versions[1])):
        if fiche.version != version:
            return behind(session, fiche)
    links = _links(session, giver.id)
    _move(session, present, MERGED, (giver, taker), links, take_along(session, giver, taker))
    giver.merged_into_id = taker.id
    write_fiche(session, present, giver, WENT, {"fiche": taker.number, "count": len(links)})
    write_fiche(session, present, taker, TOOK, {"fiche": giver.number, "title": giver.title, "count": len(links)})
    return Changed(changed=True)


def split_fiche(
    session: Session, present: Present, number: int, signals: Collection[uuid.UUID], title: str, version: int
) -> int | Behind:
    """Put chosen signals of a fiche in a new one, and give its number. Raises NoSignals, NoTitle, NotFound."""
    present.must("fiches.edit")
    giver = lock_fiche(session, number)
    tidy = tidy_title(title)
    must_stand(giver)
    must_not_close(session, giver)
    if giver.version != version:
        return _again(session, giver, tidy, version) or behind(session, giver)
    every = _links(session, giver.id)
    links = [link for link in every if link.signal_id in set(signals)]
    if not 0 < len(links) < len(every):
        raise NoSignals("signals")
    taker = Fiche(municipality_id=giver.municipality_id, number=next_number(session, giver.municipality_id), title=tidy)
    session.add(taker)
    session.flush()
    _move(session, present, SPLIT, (giver, taker), links)
    write_fiche(session, present, giver, PARTED, {"fiche": taker.number, "title": tidy, "count": len(links)})
    note_fiche(session, present, taker, CAME, {"fiche": giver.number, "count": len(links)})
    return taker.number


def undo_shift(session: Session, present: Present, number: int, shift_id: int) -> Changed:
    """Undo a merge or a split: the signals it moved carry again what they carried, since when they did.

    Actions that went along come back as they are now. A signal that was taken out of the new fiche since stays out of
    both. After a split the new fiche has to be as it was made, NotPossible otherwise: merging the two is the way then.
    """
    present.must("fiches.edit")
    shift = session.scalar(select(FicheShift).where(FicheShift.id == shift_id).with_for_update())
    if shift is None:
        raise NotFound("shift")
    both = session.scalars(
        select(Fiche)
        .where(Fiche.id.in_((shift.from_id, shift.to_id)))
        .order_by(Fiche.number)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    giver = next(fiche for fiche in both if fiche.id == shift.from_id)
    taker = next(fiche for fiche in both if fiche.id == shift.to_id)
    if number not in (giver.number, taker.number):
        raise NotFound("shift")
    if shift.undone_at is not None:
        return Changed(changed=False)
    must_not_close(session, giver, taker)
    made = {str(link.id) for link in _links(session, taker.id)}
    if shift.kind == SPLIT and (taker.version > 1 or made != set(shift.links["made"].values())):
        raise NotPossible("fiche: split")
    _move_back(session, shift, made, {str(link.signal_id) for link in _links(session, giver.id)})
    bring_back(session, shift.links.get("actions", ()), giver, taker)
    shift.undone_at = session.scalar(select(func.clock_timestamp()))
    giver.merged_into_id = None
    if shift.kind == SPLIT:
        taker.merged_into_id = giver.id
    for fiche, other in ((giver, taker), (taker, giver)):
        session.flush()
        follow_labels(session, fiche)
        write_fiche(session, present, fiche, PUT_BACK, {"fiche": other.number})
    return Changed(changed=True)


def read_shifts(session: Session, shown: FicheShown) -> tuple[Shift, ...]:
    """Read the merges and splits of a fiche that can be undone, the last first."""
    giver, taker = select(Fiche).subquery(), select(Fiche).subquery()
    rows = session.execute(
        select(FicheShift, giver.c.number, taker.c.number)
        .join(giver, giver.c.id == FicheShift.from_id)
        .join(taker, taker.c.id == FicheShift.to_id)
        .where(
            or_(FicheShift.from_id == shown.id, FicheShift.to_id == shown.id),
            FicheShift.undone_at.is_(None),
        )
        .order_by(FicheShift.id.desc())
    ).all()
    return tuple(
        Shift(
            shift.id, shift.kind, from_, to, len(shift.links["closed"]), shift.at, tuple(shift.links.get("actions", ()))
        )
        for shift, from_, to in rows
    )


def _lock_both(session: Session, number: int, into: int) -> tuple[Fiche, Fiche]:
    # In the order of their numbers, so that two people who merge crosswise do not wait for each other for ever.
    found = {at: lock_fiche(session, at, merged=True) for at in sorted({number, into})}
    return found[number], found[into]


def _links(session: Session, fiche_id: uuid.UUID) -> list[FicheSignal]:
    carries = select(FicheSignal).where(FicheSignal.fiche_id == fiche_id, FicheSignal.released_at.is_(None))
    return list(session.scalars(carries.order_by(FicheSignal.id).with_for_update()))


def _move(
    session: Session,
    present: Present,
    kind: str,
    both: tuple[Fiche, Fiche],
    links: Collection[FicheSignal],
    actions: Collection[str] = (),
) -> None:
    """Close the links of the giver and make those that the taker lacks; which ones is kept, to be undone."""
    giver, taker = both
    has = {link.signal_id for link in _links(session, taker.id)}
    now = session.scalar(select(func.clock_timestamp()))
    new = [
        FicheSignal(
            municipality_id=taker.municipality_id,
            fiche_id=taker.id,
            signal_id=link.signal_id,
            staff_id=present.staff_id,
        )
        for link in links
        if link.signal_id not in has
    ]
    for link in links:
        link.released_at = now
    session.add_all(new)
    session.flush()
    made = {str(link.signal_id): str(link.id) for link in new}
    shift = FicheShift(
        municipality_id=giver.municipality_id,
        kind=kind,
        from_id=giver.id,
        to_id=taker.id,
        staff_id=present.staff_id,
        links={"closed": [[link.id, str(link.signal_id)] for link in links], "made": made, "actions": [*actions]},
    )
    session.add(shift)
    session.flush()
    for fiche in (taker, giver):
        follow_labels(session, fiche)


def _move_back(session: Session, shift: FicheShift, there: Collection[str], back: Collection[str]) -> None:
    """Close the links that were made and are still there, and open again those that were closed for them.

    `there`: the links that the taker has; `back`: the signals that carry the giver again already.
    """
    made: dict[str, str] = shift.links["made"]
    gone = {signal for signal, link in made.items() if link not in there}
    now = session.scalar(select(func.clock_timestamp()))
    closing = [int(link) for signal, link in made.items() if signal not in gone]
    opening = [int(link) for link, signal in shift.links["closed"] if signal not in {*gone, *back}]
    for ids, moment in ((closing, now), (opening, None)):
        session.execute(update(FicheSignal).where(FicheSignal.id.in_(ids)).values(released_at=moment))


def _again(session: Session, giver: Fiche, title: str, version: int) -> int | None:
    """Give the fiche that the same form made before; None when this is another form."""
    last = (
        select(Fiche.number)
        .join(FicheShift, FicheShift.to_id == Fiche.id)
        .where(FicheShift.from_id == giver.id, FicheShift.kind == SPLIT, Fiche.title == title)
        .order_by(FicheShift.id.desc())
    )
    return session.scalar(last.limit(1)) if giver.version == version + 1 else None
