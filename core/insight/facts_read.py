"""Reading facts: what figures and trends are computed from, of signals that moved, as their rows are now."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from core.insight.facts_sent import Sent
from core.intake.calls import is_hint
from core.review.decision import DECIDED, HID
from core.store.tables import Fiche, FicheSignal, Journal, Proposal, Question, Signal, Told
from core.store.tables.model import MADE
from core.store.tables.signal import ONLY_WEIGHT

# What was told twice by one person, or taken back, counts nowhere.
_UNCOUNTED = frozenset({"dubbel", "ingetrokken", "gesplitst"})
# In trends what was judged to be no signal neither.
_NO_TREND = _UNCOUNTED | {"geen-signaal"}
_TAKEN_BACK = "ingetrokken"
_LONG = 150  # characters of a telling description
# A figure or an example, as people write them, in small letters.
_TELLING = "[0-9]|bijv|voorbeeld|zoals|onlangs|gisteren|vorige "


_FACETS = ("themes", "target_groups")


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known of signals from other tables: by signal, or by reporter and signal or fiche."""

    fiches: Mapping[uuid.UUID, Sequence[tuple[uuid.UUID, int]]]
    decided: Mapping[uuid.UUID, tuple[datetime, str, str]]
    leaked: frozenset[uuid.UUID]
    asked: frozenset[uuid.UUID]
    told: Mapping[tuple[uuid.UUID, uuid.UUID], datetime]


def read_moved(session: Session, ids: Sequence[uuid.UUID]) -> list[Sent]:
    """Read what is known of signals of the bound municipality; those that are gone are left out."""
    given = {"ids": list(ids)}
    decided, leaked = _read_judgements(session, given)
    asked = _rows(session, select(Question.signal_id).where(_among(Question.signal_id)), given)
    around = _Around(
        _read_carried(session, given),
        decided,
        leaked,
        frozenset(row[0] for row in asked),
        _read_told(session, given),
    )
    return [_note(tuple(row), around) for row in _rows(session, _sent(), given)]


def first_signal_at(session: Session) -> datetime | None:
    """Tell when the first signal of the bound municipality came."""
    return session.scalar(select(func.min(Signal.received_at)))


def _note(row: tuple[Any, ...], around: _Around) -> Sent:
    """Put together what is known of a signal."""
    signal, status, labelled, themes, groups, proposal, reporter, *own = row
    at, started_at, organisation, sector, channel, theme, group, level, wants, points, guarded, read, silent = own
    fiches = around.fiches.get(signal, ())
    heard = [around.told[reporter, about] for about in (signal, *(id_ for id_, _ in fiches))
             if (reporter, about) in around.told]  # fmt: skip
    decided_at, decided, reason = around.decided.get(signal, (None, "", ""))
    shown = [
        held if held or labelled else [entry["key"] for entry in proposal[facet] or ()]
        for facet, held in zip(_FACETS, (themes, groups), strict=True)
    ]
    return Sent(
        id=signal, at=at, started_at=started_at, reporter=reporter, organisation=organisation, sector=sector,
        channel=channel, theme=theme, group=group, level=level, themes=",".join(themes), groups=",".join(groups),
        proposed_themes=",".join(shown[0]), proposed_groups=",".join(shown[1]),
        fiches=tuple(sorted(number for _, number in fiches)), decided_at=decided_at, decided=decided, reason=reason,
        asked=signal in around.asked, told_at=min(heard, default=None), leaked=signal in around.leaked,
        wants=wants, points=points, guarded=guarded, read=read, silent=silent, counts=status not in _UNCOUNTED,
        trends=status not in _NO_TREND, carries=status != _TAKEN_BACK,
    )  # fmt: skip


def _among(column: Any) -> ColumnElement[bool]:
    return column == any_(bindparam("ids", type_=ARRAY(Uuid)))


