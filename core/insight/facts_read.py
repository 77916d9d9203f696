"""Reading facts: what figures of the bound municipality are computed from, each table once, however many signals."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    any_,
    case,
    cast,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from core.classify.sources import Source
from core.insight.facts import Facts, Sent
from core.insight.facts_around import read_begun, read_followed, read_held, read_judged
from core.intake.calls import is_hint
from core.review.decision import DECIDED
from core.review.hiding import HID
from core.store.tables import FicheSignal, Journal, Proposal, Question, Signal, Told
from core.store.tables.model import MADE

# What was told twice by one person, or taken back, counts nowhere.
_UNCOUNTED = ("dubbel", "ingetrokken", "gesplitst")
_LONG = 150  # characters of a telling description
# Ids as text: hundreds of thousands are looked up, and that of a UUID is slow.
_SIGNAL, _REPORTER = cast(Signal.id, Text), cast(Signal.reporter_id, Text)
# A figure or an example, as people write them, in small letters.
_TELLING = "[0-9]|bijv|voorbeeld|zoals|onlangs|gisteren|vorige "


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known of signals from other tables: by signal, by reporter, or by both."""

    fiches: Mapping[str, Sequence[str]]
    decided: Mapping[str, tuple[datetime, str, str]]
    leaked: frozenset[str]
    asked: frozenset[str]
    told: Mapping[tuple[str, str], datetime]
    seen: Mapping[str, tuple[datetime, datetime | None]]


def read_facts(session: Session, since: datetime, until: datetime) -> Facts:
    """Read what was sent and begun from one moment to another, what was judged then, and all fiches."""
    followed = read_followed(session)
    return Facts(
        sent=read_sent(session, since, until),
        followed=followed,
        begun=read_begun(session, since, until),
        judged=read_judged(session, since, until),
        held=read_held(session, until),
        by_id={fiche.id: fiche for fiche in followed},
    )  # fmt: skip


def read_sent(session: Session, since: datetime, until: datetime) -> list[Sent]:
    """Read the signals sent from one moment to another, the first first, also those that nobody looked at yet."""
    decided, leaked = _read_judgements(session, since)
    around = _Around(
        _read_carried(session, since, until),
        decided,
        leaked,
        frozenset(row[0] for row in _rows(session, select(cast(Question.signal_id, Text)))),
        _read_told(session),
        _read_seen(session, until),
    )
    return _note(_rows(session, _sent(since, until)), around)


def _note(rows: Sequence[tuple[Any, ...]], around: _Around) -> list[Sent]:
    """Put together what is known of each; the last first, since who comes next is known by then."""
    source, keys = lru_cache(Source), lru_cache(_keys)
    later: dict[str, datetime] = {}
    found: list[Sent] = []
    for row in reversed(rows):
        signal, at, started_at, reporter, organisation, sector, channel, theme, group, level, *rest = row
        fiches = around.fiches.get(signal, ())
        first_at, next_at = around.seen.get(reporter, (None, None)) if reporter else (None, None)
        if reporter:
            next_at, later[reporter] = later.get(reporter, next_at), at
        heard = [around.told[way] for about in (signal, *fiches) if (way := (reporter, about)) in around.told]
        sent: tuple[Any, ...] = (
            at, started_at, reporter, source(organisation, sector), channel, keys(theme), keys(group), keys(level),
            tuple(fiches), first_at, next_at, *around.decided.get(signal, (None, "", "")), signal in around.asked,
            min(heard, default=None), signal in around.leaked, *rest,
        )  # fmt: skip
        found.append(Sent(*sent))
    found.reverse()
    return found


def _keys(first: str) -> tuple[str, ...]:
    return (first,) if first else ()


