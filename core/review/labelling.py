"""Labelling: a person says which themes, groups, kinds and levels hold; every time is kept, and can be undone."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.classify.labels import FACETS, read_labels
from core.errors import NotPossible, Refused
from core.people.sessions import Present
from core.review.bundling import follow_signal
from core.review.proposed import Proposed, read_proposed
from core.review.signal_rows import lock_signal
from core.review.told import LABELLED, Keys, held, read_details, said, told_before
from core.store.tables import Journal, Proposal, Signal, Staff

ACCEPT, CORRECT, UNDO = "accept", "correct", "undo"
MOST_THEMES = 3


class TooManyThemes(Refused):
    """More themes than a signal can have."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels by key, the most important first. `one_case`: a person says that it is one case and no pattern."""

    themes: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    one_case: bool = False

    def keys(self, facet: str) -> list[str]:
        """Give the keys of a facet."""
        return list(getattr(self, facet))


@dataclass(frozen=True, slots=True)
class Labelled:
    """Done; `changed` is False when the same was said before. `seen`: the moment that undoing it names.

    `via`: how it is journalled, where it changed: a yes to a proposal that is gone by now is a choice.
    """

    changed: bool
    seen: str
    via: str = UNDO


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Not done: somebody else labelled the signal since the page was opened. `by` is her e-mail, where known."""

    by: str
    at: datetime
    theirs: Labels
    seen: str


def label_signal(
    session: Session, present: Present, signal_id: uuid.UUID, labels: Labels, via: str, seen: str
) -> Labelled | Overtaken:
    """Let labels hold from now on, and journal what they were, and what was proposed.

    `seen`: what `stamp` gave when the page was made. The row is locked; saying the same again changes nothing. Raises
    Refused for a key that the taxonomy does not know, TooManyThemes, NotPossible when the words are gone.
    """
    present.must("signals.label")
    _check(labels)
    signal, entries = _open(session, signal_id)
    now_holds = holding(signal, entries)
    if signal.labelled_at is not None and now_holds == labels:
        return Labelled(changed=False, seen=stamp(signal.labelled_at))
    if stamp(signal.labelled_at) != seen:
        return _overtaken(session, signal, now_holds)
    row = session.get(Proposal, signal_id)
    proposed = read_proposed(row, on=bool(present.place.setting("model")))
    if via == ACCEPT and accepting(now_holds, proposed) != labels:
        via = CORRECT  # another proposal stands there by now: she said yes to one that is gone
    _write(session, present, signal, labels, _details(session, signal, entries, labels, proposed, via))
    return Labelled(changed=True, seen=stamp(signal.labelled_at), via=via)


def undo_labelling(session: Session, present: Present, signal_id: uuid.UUID, seen: str) -> Labelled | Overtaken:
    """Let the labels hold again that held before the last labelling, and journal that; once, not twice.

    After the first labelling nobody has labelled the signal then: what the reporter said holds.
    """
    present.must("signals.label")
    signal, entries = _open(session, signal_id)
    last = last_labelling(entries)
    if last is not None and last.get("undone") == seen:
        return Labelled(changed=False, seen=stamp(signal.labelled_at))
    if stamp(signal.labelled_at) != seen:
        return _overtaken(session, signal, holding(signal, entries))
    if last is None or last["via"] == UNDO:
        return Labelled(changed=False, seen=seen)
    first = bool(last.get("first"))
    before = {facet: last["facets"][facet]["old"] for facet in FACETS}
    keys = told_before(held(signal), entries) if first else before
    labels = _labels(keys, one_case=bool(last.get("was_one_case")))
    details = _details(session, signal, entries, labels, Proposed(""), UNDO)
    _write(session, present, signal, labels, {**details, "undone": seen})
    if first:
        signal.labelled_at = None
        session.flush()
    return Labelled(changed=True, seen=stamp(signal.labelled_at))


def accepting(now_holds: Labels, proposed: Proposed) -> Labels:
    """Give what holds when a proposal is accepted: what holds already, and what is proposed beside it."""
    keys = {facet: list(dict.fromkeys((*now_holds.keys(facet), *proposed.keys(facet)))) for facet in FACETS}
    keys["themes"] = keys["themes"][:MOST_THEMES]
    return _labels(keys, one_case=now_holds.one_case)


def holding(signal: Signal, entries: list[dict[str, Any]]) -> Labels:
    """Give the labels that hold; `entries`: the journal's details of what changed them."""
    last = last_labelling(entries) if signal.labelled_at is not None else None
    return _labels(held(signal), one_case=last is not None and last.get("structural") is False)


def last_labelling(entries: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Give the details of the last labelling; None when there was none."""
    return next((details for details in reversed(entries) if "facets" in details), None)


def stamp(at: datetime | None) -> str:
    """Write when a signal was last labelled, as a form carries it; empty when it never was."""
    return at.isoformat() if at else ""


def _labels(keys: Mapping[str, list[str]], *, one_case: bool) -> Labels:
    return Labels(**{facet: tuple(keys[facet]) for facet in FACETS}, one_case=one_case)


def _check(labels: Labels) -> None:
    known = read_labels().facets
    for facet in FACETS:
        keys = labels.keys(facet)
        unknown = [key for key in keys if key not in known[facet]]
        if unknown or len(set(keys)) < len(keys):
            raise Refused(f"labels: {facet}")
    if len(labels.themes) > MOST_THEMES:
        raise TooManyThemes("labels: themes")


def _open(session: Session, signal_id: uuid.UUID) -> tuple[Signal, list[dict[str, Any]]]:
    signal = lock_signal(session, signal_id)
    if not signal.text:
        raise NotPossible("labels: the words are gone")
    return signal, read_details(session, signal_id)


def _overtaken(session: Session, signal: Signal, theirs: Labels) -> Overtaken:
    who = (
        select(Journal.at, Staff.email)
        .outerjoin(Staff, Staff.id == Journal.staff_id)
        .where(Journal.signal_id == signal.id, Journal.what == LABELLED)
        .order_by(Journal.id.desc())
        .limit(1)
    )
    found = session.execute(who).one_or_none()
    if found is None:  # a form that was tampered with
        raise Refused("labels: seen")
    return Overtaken(found.email or "", found.at, theirs, stamp(signal.labelled_at))


def _details(
    session: Session, signal: Signal, entries: list[dict[str, Any]], labels: Labels, proposed: Proposed, via: str
) -> dict[str, Any]:
    old = holding(signal, entries)
    told: Keys = said(session, signal) if signal.labelled_at is None else told_before(held(signal), entries)
    return {
        "model": proposed.model or None,
        "via": via,
        "facets": {
            facet: {"proposed": list(proposed.keys(facet)), "old": old.keys(facet), "new": labels.keys(facet)}
            for facet in FACETS
        },
        "told": told,
        **({"structural": False} if labels.one_case else {}),
        **({"was_one_case": True} if old.one_case else {}),
        **({"first": True} if signal.labelled_at is None else {}),
    }


def _write(session: Session, present: Present, signal: Signal, labels: Labels, details: dict[str, Any]) -> None:
    for facet in FACETS:
        setattr(signal, facet, labels.keys(facet))
    signal.labelled_at = session.scalar(select(func.clock_timestamp()))
    session.add(
        Journal(
            municipality_id=signal.municipality_id,
            signal_id=signal.id,
            what=LABELLED,
            actor="staff",
            staff_id=present.staff_id,
            details=details,
        )
    )
    session.flush()
    follow_signal(session, signal.id)
