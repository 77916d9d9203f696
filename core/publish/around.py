"""What stands around public fiches: actions and days that a person made public, partners whose agreement runs."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from core.intake.guard import Guard, read_guard
from core.partners.approvals import digest_published
from core.publish.action_words import is_public
from core.publish.model import PublicAction, PublicDay, PublicPartner
from core.publish.timeline import BRUSSELS
from core.store.tables import (
    Action,
    AgendaFiche,
    AgendaItem,
    Agreement,
    Approval,
    Partner,
    PartnerFiche,
    PublicText,
)
from core.store.tables.partner import YES

_WORKS_ALONG = Partner.left_on.is_(None)
_KEPT = timedelta(days=365)  # so long a day that was stays in view


@dataclass(frozen=True, slots=True)
class Around:
    """Public actions with their ids, public days, partners, and by fiche who of those stand behind its words."""

    actions: tuple[tuple[uuid.UUID, PublicAction], ...]
    days: tuple[PublicDay, ...]
    partners: tuple[PublicPartner, ...]
    named: Mapping[uuid.UUID, list[str]]


def read_around(session: Session, fiches: Mapping[uuid.UUID, int], now: datetime) -> Around:
    """Read what is around the public fiches of the bound municipality; `fiches`: their numbers by id."""
    today = now.astimezone(BRUSSELS).date()
    agreed = _read_running(session, today)
    return Around(
        _read_actions(session, fiches),
        _read_days(session, fiches, now - _KEPT),
        _read_partners(session, agreed),
        _read_named(session, fiches, agreed),
    )


def show_action(action: Action, fiche: int) -> PublicAction:
    """Show an action as the public would read it; a colleague is not named, nor why something was stopped."""
    return PublicAction(
        fiche=fiche,
        title=action.title,
        state=action.state,
        owner=action.owner if action.owner_id is None else "",
        partners=tuple(action.partners),
        starts_on=action.begun_on or action.starts_on,
        due_on=action.due_on,
        ended_on=action.ended_on,
        before=action.before,
        after=action.after,
        source=action.source,
    )


def _read_actions(session: Session, fiches: Mapping[uuid.UUID, int]) -> tuple[tuple[uuid.UUID, PublicAction], ...]:
    rows = session.scalars(
        select(Action)
        .where(Action.fiche_id.in_(fiches), Action.public_digest.is_not(None))
        .order_by(Action.ended_on.desc().nulls_first(), Action.due_on.asc().nulls_last(), Action.id)
    )
    return tuple((row.id, show_action(row, fiches[row.fiche_id])) for row in rows if is_public(row))


def _read_days(session: Session, fiches: Mapping[uuid.UUID, int], since: datetime) -> tuple[PublicDay, ...]:
    mine = (AgendaItem.public, AgendaItem.ends_at >= since)
    items = session.scalars(select(AgendaItem).where(*mine).order_by(AgendaItem.starts_at, AgendaItem.number)).all()
    rows = session.execute(
        select(AgendaFiche.item_id, AgendaFiche.fiche_id)
        .join(AgendaItem, AgendaItem.id == AgendaFiche.item_id)
        .where(*mine, AgendaFiche.fiche_id.in_(fiches))
        .order_by(AgendaFiche.place)
    )
    tables: dict[uuid.UUID, list[int]] = defaultdict(list)
    for row in rows:
        tables[row.item_id].append(fiches[row.fiche_id])
    return tuple(
        PublicDay(
            item.number, item.kind, item.title, item.starts_at.astimezone(BRUSSELS), item.ends_at.astimezone(BRUSSELS),
            item.venue, item.status, item.body, tuple(tables[item.id]),
        )
        for item in items
    )  # fmt: skip


def _read_running(session: Session, today: date) -> Mapping[int, Agreement]:
    """Read by partner the newest agreement that runs."""
    runs = (
        select(Agreement)
        .ext(distinct_on(Agreement.partner_id))
        .where(Agreement.signed_on <= today, or_(Agreement.ends_on.is_(None), Agreement.ends_on >= today))
        .order_by(Agreement.partner_id, Agreement.signed_on.desc())
    )
    return {row.partner_id: row for row in session.scalars(runs)}


def _read_partners(session: Session, agreed: Mapping[int, Agreement]) -> tuple[PublicPartner, ...]:
    """Read who works along by an agreement that runs: signing it is what makes it public, and a coordinator's act."""
    rows = session.execute(
        select(Partner.id, Partner.name).where(_WORKS_ALONG, Partner.id.in_(agreed)).order_by(func.lower(Partner.name))
    ).all()
    guard = read_guard(session) if rows else None  # agreements of before were kept as they were typed
    return tuple(_partner(row.name, agreed[row.id], guard) for row in rows if guard)


def _partner(name: str, agreement: Agreement, guard: Guard) -> PublicPartner:
    signals, publishes = guard.hide(agreement.signals), guard.hide(agreement.publishes)
    return PublicPartner(name, agreement.signed_on, agreement.ends_on, signals, publishes)


def _read_named(
    session: Session, fiches: Mapping[uuid.UUID, int], agreed: Mapping[int, Agreement]
) -> Mapping[uuid.UUID, list[str]]:
    """Name the partners that a fiche concerns: those that approved its public words, or agreed beforehand."""
    rows = session.execute(
        select(PartnerFiche.fiche_id, Partner.id, Partner.name)
        .join(Partner, Partner.id == PartnerFiche.partner_id)
        .where(PartnerFiche.fiche_id.in_(fiches), _WORKS_ALONG)
        .order_by(func.lower(Partner.name))
    ).all()
    said = session.execute(
        select(Approval.fiche_id, Approval.partner_id, Approval.digest, PublicText.title, PublicText.text)
        .join(PublicText, PublicText.fiche_id == Approval.fiche_id)
        .where(Approval.fiche_id.in_(fiches), Approval.answer == YES)
    )
    approved = {(row.fiche_id, row.partner_id) for row in said if row.digest == digest_published(row.title, row.text)}
    named: dict[uuid.UUID, list[str]] = defaultdict(list)
    for row in rows:
        agreement = agreed.get(row.id)
        if (row.fiche_id, row.id) in approved or (agreement is not None and not agreement.approves):
            named[row.fiche_id].append(row.name)
    return named
