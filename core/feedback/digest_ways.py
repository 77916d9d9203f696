"""Reaching many: by which way the digest of each reporter of a block goes to her, as `reaching` finds it for one."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.feedback.digest_reading import Sent
from core.feedback.reaching import BOUNCED, NO_ADDRESS, PAUSED, Way, kind_of
from core.store.among import among
from core.store.tables import Contact, Door, Reporter


def find_ways(
    session: Session, reporters: Sequence[Reporter], signals: Mapping[uuid.UUID, Sent], today: date
) -> Mapping[uuid.UUID, Way | str]:
    """Find the way to each reporter who has a signal, or say why there is none; in one query."""
    rows = session.execute(
        select(Contact, Door.kind)
        .join(Door, Door.id == Contact.door_id)
        .where(among(Contact.reporter_id, signals), Contact.address.is_not(None))
        .order_by(Contact.used_at.desc())
    ).all()
    contacts: dict[uuid.UUID, list[tuple[Contact, str]]] = defaultdict(list)
    for contact, kind in rows:
        if contact.reporter_id is not None:
            contacts[contact.reporter_id].append((contact, kind))
    return {
        reporter.id: PAUSED
        if reporter.paused_until is not None and today < reporter.paused_until
        else _choose(
            contacts[reporter.id], reporter.channel or kind_of(signals[reporter.id].wants, signals[reporter.id].channel)
        )
        for reporter in reporters
        if reporter.id in signals
    }


def _choose(contacts: Sequence[tuple[Contact, str]], wanted: str) -> Way | str:
    ordered = sorted(contacts, key=lambda pair: pair[1] != wanted)
    open_ = next((Way(contact, kind) for contact, kind in ordered if contact.paused is None), None)
    return open_ or (ordered[0][0].paused or BOUNCED if ordered else NO_ADDRESS)
