"""The list of signals of a municipality: in order, filtered, searched, fifty a page; and the way through it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, exists, func, select
from sqlalchemy.orm import Session

from core.classify.quality import is_thin, measure_depth
from core.dialogue.load import labels
from core.intake.answering import ANSWERED
from core.opening import open_text
from core.review.decision import REVIEWED
from core.review.history import name_keys
from core.review.narrowing import TO_DECIDE, Filters, among, find_number, narrow, search
from core.review.ordering import beyond, order_by, place_of, read_place, write_place
from core.review.proposed import shown_themes
from core.store.tables import Proposal, Question, Signal
from core.store.tables.signal import ONLY_WEIGHT

PAGE = 50
# Counting stops here: nobody reads further, and a million rows need not be counted to say so.
MOST_COUNTED = 1000
_OPENING, _LONGEST_SEARCH = 200, 200  # characters
# So much of a text is looked at to say how well it is told; fewer points of depth than this are remarked upon.
_JUDGED, _FEW_POINTS = 2000, 2


@dataclass(frozen=True, slots=True)
class Line:
    """One signal in the list; `opening` is how its text begins.

    `themes` are those that hold or, when `proposed`, those that the machine proposes because nothing holds. `hint`:
    what its text could do better: thin, parts (several problems in one) or few (hardly a detail); empty when nothing.
    `answered`: its reporter answered a question, and nobody acted since.
    """

    id: uuid.UUID
    number: int
    opening: str
    status: str
    sector: str
    organisation: str
    channel: str
    flags: tuple[str, ...]
    received_at: datetime
    themes: tuple[str, ...]
    proposed: bool
    hint: str = ""
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list. `total` is what matches, up to MOST_COUNTED (then `capped`); `next` is empty at the end."""

    lines: tuple[Line, ...]
    total: int
    capped: bool
    next: str


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The signals before and after one in a list; None at its ends."""

    before: uuid.UUID | None
    after: uuid.UUID | None


def list_signals(session: Session, filters: Filters) -> Listed:
    """List the signals of the bound municipality."""
    filters = _tidy(filters)
    # The proposal is looked up beside each line; only where it gives the order, lines are found by way of it.
    columns = _columns().join(Proposal, Proposal.signal_id == Signal.id, isouter=not filters.unsure)
    order = order_by(filters)
    if filters.words and not filters.by_labels:
        numbered = find_number(session, filters)
        shown, total = _search(session, filters, numbered)
        rows = session.execute(columns.where(among(shown)).order_by((Signal.id == numbered).desc(), *order)).all()
    else:
        narrowed = narrow(session, filters)
        place = read_place(filters, filters.after)
        page = columns.where(*narrowed, beyond(filters, place)) if place else columns.where(*narrowed)
        rows = session.execute(page.order_by(*order).limit(PAGE + 1)).all()
        counted = _ids(filters).where(*narrowed).limit(MOST_COUNTED + 1).subquery()
        total = session.scalar(select(func.count()).select_from(counted)) or 0
    sectors = labels("sectors")
    lines = tuple(_line(row, sectors, proposals=filters.proposals) for row in rows[:PAGE])
    last = write_place(filters, rows[PAGE - 1]) if len(rows) > PAGE else ""
    return Listed(lines, min(total, MOST_COUNTED), total > MOST_COUNTED, last)


def list_some(session: Session, ids: Sequence[uuid.UUID]) -> tuple[tuple[uuid.UUID, int, str], ...]:
    """List the id, the number and the opening of some signals, by number."""
    opening = func.left(Signal.text, _OPENING + 1).label("opening")
    rows = session.execute(select(Signal.id, Signal.number, opening).where(Signal.id.in_(ids)).order_by(Signal.number))
    return tuple((row.id, row.number, open_text(row.opening, _OPENING)) for row in rows)


def find_neighbours(session: Session, filters: Filters, signal_id: uuid.UUID) -> Neighbours:
    """Find what stands before and after a signal in a list, also when it no longer belongs there itself."""
    filters = _tidy(filters)
    columns = select(Signal.id, Signal.received_at, Signal.channel, Proposal.surest)
    columns = columns.join(Proposal, Proposal.signal_id == Signal.id, isouter=True)
    here = session.execute(columns.where(Signal.id == signal_id)).one_or_none()
    if here is None:
        return Neighbours(None, None)
    narrowed = _ids(filters).where(*narrow(session, filters))

    def go(*, back: bool) -> uuid.UUID | None:
        step = narrowed.where(beyond(filters, place_of(filters, here), back=back))
        return session.scalar(step.order_by(*order_by(filters, back=back)).limit(1))

    return Neighbours(go(back=True), go(back=False))


def find_upcoming(session: Session, filters: Filters, signal_id: uuid.UUID) -> uuid.UUID | None:
    """Find what waits for a decision after a signal in a list, else the first that waits there; None when none does."""
    waiting = _tidy(replace(filters, status=TO_DECIDE, after=""))
    later = find_neighbours(session, waiting, signal_id).after
    if later is not None:
        return later
    first = _ids(waiting).where(*narrow(session, waiting), Signal.id != signal_id)
    return session.scalar(first.order_by(*order_by(waiting)).limit(1))


def has_signals(session: Session) -> bool:
    """Tell whether the bound municipality has any signal."""
    return session.scalar(select(Signal.id).limit(1)) is not None


def _tidy(filters: Filters) -> Filters:
    return replace(filters, words=" ".join(filters.words.replace("\x00", " ").split())[:_LONGEST_SEARCH])


def _columns() -> Any:
    return select(
        Signal.id,
        Signal.number,
        func.left(Signal.text, _JUDGED).label("told"),
        Signal.status,
        Signal.sector,
        Signal.organisation,
        Signal.channel,
        Signal.flags,
        Signal.received_at,
        Signal.themes,
        Signal.labelled_at,
        and_(
            Signal.status == REVIEWED, exists().where(Question.signal_id == Signal.id, Question.state == ANSWERED)
        ).label("answered"),
        Proposal.surest,
        Signal.breadth,
        Signal.trend,
        func.left(Signal.impact, _JUDGED).label("impact"),
        Signal.kinds,
        Proposal.content["themes"].label("proposed"),
        Proposal.content[("quality", "parts")].label("parts"),
    ).select_from(Signal)


def _ids(filters: Filters) -> Select[uuid.UUID]:
    ids = select(Signal.id)
    return ids.join(Proposal, Proposal.signal_id == Signal.id) if filters.unsure else ids


def _search(session: Session, filters: Filters, numbered: uuid.UUID | None) -> tuple[list[uuid.UUID], int]:
    """Search words: the signals of a page and the first of the next, and how many there are in all.

    The signal whose number was asked for stands before all others, on the first page.
    """
    # One more than is asked: the one that was found by its number may be among them.
    every = [id_ for id_ in search(session, filters, None, MOST_COUNTED + 2) if id_ != numbered]
    first = [] if numbered is None else [numbered]
    place = read_place(filters, filters.after)
    shown = [*first, *every]
    if place is not None:
        shown = [id_ for id_ in search(session, filters, place, PAGE + 2) if id_ != numbered]
    return shown[: PAGE + 1], len(first) + len(every)


def _line(row: Row[Any], sectors: dict[str, str], *, proposals: bool) -> Line:
    holds = bool(row.themes) or row.labelled_at is not None
    themes = row.themes if holds else shown_themes({"themes": row.proposed or []}) if proposals else ()
    return Line(
        row.id,
        row.number,
        open_text(row.told[: _OPENING + 1], _OPENING),
        row.status,
        sectors.get(row.sector, row.sector or ""),
        row.organisation or "",
        row.channel,
        tuple(row.flags),
        row.received_at,
        name_keys("themes", tuple(themes)),
        proposed=not holds,
        hint=_hint(row, proposals=proposals),
        answered=row.answered,
    )


def _hint(row: Row[Any], *, proposals: bool) -> str:
    if not row.told or ONLY_WEIGHT in row.flags:
        return ""
    if is_thin(row.told):
        return "thin"
    if proposals and row.parts:
        return "parts"
    depth = measure_depth(row.told, breadth=row.breadth, trend=row.trend, impact=row.impact, kinds=row.kinds)
    return "few" if depth.score <= _FEW_POINTS else ""


def find_newest(session: Session) -> int:
    """Give the number of the newest signal of the bound municipality; 0 where there is none."""
    return session.scalar(select(func.max(Signal.number))) or 0


def count_since(session: Session, number: int) -> int:
    """Count the signals that came in after the one with a number."""
    return session.scalar(select(func.count()).where(Signal.number > number)) or 0
