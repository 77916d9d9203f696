"""Known: what is known of the sender of a mail, and of the municipality it is for: in one trip."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Row
from sqlalchemy.orm import Session

from core.context import Context
from core.intake.guard import Guard, make_guard
from core.intake.loaded import as_loaded
from core.intake.rooms import Heard
from core.intake.seat import USED_LATELY, Met, contact_place, meet
from core.intake.settled import Chat
from core.intake.thread import is_enough
from core.municipalities import Place
from core.store.tables import Contact, Reporter

# Spelled once, because every mail asks it. One row, also where nobody is known.
# Who is verified and not known yet is made by the same trip; the address is sealed for the key that a new contact gets.
_KNOWN = """
    with new as (
        select %(lookup)s::bytea as lookup where %(lookup)s::bytea is not null and not exists (
            select from contact
            where door_id = %(door_id)s and lookup = %(lookup)s and municipality_id = %(place)s)
    ), reported as (
        insert into reporter (id, municipality_id, wants) select %(reporter_id)s, %(place)s, 'hier' from new
    ), made as (
        insert into contact (id, door_id, lookup, municipality_id, reporter_id, address)
        select %(id)s, %(door_id)s, lookup, %(place)s, %(reporter_id)s, %(address)s::bytea from new
        on conflict do nothing
        returning used_at
    )
    select made.used_at as made_at, exists (select from new) as is_new, contact.id, contact.reporter_id,
        contact.address, contact.paused, contact.asking, contact.used_at,
        contact.created_at, reporter.sector, reporter.organisation, reporter.wants, reporter.created_at as since,
        array(select name from organisation order by name) as organisations,
        array(select words from allowed where accepted) as allowed,
        array(select likeness from conversation where contact_id = contact.id and likeness is not null
            and touched_at > %(day)s) as likenesses,
        letters.in_hour, letters.in_day
    from (
        select count(*) filter (where queued_at > %(hour)s) as in_hour, count(*) as in_day
        from letter where door_id = %(door_id)s and lookup = %(lookup)s and queued_at > %(day)s
    ) as letters
    left join contact on contact.door_id = %(door_id)s and contact.lookup = %(lookup)s
        and contact.municipality_id = %(place)s
    left join reporter on reporter.id = contact.reporter_id
    left join made on true
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before a mail is taken.

    - `met`: the sender, when she is verified; `organisations`: those that are listed, by name.
    - `likenesses`: of what she wrote within a day; `may_answer`: she got not too many letters of late.
    """

    met: Met | None
    organisations: tuple[str, ...]
    guard: Guard
    likenesses: tuple[bytes, ...]
    may_answer: bool


def look_up(session: Session, context: Context, chat: Chat, place: Place, heard: Heard, *, verified: bool) -> Known:
    """Find what is known in the municipality that is bound; a verified sender is met, and made when she is new."""
    now = context.clock()
    reporter = Reporter(id=uuid4(), municipality_id=place.id)
    contact = Contact(id=uuid4(), door_id=chat.door_id, lookup=chat.lookup, municipality_id=place.id)
    address = context.keys.seal(heard.address.encode(), contact_place(contact)) if heard.address else None
    asked: dict[str, Any] = {
        "door_id": chat.door_id,
        # Of a sender who is not verified nothing is read, and nothing is made.
        "lookup": chat.lookup if verified else None,
        "place": place.id,
        "hour": now - timedelta(hours=1),
        "day": now - timedelta(days=1),
        "id": contact.id,
        "reporter_id": reporter.id,
        "address": address,
    }
    row = session.connection().exec_driver_sql(_KNOWN, asked).one()
    organisations = tuple(row.organisations)
    met: Met | None = None
    if row.is_new:
        reporter = as_loaded(session, reporter, {"sector": None, "organisation": None, "wants": "hier"})
        if row.made_at is None:  # another door made her contact at the same moment
            session.delete(reporter)
        else:
            new = {"reporter_id": reporter.id, "address": address, "paused": None, "asking": None}
            contact = as_loaded(session, contact, {**new, "used_at": row.made_at})
            met = Met(place, contact, reporter, organisations, first_time=True)
    elif row.reporter_id is not None and row.address is not None:
        met = _meet_again(session, chat, place, organisations, row)
        if now - row.used_at > USED_LATELY:
            met.contact.used_at = now
    if verified and met is None:
        met = meet(session, context, chat.door_id, chat.lookup, place, heard)
    enough = is_enough(row.in_hour, row.in_day)
    return Known(met, organisations, make_guard(row.allowed), tuple(row.likenesses), may_answer=not enough)


def _meet_again(session: Session, chat: Chat, place: Place, organisations: tuple[str, ...], row: Row[Any]) -> Met:
    """Give contact and reporter as the session would have loaded them."""
    told = {"sector": row.sector, "organisation": row.organisation, "wants": row.wants, "created_at": row.since}
    reporter = as_loaded(session, Reporter(id=row.reporter_id, municipality_id=place.id), told)
    kept = {
        name: getattr(row, name) for name in ("reporter_id", "address", "paused", "asking", "used_at", "created_at")
    }
    contact = Contact(id=row.id, door_id=chat.door_id, lookup=chat.lookup, municipality_id=place.id)
    return Met(place, as_loaded(session, contact, kept), reporter, organisations, first_time=False)
