"""The signals of one's own organisation: the list and each, without who sent it and without what she wrote unread."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.dialogue.load import labels
from core.errors import NotFound
from core.opening import open_text
from core.people.audit import note
from core.people.sessions import Present
from core.review.decision import UNDECIDED
from core.review.history import name_keys
from core.review.reading import read_answers
from core.review.scope import carried_within, within_signals
from core.review.weighing import Weighed, find_own
from core.store.tables import Fiche, FicheSignal, Signal, Weighing

PERMISSION = "signals.organisation"
PAGE = 30
_OPENING = 200  # characters


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A signal in the list; `fiches`: the numbers of those that it carries, `advice`: what she advised herself."""

    id: uuid.UUID
    number: int
    opening: str
    status: str
    themes: tuple[str, ...]
    received_at: datetime
    fiches: tuple[int, ...]
    advice: str


@dataclass(frozen=True, slots=True)
class OwnList:
    """A page of signals, the newest first; `next`: the number of its last, 0 at the end."""

    lines: tuple[OwnLine, ...]
    next: int


@dataclass(frozen=True, slots=True)
class OwnSignal:
    """A signal as its organisation's coordinator reads it; `open`: nothing is decided yet, so that she may advise."""

    id: uuid.UUID
    number: int
    text: str
    status: str
    channel: str
    sector: str
    received_at: datetime
    themes: tuple[str, ...]
    answers: tuple[tuple[str, tuple[str, ...]], ...]
    fiches: tuple[tuple[int, str], ...]
    weighed: Weighed | None
    open: bool


def list_own(session: Session, present: Present, after: int = 0, *, waiting: bool = False) -> OwnList:
    """List the signals of one's organisation; `waiting`: only those of which nothing is decided yet."""
    narrowed = within_signals(present, PERMISSION)
    narrowed += [Signal.status.in_(UNDECIDED)] if waiting else []
    narrowed += [Signal.number < after] if after else []
    rows = session.execute(
        select(
            Signal.id,
            Signal.number,
            func.left(Signal.text, _OPENING + 1).label("text"),
            Signal.status,
            Signal.themes,
            Signal.received_at,
            func.coalesce(Weighing.advice, "").label("advice"),
        )
        .outerjoin(Weighing, (Weighing.signal_id == Signal.id) & (Weighing.staff_id == present.staff_id))
        .where(*narrowed)
        .order_by(Signal.number.desc())
        .limit(PAGE + 1)
    ).all()
    shown = rows[:PAGE]
    carried: dict[uuid.UUID, list[int]] = {row.id: [] for row in shown}
    for signal_id, number, _ in session.execute(_carrying().where(FicheSignal.signal_id.in_(carried))):
        carried[signal_id].append(number)
    lines = tuple(
        OwnLine(
            row.id,
            row.number,
            open_text(row.text, _OPENING),
            row.status,
            name_keys("themes", row.themes),
            row.received_at,
            tuple(carried[row.id]),
            row.advice,
        )
        for row in shown
    )
    return OwnList(lines, shown[-1].number if len(rows) > PAGE else 0)


def read_own(session: Session, present: Present, signal_id: uuid.UUID) -> OwnSignal:
    """Read a signal of one's organisation; NotFound for any other. That she looked is audited."""
    signal = session.scalar(select(Signal).where(Signal.id == signal_id, *within_signals(present, PERMISSION)))
    if signal is None:
        raise NotFound("signal")
    note(session, present.place.id, present.staff_id, "signal.own-read", signal.id)
    sector = signal.sector or ""
    fiches = session.execute(_carrying().where(FicheSignal.signal_id == signal.id))
    return OwnSignal(
        signal.id,
        signal.number,
        signal.text,
        signal.status,
        signal.channel,
        labels("sectors").get(sector, sector),
        signal.received_at,
        name_keys("themes", signal.themes),
        read_answers(session, present.place, signal),
        tuple((number, title) for _, number, title in fiches),
        find_own(session, present, signal.id),
        open=signal.status in UNDECIDED,
    )


@dataclass(frozen=True, slots=True)
class OwnFiche:
    """A fiche with signals of one's organisation: its words, its state, and how many signals carry it in all."""

    number: int
    title: str
    description: str
    status: str
    outcome: str
    told: str
    changed_at: datetime
    own: tuple[tuple[uuid.UUID, int, str], ...] = ()


def list_own_fiches(session: Session, present: Present, after: int = 0) -> tuple[tuple[OwnFiche, ...], int]:
    """List the fiches in which signals of one's organisation sit, the newest first; and the number to go on after."""
    narrowed = [*carried_within(present, PERMISSION), *([Fiche.number < after] if after else [])]
    rows = session.scalars(select(Fiche).where(*narrowed).order_by(Fiche.number.desc()).limit(PAGE + 1)).all()
    shown = rows[:PAGE]
    return tuple(_fiche(row) for row in shown), shown[-1].number if len(rows) > PAGE else 0


def read_own_fiche(session: Session, present: Present, number: int) -> OwnFiche:
    """Read such a fiche, with the signals of one's own organisation in it; NotFound for any other."""
    fiche = session.scalar(select(Fiche).where(Fiche.number == number, *carried_within(present, PERMISSION)))
    if fiche is None:
        raise NotFound("fiche")
    own = session.execute(
        select(Signal.id, Signal.number, func.left(Signal.text, _OPENING + 1).label("text"))
        .join(FicheSignal, FicheSignal.signal_id == Signal.id)
        .where(FicheSignal.fiche_id == fiche.id, FicheSignal.released_at.is_(None), Signal.status != "ingetrokken")
        .where(*within_signals(present, PERMISSION))
        .order_by(Signal.number.desc())
    )
    return _fiche(fiche, tuple((row.id, row.number, open_text(row.text, _OPENING)) for row in own))


def _fiche(row: Fiche, own: tuple[tuple[uuid.UUID, int, str], ...] = ()) -> OwnFiche:
    return OwnFiche(
        row.number, row.title, row.description, row.status, row.outcome or "", row.told or "", row.changed_at, own
    )


def _carrying():  # noqa: ANN202 # a select of three columns
    return (
        select(FicheSignal.signal_id, Fiche.number, Fiche.title)
        .join(Fiche, Fiche.id == FicheSignal.fiche_id)
        .where(FicheSignal.released_at.is_(None))
        .order_by(Fiche.number)
    )