def _sent() -> Select[*tuple[Any, ...]]:
    made = func.coalesce(Proposal.state == MADE, false())
    nothing = func.jsonb_array_length(Proposal.content["themes"]) == 0
    theme = case((is_hint(), ""), else_=_first(Signal.themes))
    shown = func.jsonb_build_object(*(part for facet in _FACETS for part in (facet, Proposal.content[facet])))
    columns: tuple[Any, ...] = (
        Signal.id, Signal.status, Signal.labelled_at.is_not(None), Signal.themes, Signal.target_groups, shown,
        Signal.reporter_id, Signal.received_at, Signal.started_at, func.coalesce(Signal.organisation, ""),
        func.coalesce(Signal.sector, ""), Signal.channel, theme, _first(Signal.target_groups),
        _first(Signal.levels), Signal.wants != "nee", _points(), _guarded(), made,
        func.coalesce(and_(Proposal.state == MADE, nothing), false()),
    )  # fmt: skip
    return select(*columns).outerjoin(Proposal, Proposal.signal_id == Signal.id).where(_among(Signal.id))


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
    # Who only adds her weight to a fiche tells nothing anew: that is not told badly.
    bare = or_(Signal.text == "", any_(Signal.flags) == ONLY_WEIGHT)
    return case((bare, None), else_=total)


def _guarded() -> ColumnElement[bool]:
    """Tell whether she hid something that the guard found, or let it stand."""
    return or_(*(any_(Signal.flags) == flag for flag in ("hid", "kept")))


def _read_judgements(
    session: Session, given: dict[str, Any]
) -> tuple[dict[uuid.UUID, tuple[datetime, str, str]], frozenset[uuid.UUID]]:
    """Read the first decision of a person on each signal, and in which a processor still found personal data."""
    to, reason = (func.coalesce(Journal.details[name].astext, "") for name in ("to", "reason"))
    columns = select(Journal.signal_id, Journal.what, Journal.at, to, reason)
    person = or_(Journal.what == HID, Journal.actor == "staff")
    judged = Journal.what.in_((DECIDED, HID)), _among(Journal.signal_id), person
    decided: dict[uuid.UUID, tuple[datetime, str, str]] = {}
    leaked: set[uuid.UUID] = set()
    for signal, what, *decision in _rows(session, columns.where(*judged).order_by(Journal.id), given):
        if what == HID:
            leaked.add(signal)
        else:
            decided.setdefault(signal, (decision[0], decision[1], decision[2]))
    return decided, frozenset(leaked)


def _read_carried(session: Session, given: dict[str, Any]) -> dict[uuid.UUID, list[tuple[uuid.UUID, int]]]:
    """Read in which fiches signals are."""
    carried: defaultdict[uuid.UUID, list[tuple[uuid.UUID, int]]] = defaultdict(list)
    columns = select(FicheSignal.signal_id, Fiche.id, Fiche.number).join(Fiche, Fiche.id == FicheSignal.fiche_id)
    for signal, fiche, number in _rows(
        session, columns.where(FicheSignal.released_at.is_(None), _among(FicheSignal.signal_id)), given
    ):
        carried[signal].append((fiche, number))
    return dict(carried)


def _read_told(session: Session, given: dict[str, Any]) -> dict[tuple[uuid.UUID, uuid.UUID], datetime]:
    """Read when the reporters of signals first heard what a person did about a signal or a fiche."""
    whose = Told.reporter_id, Journal.signal_id, Journal.fiche_id
    columns = select(*whose, func.min(Told.done_at)).join(Journal, Journal.id == Told.entry_id)
    theirs = Told.reporter_id.in_(select(Signal.reporter_id).where(_among(Signal.id)))
    heard = theirs, Told.state == "sent", Journal.actor == "staff", Told.done_at.is_not(None)
    told: dict[tuple[uuid.UUID, uuid.UUID], datetime] = {}
    for reporter, signal, fiche, at in _rows(session, columns.where(*heard).group_by(*whose), given):
        for about in (signal, fiche):
            told[reporter, about] = min(at, told.get((reporter, about), at))
    return told


def _rows(session: Session, statement: Any, given: dict[str, Any]) -> Sequence[Any]:
    """Read rows as the driver gives them: what a session does for objects takes as long again."""
    return session.connection().execute(statement, given).all()
