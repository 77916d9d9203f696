"""Partners as people read them: all of them with where their agreement stands, and one with what it works along on."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import any_, func, literal, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.partners.agreements import SOON
from core.people.sessions import Present
from core.store.tables import Action, AgendaGuest, AgendaItem, Agreement, Fiche, Organisation, Partner, PartnerFiche

RUNS, ENDS, ENDED, NONE, LEFT = "loopt", "eindigt", "verlopen", "geen", "weg"
_MOST = 100


@dataclass(frozen=True, slots=True)
class Signed:
    """An agreement as it was signed."""

    signed_on: date
    ends_on: date | None
    signals: str
    publishes: str
    approves: bool


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """A partner in the list; `state`: loopt, eindigt (within SOON), verlopen, geen, weg; `fiches` concern it."""

    id: int
    name: str
    state: str
    ends_on: date | None
    fiches: int


@dataclass(frozen=True, slots=True)
class PartnerShown:
    """A partner with its agreements (the last first), and its fiches, actions and meetings, the newest first."""

    id: int
    name: str
    listed: bool
    state: str
    left_on: date | None
    agreements: tuple[Signed, ...]
    fiches: tuple[tuple[int, str, str], ...]
    actions: tuple[tuple[uuid.UUID, str, str], ...]
    meetings: tuple[tuple[int, str, datetime], ...]


def list_partners(session: Session, present: Present, today: date) -> tuple[PartnerLine, ...]:
    """List the partners by name, those that left last; in three queries however many there are."""
    present.must("partners.read")
    rows = session.scalars(select(Partner).order_by(Partner.left_on.is_not(None), func.lower(Partner.name))).all()
    last = (
        select(Agreement)
        .ext(distinct_on(Agreement.partner_id))
        .order_by(Agreement.partner_id, Agreement.signed_on.desc())
    )
    agreements = {agreement.partner_id: agreement for agreement in session.scalars(last)}
    counted = select(PartnerFiche.partner_id, func.count()).group_by(PartnerFiche.partner_id)
    fiches = {row[0]: row[1] for row in session.execute(counted)}
    return tuple(
        PartnerLine(
            row.id, row.name, _state(row, agreements.get(row.id), today),
            agreement.ends_on if (agreement := agreements.get(row.id)) else None, fiches.get(row.id, 0),
        )
        for row in rows
    )  # fmt: skip


def name_partners(session: Session, present: Present) -> tuple[tuple[int, str], ...]:
    """Give id and name of the partners that work along."""
    present.must("partners.read")
    rows = session.execute(
        select(Partner.id, Partner.name).where(Partner.left_on.is_(None)).order_by(func.lower(Partner.name))
    )
    return tuple((row.id, row.name) for row in rows)


def name_unlisted(session: Session, present: Present) -> tuple[str, ...]:
    """Give the organisations on the list for reporters that are no partner yet."""
    present.must("partners.agree")
    taken = select(Partner.organisation_id).where(Partner.organisation_id.is_not(None))
    names = select(Organisation.name).where(Organisation.id.not_in(taken)).order_by(Organisation.name)
    return tuple(session.scalars(names))


def read_partner(session: Session, present: Present, partner_id: int, today: date) -> PartnerShown:
    """Read a partner of the bound municipality; NotFound when there is none."""
    present.must("partners.read")
    row = session.get(Partner, partner_id)
    if row is None:
        raise NotFound("partner")
    signed = session.scalars(
        select(Agreement).where(Agreement.partner_id == row.id).order_by(Agreement.signed_on.desc())
    ).all()
    fiches = session.execute(
        select(Fiche.number, Fiche.title, Fiche.status)
        .join(PartnerFiche, PartnerFiche.fiche_id == Fiche.id)
        .where(PartnerFiche.partner_id == row.id)
        .order_by(Fiche.number.desc())
        .limit(_MOST)
    )
    actions = session.execute(
        select(Action.id, Action.title, Action.state)
        .where(literal(row.name) == any_(Action.partners))
        .order_by(Action.added_at.desc())
        .limit(_MOST)
    )
    meetings = session.execute(
        select(AgendaItem.number, AgendaItem.title, AgendaItem.starts_at)
        .join(AgendaGuest, AgendaGuest.item_id == AgendaItem.id)
        .where(AgendaGuest.partner_id == row.id)
        .order_by(AgendaItem.starts_at.desc())
        .limit(_MOST)
    )
    return PartnerShown(
        row.id, row.name, row.organisation_id is not None, _state(row, next(iter(signed), None), today), row.left_on,
        _signed(signed), tuple((a, b, c) for a, b, c in fiches), tuple((a, b, c) for a, b, c in actions),
        tuple((a, b, c) for a, b, c in meetings),
    )  # fmt: skip


def _signed(agreements: Sequence[Agreement]) -> tuple[Signed, ...]:
    return tuple(Signed(row.signed_on, row.ends_on, row.signals, row.publishes, row.approves) for row in agreements)


def _state(partner: Partner, agreement: Agreement | None, today: date) -> str:
    if partner.left_on is not None:
        return LEFT
    if agreement is None:
        return NONE
    if agreement.ends_on is None or agreement.ends_on > today + SOON:
        return RUNS
    return ENDS if agreement.ends_on >= today else ENDED
