"""Partners added, what is agreed with each signed, and partners that leave."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.errors import NotFound, Refused
from core.intake.guard import read_guard
from core.intake.normalise import normalise
from core.people.audit import note
from core.people.sessions import Present
from core.review.fiches import Changed, Lacking
from core.store.tables import Agreement, Organisation, Partner

LONGEST_NAME, LONGEST_TERMS = 120, 2000  # characters
SOON = timedelta(days=60)
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed: who may signal, what is published; from the day it is signed until its last day, or on.

    `approves`: whether the partner approves what is published of a fiche that concerns it.
    """

    signed_on: date | None = None
    ends_on: date | None = None
    signals: str = ""
    publishes: str = ""
    approves: bool = True


def add_partner(session: Session, present: Present, name: str) -> int:
    """Add a partner, known from the list of organisations where its name is there; gives its id. Once by each name.

    Raises Refused for no name, or one of more than LONGEST_NAME.
    """
    present.must("partners.agree")
    tidy = " ".join(normalise(name).split())
    if not 0 < len(tidy) <= LONGEST_NAME:
        raise Refused("partner: name")
    listed = session.execute(
        select(Organisation.id, Organisation.name).where(func.lower(Organisation.name) == tidy.lower()).limit(1)
    ).one_or_none()
    same = select(Partner.id).where(func.lower(Partner.name) == tidy.lower()).limit(1)
    there = session.scalar(same)
    if there is not None:
        return there
    added = insert(Partner).values(
        municipality_id=present.place.id,
        name=listed.name if listed else tidy,
        organisation_id=listed.id if listed else None,
    )
    made = session.scalar(
        added.on_conflict_do_nothing(index_elements=["municipality_id", "name"]).returning(Partner.id)
    )
    if made is None:
        return session.scalars(same).one()
    note(session, present.place.id, present.staff_id, "partner.added", made)
    return made


def sign_agreement(session: Session, present: Present, partner_id: int, terms: Terms) -> Changed | Lacking:
    """Note an agreement with a partner; one that was signed on the same day is put right. Raises NotFound.

    While it runs it is public: signing it is the approval of that, and what speaks of a person is hidden in its words.
    Lacking names: signed_on, ends_on, signals, publishes.
    """
    present.must("partners.agree")
    partner = lock_partner(session, partner_id)
    signals, publishes = normalise(terms.signals), normalise(terms.publishes)
    wrong = {
        "signed_on": not _likely(terms.signed_on),
        "ends_on": terms.ends_on is not None
        and (not _likely(terms.ends_on) or (terms.signed_on is not None and terms.ends_on < terms.signed_on)),
        "signals": not 0 < len(signals) <= LONGEST_TERMS,
        "publishes": not 0 < len(publishes) <= LONGEST_TERMS,
    }
    if any(wrong.values()) or terms.signed_on is None:
        return Lacking(tuple(name for name, is_wrong in wrong.items() if is_wrong))
    guard = read_guard(session)
    signals, publishes = guard.hide(signals), guard.hide(publishes)
    there = session.scalar(
        select(Agreement).where(Agreement.partner_id == partner.id, Agreement.signed_on == terms.signed_on)
    )
    if there is None:
        there = Agreement(
            municipality_id=partner.municipality_id, partner_id=partner.id, signed_on=terms.signed_on,
            ends_on=terms.ends_on, signals=signals, publishes=publishes, approves=terms.approves,
            staff_id=present.staff_id,
        )  # fmt: skip
        session.add(there)
    elif (there.ends_on, there.signals, there.publishes, there.approves) == (
        terms.ends_on, signals, publishes, terms.approves,
    ):  # fmt: skip
        return Changed(changed=False)
    else:
        there.ends_on, there.signals, there.publishes = terms.ends_on, signals, publishes
        there.approves = terms.approves
    session.flush()
    note(session, present.place.id, present.staff_id, "agreement.signed", partner.id)
    return Changed(changed=True)


def leave(session: Session, present: Present, partner_id: int, on: date | None) -> bool:
    """Note since when a partner works along no more (None: it does again); False when that was so."""
    present.must("partners.agree")
    partner = lock_partner(session, partner_id)
    if (partner.left_on is None) == (on is None):
        return False
    partner.left_on = on
    session.flush()
    note(session, present.place.id, present.staff_id, "partner.left" if on else "partner.returned", partner.id)
    return True


def lock_partner(session: Session, partner_id: int) -> Partner:
    """Take a partner of the bound municipality in hand; NotFound when there is none."""
    locked = select(Partner).where(Partner.id == partner_id).with_for_update()
    partner = session.scalar(locked.execution_options(populate_existing=True))
    if partner is None:
        raise NotFound("partner")
    return partner


def _likely(day: date | None) -> bool:
    return day is not None and _FIRST_YEAR <= day.year < _LAST_YEAR
