"""Lots: one act on several signals, each with its own stand; what a colleague changed since is skipped and named."""

import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from core.errors import NotPossible
from core.people.sessions import Present
from core.review.bundling import remove_empty
from core.review.decide import Decided, decide_signal, undo_decision
from core.review.decision import BUNDLED, DECIDED, RECONSIDERED, Decision, list_stands, read_standing
from core.review.labelling import ACCEPT, Labelled, Labels, accepting, holding, label_signal, stamp, undo_labelling
from core.review.proposed import read_proposed
from core.review.reading import name_signals
from core.review.told import LABELLED, read_details
from core.store.tables import Journal, Proposal, Signal

# So many signals at most go in one lot: a page of the list.
MOST = 50
# Entries of others may stand between those of a lot; not so many.
_WIDEST = 100_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """A signal of a selection as it stood on the page: `stand` of its decision, `seen` of its labels."""

    id: uuid.UUID
    stand: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Lot:
    """What became of a selection: the numbers of what was done and what was not, and where it stands in the journal.

    `mark`: the first and last entry that this lot wrote, as an address carries it; empty when it wrote none.
    """

    done: tuple[int, ...]
    skipped: tuple[int, ...]
    mark: str = ""


def decide_lot(session: Session, present: Present, chosen: Sequence[Chosen], decision: Decision) -> Lot:
    """Take one decision about several signals; of a new fiche the first opens it and the others follow.

    Raises what `decide_signal` raises for what the decision itself lacks (NoTitle, NoReason, NotFound for a fiche).
    """
    present.must("signals.decide")

    def act(one: Chosen) -> bool:
        nonlocal decision
        done = decide_signal(session, present, one.id, decision, one.stand)
        if not isinstance(done, Decided) or not done.changed:
            return False
        if decision.to == BUNDLED and not decision.fiche:
            standing = read_standing(session, one.id)
            decision = Decision(BUNDLED, fiche=standing.decision.fiche if standing.decision else 0)
        return True

    return _each(session, present, chosen, act)


def accept_lot(session: Session, present: Present, chosen: Sequence[Chosen]) -> Lot:
    """Accept the proposals of several signals that nobody labelled; what has no theme proposed is skipped."""
    present.must("signals.label")

    def act(one: Chosen) -> bool:
        labels = _proposed(session, present, one.id)
        if labels is None or not labels.themes:
            return False
        done = label_signal(session, present, one.id, labels, ACCEPT, one.seen)
        return isinstance(done, Labelled) and done.changed

    return _each(session, present, chosen, act)


def undo_lot(session: Session, present: Present, mark: str) -> Lot:
    """Undo what a lot of hers did, where it still stands; a fiche that it opened and nobody touched since goes."""
    entries = read_lot(session, present, mark)
    labelled = {entry.signal_id for entry in entries if entry.what == LABELLED}
    opened = {entry.details["fiche"] for entry in entries if entry.details.get("opened")}

    def act(one: Chosen) -> bool:
        if one.id in labelled:
            back = undo_labelling(session, present, one.id, one.seen)
            return isinstance(back, Labelled) and back.changed
        undone = undo_decision(session, present, one.id, one.stand)
        return isinstance(undone, Decided) and undone.changed

    chosen = read_stands(session, [entry.signal_id for entry in entries])
    lot = _each(session, present, tuple(chosen.values()), act)
    for number in opened:
        remove_empty(session, number, set(chosen))
    return lot


def read_lot(session: Session, present: Present, mark: str) -> Sequence[Any]:
    """Read the entries of a lot of hers that still are the last of their kind on their signal."""
    known = re.fullmatch(r"(\d{1,18})-(\d{1,18})", mark, re.ASCII)
    if known is None or int(known[2]) - int(known[1]) > _WIDEST:
        return ()
    kinds = {DECIDED: (DECIDED, RECONSIDERED), LABELLED: (LABELLED,)}
    later = aliased(Journal)
    last = [
        and_(
            Journal.what == kind,
            ~exists().where(later.signal_id == Journal.signal_id, later.id > Journal.id, later.what.in_(whats)),
        )
        for kind, whats in kinds.items()
    ]
    entries = select(Journal.id, Journal.signal_id, Journal.what, Journal.details).where(
        Journal.id.between(int(known[1]), int(known[2])),
        Journal.staff_id == present.staff_id,
        Journal.signal_id.is_not(None),
        or_(*last),
    )
    return session.execute(entries.order_by(Journal.id).limit(MOST)).all()


def read_stands(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Chosen]:
    """Read how signals of a page stand: always two queries."""
    stands = list_stands(session, ids)
    rows = session.execute(select(Signal.id, Signal.labelled_at).where(Signal.id.in_(ids)))
    return {row.id: Chosen(row.id, stands.get(row.id, ""), stamp(row.labelled_at)) for row in rows}


def _proposed(session: Session, present: Present, signal_id: uuid.UUID) -> Labels | None:
    signal = session.scalar(select(Signal).where(Signal.id == signal_id))
    if signal is None or signal.labelled_at is not None or not signal.text:
        return None
    proposed = read_proposed(session.get(Proposal, signal_id), on=bool(present.place.setting("model")))
    return accepting(holding(signal, read_details(session, signal_id)), proposed)


def _each(session: Session, present: Present, chosen: Sequence[Chosen], act: Callable[[Chosen], bool]) -> Lot:
    """Act on each signal; in one order for everyone, so that two lots do not wait for each other."""
    some = sorted(chosen[:MOST], key=lambda one: one.id)
    numbers = name_signals(session, [one.id for one in some])
    before = session.scalar(select(func.max(Journal.id))) or 0
    done: list[int] = []
    skipped: list[int] = []
    for one in some:
        if one.id not in numbers:
            continue
        try:
            with session.begin_nested():
                acted = act(one)
        except NotPossible:
            acted = False
        (done if acted else skipped).append(numbers[one.id])
    mine = select(func.min(Journal.id), func.max(Journal.id)).where(
        Journal.id > before, Journal.staff_id == present.staff_id
    )
    first, last = session.execute(mine).one()
    return Lot(tuple(sorted(done)), tuple(sorted(skipped)), f"{first}-{last}" if done and first else "")