def _sent(since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    made = func.coalesce(Proposal.state == MADE, false())
    nothing = func.jsonb_array_length(Proposal.content["themes"]) == 0
    theme = case((is_hint(), ""), else_=_first(Signal.themes))
    columns: tuple[Any, ...] = (
        _SIGNAL, Signal.received_at, Signal.started_at, _REPORTER, func.coalesce(Signal.organisation, ""),
        func.coalesce(Signal.sector, ""), Signal.channel, theme, _first(Signal.target_groups),
        _first(Signal.levels), Signal.wants != "nee", _points(), _guarded(), made,
        func.coalesce(and_(Proposal.state == MADE, nothing), false()),
    )  # fmt: skip
    return (
        select(*columns)
        .outerjoin(Proposal, Proposal.signal_id == Signal.id)
        .where(Signal.received_at >= since, Signal.received_at < until, Signal.status.not_in(_UNCOUNTED))
        .order_by(Signal.received_at)
    )


def _first(labels: Any) -> ColumnElement[str]:
    """Give the most important of labels; empty when there is none."""
    return func.coalesce(labels[1], "")


def _points() -> ColumnElement[int]:
    """Count the six points of depth."""
    known = "onbekend"
    points: tuple[ColumnElement[bool], ...] = (
        func.length(Signal.text) >= _LONG,
        Signal.breadth != known,
        func.coalesce(Signal.trend, known) != known,
        func.coalesce(Signal.impact, "") != "",
        func.cardinality(Signal.kinds) > 0,
        func.lower(Signal.text).op("~")(_TELLING),
    )
    total = sum((point.cast(Integer) for point in points[1:]), start=points[0].cast(Integer))
    return case((Signal.text == "", None), else_=total)


def _guarded() -> ColumnElement[bool]:
    """Tell whether she hid something that the guard found, or let it stand."""
    return or_(*(any_(Signal.flags) == flag for flag in ("hid", "kept")))


def _read_judgements(session: Session, since: datetime) -> tuple[dict[str, tuple[datetime, str, str]], frozenset[str]]:
    """Read the first decision of a person on each signal, and in which a processor still found personal data."""
    to, reason = (func.coalesce(Journal.details[name].astext, "") for name in ("to", "reason"))
    columns = select(cast(Journal.signal_id, Text), Journal.what, Journal.at, to, reason)
    person = or_(Journal.what == HID, Journal.actor == "staff")
    judged = Journal.what.in_((DECIDED, HID)), Journal.signal_id.is_not(None), Journal.at >= since, person
    decided: dict[str, tuple[datetime, str, str]] = {}
    leaked: set[str] = set()
    for signal, what, *decision in _rows(session, columns.where(*judged).order_by(Journal.id)):
        if what == HID:
            leaked.add(signal)
        else:
            decided.setdefault(signal, (decision[0], decision[1], decision[2]))
    return decided, frozenset(leaked)


def _read_carried(session: Session, since: datetime, until: datetime) -> dict[str, list[str]]:
    """Read in which fiches signals are."""
    carried: defaultdict[str, list[str]] = defaultdict(list)
    columns = select(cast(FicheSignal.signal_id, Text), cast(FicheSignal.fiche_id, Text))
    within = FicheSignal.released_at.is_(None), Signal.received_at >= since, Signal.received_at < until
    for signal, fiche in _rows(session, columns.join(Signal, Signal.id == FicheSignal.signal_id).where(*within)):
        carried[signal].append(fiche)
    return dict(carried)


def _read_told(session: Session) -> dict[tuple[str, str], datetime]:
    """Read when each reporter first heard what a person did about a signal or a fiche."""
    whose = Told.reporter_id, Journal.signal_id, Journal.fiche_id
    columns = select(*(cast(key, Text) for key in whose), func.min(Told.done_at))
    heard = Told.state == "sent", Journal.actor == "staff", Told.done_at.is_not(None)
    told: dict[tuple[str, str], datetime] = {}
    for reporter, signal, fiche, at in _rows(
        session, columns.join(Journal, Journal.id == Told.entry_id).where(*heard).group_by(*whose)
    ):
        for about in (signal, fiche):
            told[reporter, about] = min(at, told.get((reporter, about), at))
    return told


def _read_seen(session: Session, until: datetime) -> dict[str, tuple[datetime, datetime | None]]:
    """Read when each reporter sent her first signal, and the first one since a moment."""
    first = func.min(Signal.received_at)
    columns = select(_REPORTER, first, first.filter(Signal.received_at >= until))
    counted = Signal.reporter_id.is_not(None), Signal.status.not_in(_UNCOUNTED)
    rows = _rows(session, columns.where(*counted).group_by(Signal.reporter_id))
    return {reporter: (first_at, after) for reporter, first_at, after in rows}


def _rows(session: Session, statement: Any) -> Sequence[Any]:
    """Read rows as the driver gives them: what a session does for objects takes as long again."""
    return session.connection().execute(statement).all()


def first_signal_at(session: Session) -> datetime | None:
    """Tell when the first signal of the bound municipality came."""
    return session.scalar(select(func.min(Signal.received_at)))
