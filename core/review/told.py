"""What a reporter told of a signal's themes, groups, kinds and levels herself, also after a processor labelled it."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.classify.labels import FACETS
from core.intake.calls import is_hint
from core.store.tables import Journal, Signal

LABELLED = "labelled"
_ADDED = "supplemented"

Keys = dict[str, list[str]]


def held(signal: Signal) -> Keys:
    """Give the labels that hold, by facet."""
    return {facet: list(getattr(signal, facet)) for facet in FACETS}


def said(session: Session, signal: Signal) -> Keys:
    """Give the labels of a signal that nobody labelled, without what its call or its fiche only hinted at, by facet."""
    if signal.joins_id is not None:
        received = select(Journal.details).where(Journal.signal_id == signal.id, Journal.what == "received")
        given = (session.scalar(received.limit(1)) or {}).get("inherited", {})
        return {facet: [key for key in keys if key not in given.get(facet, [])] for facet, keys in held(signal).items()}
    if signal.call_id is None:
        return held(signal)
    hinted = session.scalar(select(is_hint()).where(Signal.id == signal.id))
    return {**held(signal), **({"themes": []} if hinted else {})}


def told(session: Session, signal: Signal) -> Keys:
    """Give what the reporter chose or confirmed, by facet.

    Before a processor labels a signal its columns say so; then the journal does: each labelling carries it on, and what
    she answers later is added there (core.intake.supplement).
    """
    if signal.labelled_at is None:
        return said(session, signal)
    return told_before(held(signal), read_details(session, signal.id))


def told_before(holding: Mapping[str, list[str]], entries: list[dict[str, Any]]) -> Keys:
    """The same, of a labelled signal, from the details of its journal, oldest first."""
    keys = {facet: list(given) for facet, given in holding.items()}
    for details in entries:
        keys |= details.get("told", {})
    return keys


def left_as_proposed(told: Mapping[str, list[str]], entries: Sequence[Mapping[str, Any]]) -> Keys:
    """Give what counts as told though the machine proposed it and the reporter sent it as it stood, by facet.

    `entries`: the details of the whole journal, oldest first. A facet that she changed is hers altogether.
    """
    sent = next((details for details in entries if "proposed" in details and "confirmed" in details), None)
    if sent is None:
        return {}
    left = {facet: keys for facet, keys in sent["confirmed"].items() if facet in FACETS and keys}
    return {
        facet: [key for key in keys if key in told.get(facet, [])]
        for facet, keys in left.items()
        if set(keys) == set(sent["proposed"].get(facet, []))
    }


def read_details(session: Session, signal_id: uuid.UUID) -> list[dict[str, Any]]:
    """Read the details of what changed a signal's labels, oldest first."""
    changed = select(Journal.details).where(Journal.signal_id == signal_id, Journal.what.in_((LABELLED, _ADDED)))
    return list(session.scalars(changed.order_by(Journal.id)))
